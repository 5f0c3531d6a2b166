import type { IncomingHttpHeaders } from 'node:http'
import { parseTwiml } from './twiml.ts'

/** An account at the stand-in: its credentials, and what it owns. */
export type Account = {
  readonly sid: string
  readonly authToken: string
  readonly service: string
  readonly number: string
  readonly name: string
  readonly whatsAppSender: string
  /** An approved template of one variable, `1`. */
  readonly template: string
}

type Fields = Readonly<Record<string, string>>

/** A request as it was taken. `to` is the number alone. */
export type Taken = {
  readonly resource: 'Messages' | 'Calls'
  readonly to: string
  readonly fields: Fields
}

/** What Twilio answers to a request that it refuses. */
export type Refusal = { readonly status: number; readonly code: number; readonly message: string }

const E164 = /^\+[1-9]\d{6,14}$/

/** The fields of a message, as its resource's page lists them. */
const MESSAGE_FIELDS = [
  'To',
  'From',
  'MessagingServiceSid',
  'Body',
  'ContentSid',
  'ContentVariables',
  'MediaUrl',
  'StatusCallback',
  'ApplicationSid',
  'MaxPrice',
  'ProvideFeedback',
  'Attempt',
  'ValidityPeriod',
  'ForceDelivery',
  'ContentRetention',
  'AddressRetention',
  'SmartEncoded',
  'RiskCheck',
  'ShortenUrls',
  'SendAsMms',
]

/** Those of a call that this project could want. */
const CALL_FIELDS = [
  'To',
  'From',
  'Twiml',
  'Url',
  'ApplicationSid',
  'StatusCallback',
  'StatusCallbackEvent',
  'StatusCallbackMethod',
  'Timeout',
  'TimeLimit',
  'MachineDetection',
]

/** Checks a request as Twilio would: where, who, what form, and every field. */
export function checkRequest(
  account: Account,
  path: string,
  headers: IncomingHttpHeaders,
  body: string,
): Taken | Refusal {
  const credentials = Buffer.from(`${account.sid}:${account.authToken}`).toString('base64')
  if (headers.authorization !== `Basic ${credentials}`) {
    return { status: 401, code: 20003, message: 'Authenticate' }
  }
  const root = `/2010-04-01/Accounts/${account.sid}/`
  const resource = (['Messages', 'Calls'] as const).find((name) => path === `${root}${name}.json`)
  if (resource === undefined) {
    return { status: 404, code: 20404, message: `The requested resource ${path} was not found` }
  }
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
    return refuse(21604, "A 'To' phone number is required.")
  }
  const parameters = new URLSearchParams(body)
  const fields: Fields = Object.fromEntries(parameters)
  const known = resource === 'Messages' ? MESSAGE_FIELDS : CALL_FIELDS
  const names = [...parameters.keys()]
  if (names.length > Object.keys(fields).length) return refuse(20001, 'A parameter is given twice.')
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) return refuse(20001, `Unknown parameter ${unknown}.`)
  return resource === 'Messages' ? checkMessage(account, fields) : checkCall(account, fields)
}

function checkMessage(account: Account, fields: Fields): Taken | Refusal {
  const { To = '', From, MessagingServiceSid: service, Body, ContentSid: template } = fields
  const whatsApp = To.startsWith('whatsapp:')
  const to = whatsApp ? To.slice('whatsapp:'.length) : To
  if (!E164.test(to)) return refuse(21211, `The 'To' number ${to} is not a valid phone number.`)
  if (From === undefined && service === undefined) return refuse(21603, 'A sender is required.')
  if (service !== undefined && service !== account.service) return refuse(21705, 'No such service.')
  if (From !== undefined) {
    const own = whatsApp
      ? From === `whatsapp:${account.whatsAppSender}`
      : From === account.number || From === account.name
    if (!own && whatsApp) return refuse(63007, 'No channel with the specified From address.')
    if (!own) return refuse(E164.test(From) ? 21659 : 21212, `${From} is not a sender of yours.`)
  }
  if (Body === undefined && template === undefined) return refuse(21602, 'A body is required.')
  if (Body !== undefined && template !== undefined) return refuse(20001, 'Body or ContentSid.')
  if (Body !== undefined && (Body === '' || Body.length > 1600)) return refuse(21617, 'Its length.')
  if (whatsApp && template === undefined) return refuse(63016, 'Use a template.')
  if (template !== undefined) {
    if (template !== account.template) return refuse(21655, 'The ContentSid is invalid.')
    if (!isTemplateOfOne(fields['ContentVariables'])) return refuse(21656, 'The ContentVariables.')
  } else if (fields['ContentVariables'] !== undefined) {
    return refuse(21655, 'Variables without a template.')
  }
  const validity = Number(fields['ValidityPeriod'] ?? 36_000)
  if (!Number.isInteger(validity) || validity < 1 || validity > 36_000) {
    return refuse(21624, 'The ValidityPeriod.')
  }
  if (!/^(true|false)$/.test(fields['SmartEncoded'] ?? 'true')) return refuse(20001, 'SmartEncoded')
  if (!isCallback(fields['StatusCallback'])) return refuse(21609, 'The StatusCallback URL.')
  return { resource: 'Messages', to, fields }
}

function checkCall(account: Account, fields: Fields): Taken | Refusal {
  const { To: to = '', From, Twiml = '' } = fields
  if (!E164.test(to)) return refuse(21211, `The phone number you are calling, ${to}, is not valid.`)
  if (From === undefined) return refuse(21213, "A 'From' phone number is required.")
  if (From !== account.number) return refuse(21210, 'The source phone number is not yours.')
  const instructions = ['Twiml', 'Url', 'ApplicationSid'].filter((name) => name in fields)
  if (instructions.length !== 1) return refuse(21205, 'One of Url, Twiml and ApplicationSid.')
  if (Twiml.length > 4000) return refuse(21205, 'The TwiML is too long.')
  if (!isCallback(fields['StatusCallback'])) return refuse(21609, 'The StatusCallback URL.')
  if (!isWhole(fields['Timeout'], 600) || !isWhole(fields['TimeLimit'], 86_400)) {
    return refuse(21208, 'A time.')
  }
  if ('Twiml' in fields) {
    try {
      parseTwiml(Twiml)
    } catch (error) {
      return refuse(12100, `The TwiML cannot be parsed: ${String(error)}`)
    }
  }
  return { resource: 'Calls', to, fields }
}

function refuse(code: number, message: string): Refusal {
  return { status: 400, code, message }
}

function isTemplateOfOne(variables: string | undefined): boolean {
  try {
    const given: unknown = JSON.parse(variables ?? '')
    if (typeof given !== 'object' || given === null) return false
    const entries = Object.entries(given)
    return entries.length === 1 && entries[0]?.[0] === '1' && /^\d{6}$/.test(String(entries[0][1]))
  } catch {
    return false
  }
}

function isCallback(text: string | undefined): boolean {
  if (text === undefined) return true
  if (text.length > 4000 || !URL.canParse(text)) return false
  const { protocol, hostname, href } = new URL(text)
  return /^https?:$/.test(protocol) && !hostname.includes('_') && href === text
}

function isWhole(text: string | undefined, most: number): boolean {
  return text === undefined || (/^[1-9]\d*$/.test(text) && Number(text) <= most)
}
