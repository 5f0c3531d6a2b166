import { errorOf, type Exchange, type Route } from './exchange.ts'
import type { Verdict } from './verdict.ts'

/** The statuses and codes that the HTTP contract gives each route, and no others. */
const ANSWERS: Readonly<Record<Exclude<Route, 'other'>, readonly string[]>> = {
  'send-otp': [
    '200',
    '400 invalid_json',
    '400 invalid_phone',
    '400 invalid_request',
    '400 undeliverable_phone',
    '400 unsupported_country',
    '403 cross_site',
    '404 session_not_found',
    '409 already_verified',
    '409 in_progress',
    '413 body_too_large',
    '415 unsupported_media_type',
    '429 rate_limited',
    '429 resend_too_soon',
    '503 sms_unavailable',
    '503 temporarily_unavailable',
  ],
  'verify-otp': [
    '200',
    '400 invalid_request',
    '400 otp_incorrect',
    '404 session_not_found',
    '409 already_verified',
    '410 otp_expired',
    '429 rate_limited',
    '429 too_many_attempts',
    '503 temporarily_unavailable',
  ],
  session: ['200', '404 session_not_found', '503 temporarily_unavailable'],
}

/** Every answer that a run must have seen, as `route status code`. */
export const ALL_ANSWERS: readonly string[] = Object.entries(ANSWERS).flatMap(([route, answers]) =>
  answers.map((answer) => `${route} ${answer}`),
)

/** The longest that each timer may ever say, in seconds. */
const TIMERS = { attempts_left: 3, expires_in: 300, resend_in: 300, retry_after: 86_400 } as const

/** The waits that a limit may tell, so that it tells nothing else. */
const COARSE_WAITS: ReadonlySet<unknown> = new Set([60, 300, 3600, 86_400])

/** What a reply is called in counts: `send-otp 429 rate_limited`. */
export function answerOf({ route, reply }: Exchange): string {
  const error = reply && errorOf(reply)
  return `${route} ${reply?.status ?? 'none'}${error === undefined ? '' : ` ${error}`}`
}

/** Holds one reply to the contract: its status and code, its form, its timers, its cookies. */
export function checkReply(exchange: Exchange, verdict: Verdict): void {
  const { route, reply, body: request } = exchange
  if (!reply || route === 'other') return
  const { status, body, headers, setCookies } = reply
  const answer = answerOf(exchange)
  const known = ANSWERS[route].includes(answer.slice(route.length + 1))
  const said = () => `#${exchange.id} ${answer} ${reply.text}`
  verdict.hold(known, 'a reply has a status and code of its route', said)
  verdict.hold(body.success === (status === 200), 'success is told by 200 alone', said)
  for (const [name, most] of Object.entries(TIMERS)) {
    const value = body[name]
    if (value === undefined) continue
    const whole = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most
    verdict.hold(whole, 'timers are whole and within their bounds', said)
  }
  const limited = errorOf(reply) === 'rate_limited'
  verdict.hold(
    !limited || COARSE_WAITS.has(body.retry_after),
    'a limit tells only a coarse wait',
    said,
  )
  const mayRetry = status === 429 || status === 503
  verdict.hold(
    (!mayRetry || body.retry_after !== undefined) &&
      (headers.get('Retry-After') ?? undefined) === body.retry_after?.toString(),
    'what may be tried again says when, in the body and in the header alike',
    said,
  )
  const starts = route === 'send-otp' && request.session_id === undefined
  const maySet = status === 200 && (starts || route === 'verify-otp')
  verdict.hold(
    maySet || setCookies.length === 0,
    'cookies are set by a start and a verification alone',
    () => `${said()} ${setCookies.join(' ')}`,
  )
  verdict.hold(
    route !== 'verify-otp' || status !== 200 || setCookies.length > 0,
    'a verification rotates the cookie',
    said,
  )
}
