import * as z from 'zod'
import { parseJson, readJson } from '../../platform/body.ts'
import { sameText } from '../../platform/secrets.ts'
import { providerOrigin, STAND_IN } from '../../platform/settings.ts'
import {
  type CodeText,
  type GatewayAnswer,
  gatewayKind,
  type Receipt,
  type ReceiptReading,
  type ReceiptRequest,
  type SmsGateway,
} from '../gateway.ts'
import { postOnce } from '../../platform/post.ts'

const MSG91 = 'https://control.msg91.com'

const settings = (development: boolean) =>
  z.object({
    MSG91_AUTH_KEY: z
      .string()
      .regex(/^[A-Za-z0-9]{10,100}$/)
      .meta({ description: 'the authentication key, for SMS alone' }),
    MSG91_WEBHOOK_TOKEN: z
      .string()
      .regex(/^[\w-]{32,200}$/)
      .meta({ description: 'the unguessable segment of the address that reports are posted to' }),
    MSG91_ORIGIN: providerOrigin(development, MSG91).default(MSG91).meta(STAND_IN),
  })

/** Needs an authentication key, and the segment that only MSG91 was told. */
export const msg91Kind = gatewayKind(settings, msg91Gateway)

/**
 * Fills the template that MSG91 keeps as `words.templateId` with `words.variables`, by its Flow
 * API 5 (https://docs.msg91.com/sms/send-sms).
 */
function msg91Gateway(vars: z.infer<ReturnType<typeof settings>>): SmsGateway {
  const { MSG91_AUTH_KEY: authkey, MSG91_WEBHOOK_TOKEN: webhookToken } = vars
  return {
    name: 'msg91',
    channels: new Set(['sms']),
    takes: (_, { templateId }) => templateId !== undefined,

    async send({ to, words, reference }: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      if (words.templateId === undefined) return misconfigured('template_id_missing')
      const body = JSON.stringify({
        template_id: words.templateId,
        short_url: '0',
        // Asks for a refusal in the answer, rather than in the panel's log of failures alone.
        realTimeResponse: '1',
        // Outside the recipients, where a request has only one.
        CRQID: reference,
        recipients: [{ ...words.variables, mobiles: to.slice(1) }],
      })
      const headers = { authkey, 'content-type': 'application/json' }
      const url = `${vars.MSG91_ORIGIN}/api/v5/flow`
      const response = await postOnce(url, { headers, body, signal })
      if (!response) return { kind: 'unknown' }
      return classifyAnswer(response.status, await readJson(response))
    },

    async readReceipts({ token = '', headers, body }: ReceiptRequest): Promise<ReceiptReading> {
      if (!sameText(token, webhookToken)) return { kind: 'forged' }
      const reports = readReports(headers.get('content-type') ?? '', body)
      return reports ? readEach(reports) : { kind: 'unreadable' }
    },
  }
}

const answer = z.object({
  type: z.string(),
  message: z.string().catch(''),
  code: z.coerce.string().optional(),
})

/** Statuses that refuse the key, or the network it was used from, without a body. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 418])

/** Looks for a refusal's `type` in the body whatever the status: most come at 200. */
export function classifyAnswer(status: number, body: unknown): GatewayAnswer {
  const { data } = answer.safeParse(body)
  if (data?.type === 'error') return classifyRefusal(data)
  if (status >= 200 && status < 300) {
    return { kind: data?.type === 'success' ? 'accepted' : 'unknown' }
  }
  return REFUSED.has(status) ? misconfigured(String(status)) : { kind: 'not_taken' }
}

/*
 * MSG91 publishes no list of codes or messages: 418 (the network's address) is in
 * https://msg91.com/help/api, 201 (the key) and 211 (the template) in answers that others report,
 * the rest are of its older API (money, account).
 */
const ACCOUNT_CODE = /^(201|207|208|211|301|302|303|418)$/

const ACCOUNT_MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/auth ?key|authenticat|authori[sz]/i, 'authentication'],
  [/whitelist|\bip\b/i, 'ip'],
  [/template|\bflow\b|\bdlt\b|\bpe[ _-]?id\b|sender/i, 'template'],
  [/balance|credit|wallet/i, 'balance'],
  [/account|expired|banned|suspended/i, 'account'],
]

/** Matches words for a number that is no mobile or takes no texts. */
const NUMBER_REFUSED =
  /(invalid|incorrect|blocked|blacklisted) (mobile|number)|(mobile|number) (is )?(invalid|incorrect|blocked|blacklisted)/i

function classifyRefusal({ message, code = '' }: z.infer<typeof answer>): GatewayAnswer {
  if (code === '202' || NUMBER_REFUSED.test(message)) return { kind: 'undeliverable' }
  if (ACCOUNT_CODE.test(code)) return misconfigured(code)
  const [, reason] = ACCOUNT_MESSAGES.find(([words]) => words.test(message)) ?? []
  return reason === undefined ? { kind: 'not_taken' } : misconfigured(reason)
}

function misconfigured(code: string): GatewayAnswer {
  return { kind: 'misconfigured', code }
}

const report = z.object({
  CRQID: z.string(),
  status: z.union([z.string(), z.number()]).transform(String),
})

const list = z.array(z.unknown())
const request = z.object({ report: list })

/**
 * Lists the reports of webhook version 2 (a form whose field `data` is JSON: requests, each with its
 * reports) or 3 (JSON: one or several): https://msg91.com/help/how-can-i-get-the-delivery-reports-on-my-webhook-url.
 */
function readReports(contentType: string, body: string): readonly unknown[] | undefined {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    const requests = list.safeParse(parseJson(new URLSearchParams(body).get('data') ?? undefined))
    return requests.data?.flatMap((one) => request.safeParse(one).data?.report ?? [undefined])
  }
  const posted = parseJson(body)
  if (typeof posted !== 'object' || posted === null) return undefined
  return Array.isArray(posted) ? posted : [posted]
}

/** Reads each report by itself: one that is not ours, or odd, must not lose the others. */
function readEach(reports: readonly unknown[]): ReceiptReading {
  const read = reports.flatMap((one) => report.safeParse(one).data ?? [])
  return {
    kind: 'receipts',
    receipts: read.flatMap(receiptOf),
    skipped: reports.length - read.length,
  }
}

/** Maps the codes of the same page; any other is a status on the way. */
const STATUSES: ReadonlyMap<string, Receipt['status']> = new Map([
  ['1', 'delivered'],
  // Failed, do not disturb, rejected, blocked, rejected.
  ['2', 'undelivered'],
  ['9', 'undelivered'],
  ['16', 'undelivered'],
  ['17', 'undelivered'],
  ['25', 'undelivered'],
])

function receiptOf({ CRQID: reference, status: code }: z.infer<typeof report>): readonly Receipt[] {
  const status = STATUSES.get(code)
  return status === undefined ? [] : [{ reference, status }]
}
