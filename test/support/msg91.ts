import {
  deliverPost,
  json,
  type Post,
  type Received,
  startStandIn,
  steering,
  type TextBehaviour,
  treat,
} from './stand-in.ts'

/** A text as MSG91 took it. */
export type Msg91Text = {
  readonly to: string
  readonly templateId: string
  readonly variables: Readonly<Record<string, string>>
  readonly CRQID?: string
}

type Settings = {
  readonly authKey: string
  /** The names of the variables of each template. */
  readonly templates: Readonly<Record<string, readonly string[]>>
}

const refuse = (message: string, code?: string, status = 200) => ({
  status,
  body: { message, type: 'error', code },
})

/** Errors as they were seen or documented; MSG91 publishes no complete list. */
export const MSG91_ERRORS = {
  authentication: refuse('Invalid authkey', '201'),
  unauthorized: { status: 401, body: { status: 'fail', hasError: true, errors: 'Unauthorized' } },
  ip: refuse('IP is not whitelisted', '418'),
  template: refuse('Template ID Missing or Invalid Template', '211', 400),
  template_without_code: refuse('Flow is not approved by DLT'),
  balance: refuse('Insufficient balance to send SMS', '301'),
  account: refuse('Your user account has been banned'),
  mobile: refuse('Invalid mobile number', '202'),
  blocked: refuse('Mobile number is blocked'),
  unknown: refuse('Something went wrong, please try again'),
  rate: { status: 429, body: { message: 'Too many requests', type: 'error' } },
}

export type Msg91ErrorName = keyof typeof MSG91_ERRORS

const FIELDS = new Set([
  'template_id',
  'short_url',
  'short_url_expiry',
  'realTimeResponse',
  'CRQID',
  'recipients',
])

/**
 * A stand-in for MSG91's Flow API that refuses what its documents do not show. Beside `steering`,
 * `POST /reports?to=&status=&version=&url=` makes the delivery reports of all texts to a number.
 */
export function startMsg91({ authKey, templates }: Settings) {
  const control = steering<Msg91Text, TextBehaviour<Msg91ErrorName>>({ kind: 'take' })

  return startStandIn((received, response) => {
    if (control.steered(received, response)) return
    const { method, url } = received
    if (method === 'POST' && url.pathname === '/reports') {
      const asked = url.searchParams
      const texts = control.textsTo(asked.get('to') ?? '')
      return deliverPost(response, reports(texts, asked), asked.get('url'))
    }
    if (method !== 'POST' || url.pathname !== '/api/v5/flow' || url.search !== '') {
      return json(response, refuse('Not found', undefined, 404))
    }
    if (received.headers.authkey !== authKey) return json(response, MSG91_ERRORS.authentication)
    const text = read(received)
    if (typeof text === 'string') return json(response, refuse(text, undefined, 400))
    const names = templates[text.templateId]
    if (!names) return json(response, MSG91_ERRORS.template)
    if (names.toSorted().join() !== Object.keys(text.variables).toSorted().join()) {
      return json(response, refuse('Variables do not fit', undefined, 400))
    }
    const success = { message: '3466714b6e6b363732303630', type: 'success' }
    treat(response, control.take(text), { status: 200, body: success }, MSG91_ERRORS)
  })
}

/** The text, or what is wrong with the request. */
function read({ headers, body }: Received): Msg91Text | string {
  if (headers['content-type'] !== 'application/json') return 'Not JSON'
  const request = JSON.parse(body) as Record<string, unknown>
  const unknown = Object.keys(request).find((name) => !FIELDS.has(name))
  if (unknown !== undefined) return `Unknown field ${unknown}`
  const { template_id: templateId, short_url, realTimeResponse, CRQID, recipients } = request
  if (typeof templateId !== 'string') return 'Template ID is no text'
  if (short_url !== '0' && short_url !== '1') return 'short_url is neither 0 nor 1'
  if (realTimeResponse !== undefined && realTimeResponse !== '1') return 'realTimeResponse is not 1'
  if (typeof CRQID !== 'string' && CRQID !== undefined) return 'CRQID is no text'
  if (CRQID !== undefined && !/^[\w.-]{1,80}$/.test(CRQID)) return 'Invalid CRQID'
  if (!Array.isArray(recipients) || recipients.length !== 1) return 'Not one recipient'
  const { mobiles, ...variables } = recipients[0] as Record<string, unknown>
  if (typeof mobiles !== 'string' || !/^[1-9]\d{7,14}$/.test(mobiles)) return 'Mobile format'
  if (!Object.values(variables).every((value) => typeof value === 'string')) return 'No text'
  return { to: `+${mobiles}`, templateId, variables: variables as Record<string, string>, CRQID }
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  '1': 'DELIVERED',
  '2': 'FAILED',
  '9': 'NDNC',
  '16': 'REJECTED',
  '17': 'BLOCKED NUMBER',
  '25': 'REJECTED',
}

/** As versions 2 and 3 of the webhook post them; a text without a CRQID is reported with 0. */
function reports(texts: readonly Msg91Text[], asked: URLSearchParams): Post {
  const status = asked.get('status') ?? '1'
  const all = texts.map(({ to, CRQID = '0' }) => ({
    date: '2026-05-22 10:06:20',
    number: to.slice(1),
    amount: '0.01',
    CRQID,
    INMSID: '0',
    credit: '1',
    status,
    desc: DESCRIPTIONS[status] ?? 'SUBMITTED',
  }))
  const request = { senderId: 'NEOBNK', requestId: '346671', userId: '27', campaignName: 'API' }
  if (asked.get('version') === '3') {
    const headers = { 'content-type': 'application/json' }
    return { headers, body: JSON.stringify({ ...request, ...all[0] }) }
  }
  const data = all.map((one) => ({
    ...request,
    report: [{ ...one, clientid: '', ctCode: '900', failedReason: '' }],
  }))
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ data: JSON.stringify(data) })),
  }
}
