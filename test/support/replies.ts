import * as z from 'zod'
import {
  API,
  ELSEWHERE,
  type Operation,
  type OperationName,
  type ReplyForm,
} from '../../src/contract/api.ts'
import { type ErrorCode, errorReply, ERRORS, mayRetry } from '../../src/contract/errors.ts'
import { answerOf, cookiesSet, errorOf, type Reply } from './people.ts'

/** Names the request that a reply answers; the path may be a whole URL. */
export type Asked = { readonly method: string; readonly path: string }

/** Matches a sentence in any language; where letters have capitals, it begins with one. */
const SENTENCE = /^[\p{Lu}\p{Lo}].*[.।۔]$/u

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const TIMERS = ['attempts_left', 'expires_in', 'resend_in']

const operations: [string, Operation][] = Object.entries(API)
const KNOWN = operations.map(([name, operation]) => {
  const [method = '', path = ''] = name.split(' ')
  const template = withoutSlash(path).replaceAll(/\{\w+\}/g, '[^/]+')
  return { method, path: new RegExp(`^${template}$`), operation }
})

/** Names what a reply of the Worker breaks of the contract: its status and code, body and headers. */
export function brokenReply({ method, path }: Asked, reply: Reply): readonly string[] {
  const { pathname } = new URL(path, 'https://any')
  const here = KNOWN.filter((one) => one.path.test(withoutSlash(pathname)))
  const own = here.find((one) => one.method === (method === 'HEAD' ? 'GET' : method))?.operation
  const form = own?.replies[reply.status]
  const { errors } = own ?? ELSEWHERE[here.length > 0 ? 'method' : 'path']
  const isRead = ['GET', 'HEAD'].includes(method)
  const isPage = here.length === 0 && isRead && !/^\/(?:users\/api|webhooks)(?:\/|$)/.test(pathname)
  const methods = here.map((one) => (one.method === 'GET' ? 'GET, HEAD' : one.method))
  const allow = methods.length === 0 ? undefined : [...new Set(methods)].join(', ')
  return [
    ...broken({
      'a reply is not kept': reply.headers.get('Cache-Control') === cachingOf(own, reply),
      'a reply has an id': UUID.test(reply.headers.get('X-Request-Id') ?? ''),
      'Allow names the methods of the path':
        (reply.headers.get('Allow') ?? undefined) === (reply.status === 405 ? allow : undefined),
    }),
    ...(own && form
      ? [...brokenBody(form, method, reply), ...brokenCookies(own, reply)]
      : isPage && reply.status === 404
        ? brokenBody('text/html', method, reply)
        : own?.isForm && errors.some((code) => ERRORS[code].status === reply.status)
          ? brokenErrorPage(method, reply)
          : brokenRefusal(errors, method, reply)),
  ]
}

/** Says what a reply lets the browser keep: nothing, but for a page that it asks for again. */
function cachingOf(own: Operation | undefined, { status }: Reply): string {
  const isPage = own?.revalidates === true && [200, 304].includes(status)
  return isPage ? 'private, max-age=0, must-revalidate' : 'no-store'
}

function brokenBody(
  form: ReplyForm,
  method: string,
  { headers, text, body }: Reply,
): readonly string[] {
  if (form === 'redirect') {
    return broken({ 'a redirect leads elsewhere': headers.has('Location') && text === '' })
  }
  if (form === 'unchanged') {
    return broken({ 'what is unchanged comes without a body': headers.has('ETag') && text === '' })
  }
  if (typeof form === 'string') {
    return broken({ 'a page has its type': Boolean(headers.get('Content-Type')?.startsWith(form)) })
  }
  return method === 'HEAD' ? [] : brokenForm(form, body)
}

/** What refuses a plain form is a page, but where the service is not set up or has lost its pages. */
function brokenErrorPage(method: string, reply: Reply): readonly string[] {
  if (['not_configured', 'internal_error'].includes(errorOf(reply) ?? '')) return []
  return broken({
    'a form is refused by a page': method === 'HEAD' || reply.text.startsWith('<!doctype html>'),
    'a refusal sets no cookie': reply.headers.getSetCookie().length === 0,
  })
}

function brokenCookies({ cookies = {} }: Operation, { headers }: Reply): readonly string[] {
  const lines = headers.getSetCookie()
  const set = lines.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)])
  const { error } = z.strictObject(cookies).safeParse(Object.fromEntries(set))
  return broken({
    [`cookies have their form: ${error && z.prettifyError(error)}`]: error === undefined,
    'a cookie is set once': new Set(set.map(([one]) => one)).size === lines.length,
  })
}

function brokenRefusal(
  codes: readonly ErrorCode[],
  method: string,
  reply: Reply,
): readonly string[] {
  const { status, headers, body } = reply
  const isCode = (code: ErrorCode) => ERRORS[code].status === status
  if (method === 'HEAD') return broken({ 'HEAD is answered as GET': codes.some(isCode) })
  const code = codes.find((one) => one === errorOf(reply))
  if (code === undefined) return [`${answerOf(reply)} is an answer of its path`]
  return [
    ...brokenForm(errorReply(code), body),
    ...broken({
      [`${code} has its status`]: isCode(code),
      'Retry-After says what retry_after says':
        (headers.get('Retry-After') ?? undefined) ===
        (mayRetry(code) ? String(body['retry_after']) : undefined),
      'a refusal sets no cookie': headers.getSetCookie().length === 0,
    }),
  ]
}

/** Names what a body breaks of its form, member by member. */
function brokenForm(form: z.ZodType, body: Reply['body']): readonly string[] {
  const { error } = form.safeParse(body)
  const { message } = body
  const told = TIMERS.filter((name) => body[name] !== undefined)
  return broken({
    [`a body has its form: ${error && z.prettifyError(error)}`]: error === undefined,
    'timers come together': [0, TIMERS.length].includes(told.length),
    'a message is a sentence': typeof message !== 'string' || SENTENCE.test(message),
  })
}

const ROUTES = {
  'send-otp': 'POST /users/api/send-otp/',
  'verify-otp': 'POST /users/api/verify-otp/',
  session: 'GET /users/api/session/',
  'personal-details': 'POST /users/api/personal-details/',
  'verify-aadhaar-qr': 'POST /users/api/verify-aadhaar-qr/',
  'start-aadhaar': 'POST /users/api/start-aadhaar/',
  'finish-aadhaar': 'POST /users/api/finish-aadhaar/',
  'verify-pan': 'POST /users/api/verify-pan/',
  'create-account': 'POST /users/api/create-account/',
  account: 'GET /users/api/account/',
  'sign-out': 'POST /users/api/sign-out/',
  'withdraw-consent': 'POST /users/api/withdraw-consent/',
  'close-account': 'POST /users/api/close-account/',
} as const satisfies Readonly<Record<string, OperationName>>

export type Route = keyof typeof ROUTES

/** Tells a route that is checked here from any other. */
export function isRoute(name: string): name is Route {
  return name in ROUTES
}

/** Only what is no page sends a body for which these are the answer. */
const OF_NO_PAGE = [
  'internal_error',
  'not_configured',
  'invalid_json',
  'cross_site',
  'body_too_large',
  'unsupported_media_type',
] as const satisfies readonly ErrorCode[]

/** Lists what the service never answers people who use it as its page does, where it is set up. */
const NEVER: Readonly<Record<Route, readonly ErrorCode[]>> = {
  'send-otp': ['internal_error', 'not_configured', 'bot_check_required', 'bot_check_failed'],
  'verify-otp': OF_NO_PAGE,
  session: ['internal_error', 'not_configured'],
  'personal-details': OF_NO_PAGE,
  'verify-aadhaar-qr': OF_NO_PAGE,
  'start-aadhaar': OF_NO_PAGE,
  'finish-aadhaar': OF_NO_PAGE,
  // The register of the simulation tells no date of birth, and nobody is dead.
  'verify-pan': [
    ...OF_NO_PAGE,
    'pan_deceased',
    'pan_deactivated',
    'date_of_birth_mismatch',
    'pan_in_use',
  ],
  'create-account': [...OF_NO_PAGE, 'password_breached'],
  account: ['internal_error', 'not_configured'],
  'sign-out': [...OF_NO_PAGE, 'invalid_request'],
  'withdraw-consent': OF_NO_PAGE,
  'close-account': [...OF_NO_PAGE, 'invalid_request'],
}

/** Lists every answer of every route, as `route status code`, but for those that never come. */
export const ALL_ANSWERS: readonly string[] = (Object.keys(ROUTES) as Route[]).flatMap((route) =>
  answersOf(route).map((answer) => `${route} ${answer}`),
)

function answersOf(route: Route): readonly string[] {
  const { errors, replies }: Operation = API[ROUTES[route]]
  const codes = errors.filter((code) => !NEVER[route].includes(code))
  return [...Object.keys(replies), ...codes.map((code) => `${ERRORS[code].status} ${code}`)]
}

/** Names what a route's reply breaks of its contract. `starts`: no session was named. */
export function brokenContract(route: Route, starts: boolean, reply: Reply): readonly string[] {
  const [method = '', path = ''] = ROUTES[route].split(' ')
  const sets = cookiesSet(reply).length > 0
  return [
    ...brokenReply({ method, path }, reply),
    ...broken({
      'a reply has a status and code of its route': answersOf(route).includes(answerOf(reply)),
      'a send sets a cookie only where the session starts': !sets || route !== 'send-otp' || starts,
    }),
  ]
}

function broken(promises: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(promises).filter((promise) => promises[promise] === false)
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '')
}
