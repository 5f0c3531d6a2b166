import { inject } from 'vitest'
import type { CodeText, ReceiptReading, SmsGateway } from '../../../src/sms/gateway.ts'
import { GATEWAY_KINDS } from '../../../src/sms/gateways.ts'
import { PROVIDERS } from '../../support/gateways.ts'

export const PUBLIC = 'https://signup.example'
export const CODE = '012345'
export const REFERENCE = 'r_-9'.repeat(20)

const receiver = inject('smsReceiver')

const VARS = {
  ...PROVIDERS,
  SMS_WEBHOOK_URL: receiver.url,
  SMS_WEBHOOK_SECRET: receiver.secret,
}

/** Makes a gateway at its stand-in, or with other vars. */
export function gatewayOf(name: string, changes: object = {}, development = true): SmsGateway {
  const read = GATEWAY_KINDS.get(name)?.read({ ...VARS, ...changes }, development)
  if (!read?.ok) throw new Error(read?.unusable.join())
  return read.settings({ publicOrigin: PUBLIC, brand: 'NeoBank' })
}

type Changes = Partial<Omit<CodeText, 'words'>> & { readonly words?: Partial<CodeText['words']> }

export const textTo = (to: string, { words, ...changes }: Changes = {}): CodeText => ({
  id: `id-${to}`,
  to,
  channel: 'sms',
  words: {
    body: `${CODE} is your code – नमस्ते.\n\n@signup.example #${CODE}`,
    language: 'en',
    variables: {},
    ...words,
  },
  code: CODE,
  sessionId: 'not for the gateway',
  expiresAt: Date.now() + 300_000,
  reference: REFERENCE,
  ...changes,
})

/** Long enough for this machine, and never waited for in full but by what never answers. */
export const soon = () => AbortSignal.timeout(5000)
export const short = () => AbortSignal.timeout(200)

/** Makes the reading of one receipt for each status. */
export const receipts = (
  ...statuses: readonly ('delivered' | 'undelivered')[]
): ReceiptReading => ({
  kind: 'receipts',
  receipts: statuses.map((status) => ({ reference: REFERENCE, status })),
  skipped: 0,
})
