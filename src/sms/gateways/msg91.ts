import * as z from 'zod'
import { sameText } from '../../platform/secrets.ts'
import { parseJson, readJson } from '../../platform/body.ts'
import {
  type CodeText,
  type GatewayAnswer,
  gatewayKind,
  providerOrigin,
  type Receipt,
  type ReceiptReading,
  type ReceiptRequest,
  type SmsGateway,
} from '../gateway.ts'
import { postOnce } from '../post.ts'

const MSG91 = 'https://control.msg91.com'

type Settings = {
  readonly origin: string
  readonly authKey: string
  /** The unguessable segment of the address that delivery reports are posted to. */
  readonly webhookToken: string
}

/** MSG91's kind: its authentication key, and the segment that only MSG91 was told. */
export const msg91Kind = gatewayKind(
  (development) =>
    z.object({
      MSG91_AUTH_KEY: z.string().regex(/^[A-Za-z0-9]{10,100}$/),
      MSG91_WEBHOOK_TOKEN: z.string().regex(/^[\w-]{32,200}$/),
      MSG91_ORIGIN: providerOrigin(MSG91, development),
    }),
  ({ MSG91_ORIGIN: origin, MSG91_AUTH_KEY: authKey, MSG91_WEBHOOK_TOKEN: webhookToken }, context) =>
    msg91Gateway({ origin, authKey, webhookToken }, context.development),
)

/**
 * MSG91's Flow API, version 5 (https://docs.msg91.com/sms/send-sms): fills a template that is kept
 * there, and that is known there by `words.templateId`, with `words.variables`.
 */
export function msg91Gateway(
  { origin, authKey, webhookToken }: Settings,
  local: boolean,
): SmsGateway {
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
      const headers = { authkey: authKey, 'content-type': 'application/json' }
      const posted = await postOnce(`${origin}/api/v5/flow`, { headers, body, signal }, local)
      return posted.ok ? judge(posted.response) : { kind: posted.answer }
    },

    async readReceipts({ token = '', headers, body }: ReceiptRequest): Promise<ReceiptReading> {
      if (!sameText(token, webhookToken)) return { kind: 'forged' }
      const reports = readReports(headers.get('content-type') ?? '', body)
      return reports
        ? { kind: 'receipts', receipts: reports.flatMap(receipt) }
        : { kind: 'unreadable' }
    },
  }
}

const answer = z.object({
  type: z.string(),
  message: z.string().catch(''),
  code: z.coerce.string().optional(),
})

/** Refusals that come as a status alone: of the key, of the network it was used from. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 418])

/** A refusal has its `type` in the body, whatever the status: most come at 200. */
async function judge(response: Response): Promise<GatewayAnswer> {
  const read = answer.safeParse(await readJson(response))
  if (read.success && read.data.type === 'error') return refusal(read.data)
  if (response.ok) {
    return { kind: read.success && read.data.type === 'success' ? 'accepted' : 'unknown' }
  }
  return REFUSED.has(response.status)
    ? misconfigured(String(response.status))
    : { kind: 'not_taken' }
}

/**
 * What an operator must mend, by the code that MSG91 gives or by words of its message. It publishes
 * no list of either: 418 (the network's address) is in https://msg91.com/help/api, 201 (the key) and
 * 211 (the template) in answers that others report, the rest are of its older API (money, account).
 */
const TO_MEND: ReadonlySet<string> = new Set([
  '201',
  '207',
  '208',
  '211',
  '301',
  '302',
  '303',
  '418',
])

const MENDED_BY: readonly (readonly [RegExp, string])[] = [
  [/auth ?key|authenticat|authori[sz]/i, 'authentication'],
  [/whitelist|\bip\b/i, 'ip'],
  [/template|\bflow\b|\bdlt\b|\bpe[ _-]?id\b|sender/i, 'template'],
  [/balance|credit|wallet/i, 'balance'],
  [/account|expired|banned|suspended/i, 'account'],
]

/** 202, and words for a number that is no mobile or takes no texts. */
const NUMBER_REFUSED =
  /(invalid|incorrect|blocked|blacklisted) (mobile|number)|(mobile|number) (is )?(invalid|incorrect|blocked|blacklisted)/i

function refusal({ message, code }: z.infer<typeof answer>): GatewayAnswer {
  if (code === '202' || NUMBER_REFUSED.test(message)) return { kind: 'undeliverable' }
  if (code !== undefined && TO_MEND.has(code)) return misconfigured(code)
  const [, mend] = MENDED_BY.find(([words]) => words.test(message)) ?? []
  return mend === undefined ? { kind: 'not_taken' } : misconfigured(mend)
}

function misconfigured(code: string): GatewayAnswer {
  return { kind: 'misconfigured', code }
}

const report = z.object({
  CRQID: z.string().optional(),
  status: z.coerce.string(),
})

type Report = z.infer<typeof report>

/** Webhook version 3: a report, or several. */
const flat = z.union([report.transform((one) => [one]), z.array(report)])

/** Webhook version 2: requests, each with the reports of its texts. */
const nested = z
  .array(z.object({ report: z.array(report) }))
  .transform((requests) => requests.flatMap((one) => one.report))

/**
 * The reports of versions 2 (a form whose field `data` is JSON) and 3 (JSON) of the webhook, as in
 * https://msg91.com/help/how-can-i-get-the-delivery-reports-on-my-webhook-url.
 */
function readReports(contentType: string, body: string): readonly Report[] | undefined {
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return nested.safeParse(parseJson(new URLSearchParams(body).get('data') ?? undefined)).data
  }
  return flat.safeParse(parseJson(body)).data
}

/** By the status codes of the same page; any other is a status on the way. */
const STATUSES: ReadonlyMap<string, Receipt['status']> = new Map([
  ['1', 'delivered'],
  // Failed, do not disturb, rejected, blocked, rejected.
  ['2', 'undelivered'],
  ['9', 'undelivered'],
  ['16', 'undelivered'],
  ['17', 'undelivered'],
  ['25', 'undelivered'],
])

function receipt({ CRQID: reference, status: code }: Report): readonly Receipt[] {
  const status = STATUSES.get(code)
  return reference !== undefined && status !== undefined ? [{ reference, status }] : []
}
