import { createHmac, randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { fail, type Failure, json, startStandIn, steering } from './stand-in.ts'
import { type Account, checkRequest, type Refusal, type Taken } from './twilio-request.ts'
import { elements, parseTwiml } from './twiml.ts'

/** Says how the stand-in answers what is sent to one number. */
export type Behaviour =
  | { readonly kind: 'created'; readonly status?: string; readonly errorCode?: number }
  | { readonly kind: 'error'; readonly status: number; readonly code: number }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | Failure

/** Holds a request that Twilio makes, signed. */
export type Callback = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Sent = Taken & { readonly sid: string }

/** Makes an account with a sender of each sort. */
export function newAccount(): Account {
  return {
    sid: newSid('AC'),
    authToken: randomBytes(16).toString('hex'),
    service: newSid('MG'),
    number: '+14155550100',
    name: 'NEOBNK',
    whatsAppSender: '+14155550101',
    template: newSid('HX'),
  }
}

/**
 * Runs a stand-in for Twilio's messages and calls, as its documents describe them. What Twilio would post
 * is made, signed, by `GET /callback?to=&status=` and `GET /press?to=&key=`; `POST` there sends it too.
 */
export function startTwilio(account: Account) {
  const control = steering<Sent, Behaviour & { readonly delayMs?: number }>({ kind: 'created' })
  return startStandIn(async (received, response) => {
    if (control.steered(received, response)) return
    const { method, url, headers, body } = received
    const { pathname, searchParams } = url
    if (pathname === '/callback' || pathname === '/press') {
      const make = pathname === '/press' ? pressKey : reportStatus
      const sent = control.textsTo(searchParams.get('to') ?? '').at(-1)
      const post = make(account, sent, searchParams)
      return json(response, { status: 200, body: method === 'POST' ? await deliver(post) : post })
    }
    const checked = checkRequest(account, pathname, headers, body)
    if ('code' in checked) return refuse(response, checked)
    const sent = { ...checked, sid: newSid(checked.resource === 'Calls' ? 'CA' : 'SM') }
    const { delayMs = 0, ...behaviour } = control.take(sent)
    setTimeout(() => answer(response, account, sent, behaviour), delayMs)
  })
}

/** Signs as https://www.twilio.com/docs/usage/security#validating-requests describes it. */
export function sign(authToken: string, url: string, parameters: Record<string, string>): string {
  let data = url
  for (const name of Object.keys(parameters).toSorted()) data += name + parameters[name]
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64')
}

function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex')
}

function answer(
  response: ServerResponse,
  account: Account,
  sent: Sent,
  behaviour: Behaviour,
): void {
  if (behaviour.kind === 'created') {
    const { status = 'queued', errorCode = null } = behaviour
    const body = { ...resourceOf(account, sent), status, error_code: errorCode }
    json(response, { status: 201, body })
  } else if (behaviour.kind === 'error') {
    refuse(response, { ...behaviour, message: `The number ${sent.to} is refused.` })
  } else if (behaviour.kind === 'answer') json(response, behaviour)
  else fail(response, behaviour, 201)
}

/** Writes what creating a message or a call answers, without its status. */
function resourceOf(account: Account, { resource, fields, sid }: Sent) {
  const date = new Date().toUTCString().replace('GMT', '+0000')
  const common = {
    sid,
    account_sid: account.sid,
    api_version: '2010-04-01',
    date_created: date,
    date_updated: date,
    direction: 'outbound-api',
    from: fields['From'] ?? null,
    to: fields['To'],
    price: null,
    price_unit: 'USD',
    uri: `/2010-04-01/Accounts/${account.sid}/${resource}/${sid}.json`,
  }
  if (resource === 'Calls') return { ...common, duration: null, answered_by: null }
  const service = fields['MessagingServiceSid'] ?? null
  return {
    ...common,
    body: fields['Body'] ?? '',
    date_sent: null,
    error_message: null,
    messaging_service_sid: service,
    num_media: '0',
    num_segments: service === null ? '1' : '0',
  }
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  json(response, { status, body: { code, message, more_info, status } })
}

/** Makes the status callback about a text or a call; `error` is Twilio's code for why it failed. */
function reportStatus(account: Account, sent: Sent | undefined, query: URLSearchParams): Callback {
  const { fields, sid, resource } = found(sent)
  const status = query.get('status') ?? ''
  const error = query.get('error')
  const common = { ...partiesOf(account, fields), ...(error !== null && { ErrorCode: error }) }
  const parameters =
    resource === 'Messages'
      ? { ...common, MessageSid: sid, MessageStatus: status, SmsSid: sid, SmsStatus: status }
      : { ...common, ...callOf(sid, status), CallbackSource: 'call-progress-events' }
  return signed(account, fields['StatusCallback'] ?? '', parameters)
}

/** Makes what a call posts when a key is pressed while it gathers one. */
function pressKey(account: Account, sent: Sent | undefined, query: URLSearchParams): Callback {
  const { fields, sid } = found(sent)
  const [gather] = elements(parseTwiml(fields['Twiml'] ?? ''), 'Gather')
  return signed(account, gather?.attributes['action'] ?? '', {
    ...partiesOf(account, fields),
    ...callOf(sid, 'in-progress'),
    Digits: query.get('key') ?? '',
    FinishedOnKey: '',
    msg: 'Gather End',
  })
}

function found(sent: Sent | undefined): Sent {
  if (!sent) throw new Error('nothing was sent to that number')
  return sent
}

function partiesOf(account: Account, { To = '', From = account.number }: Taken['fields']) {
  return { AccountSid: account.sid, ApiVersion: '2010-04-01', To, From }
}

function callOf(sid: string, status: string) {
  return { CallSid: sid, CallStatus: status, Direction: 'outbound-api' }
}

function signed(account: Account, url: string, parameters: Record<string, string>): Callback {
  return {
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'x-twilio-signature': sign(account.authToken, url, parameters),
    },
    body: new URLSearchParams(parameters).toString(),
  }
}

async function deliver({ url, headers, body }: Callback) {
  const response = await fetch(url, { method: 'POST', headers, body })
  return { status: response.status, body: await response.text() }
}
