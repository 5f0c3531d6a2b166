import { answerOf, cookiesSet, errorOf, type Reply } from './people.ts'

/** Lists the statuses and codes that the HTTP contract gives each route, and no others. */
const ANSWERS = {
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
} as const

export type Route = keyof typeof ANSWERS

/** Lists every answer of every route, as `route status code`. */
export const ALL_ANSWERS: readonly string[] = Object.entries(ANSWERS).flatMap(([route, answers]) =>
  answers.map((answer) => `${route} ${answer}`),
)

/** The longest that each timer may ever say, in seconds. */
const TIMERS = { attempts_left: 3, expires_in: 300, resend_in: 300, retry_after: 86_400 }

/** The waits that a limit may tell, so that it tells nothing else. */
const COARSE_WAITS: ReadonlySet<unknown> = new Set([60, 300, 3600, 86_400])

/** Names what any API reply breaks of the contract's form: its success, words, timers and waits. */
export function brokenForm({ status, headers, body }: Reply): readonly string[] {
  const fits = (name: string, most: number) => {
    const value = body[name]
    return (
      value === undefined ||
      (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most)
    )
  }
  // No wait helps a service that is not configured.
  const mayRetry = status === 429 || (status === 503 && errorOf({ body }) !== 'not_configured')
  return broken({
    'success is told by 200 alone': body['success'] === (status === 200),
    'a reply says in a sentence what happened': /^[A-Z].*\.$/.test(String(body['message'])),
    'timers are whole and within their bounds': Object.entries(TIMERS).every(([name, most]) =>
      fits(name, most),
    ),
    'a limit tells only a coarse wait':
      errorOf({ body }) !== 'rate_limited' || COARSE_WAITS.has(body['retry_after']),
    'what may be tried again says when, in the body and in the header alike':
      (!mayRetry || body['retry_after'] !== undefined) &&
      (headers.get('Retry-After') ?? undefined) === body['retry_after']?.toString(),
  })
}

/** Names what a route's reply breaks of its contract. `starts`: no session was named. */
export function brokenContract(route: Route, starts: boolean, reply: Reply): readonly string[] {
  const answers: readonly string[] = ANSWERS[route]
  const sets = cookiesSet(reply).length > 0
  const good = reply.status === 200
  const verified = route === 'verify-otp' && good
  return [
    ...brokenForm(reply),
    ...broken({
      'a reply has a status and code of its route': answers.includes(answerOf(reply)),
      'cookies are set by a start and a verification alone':
        !sets || verified || (route === 'send-otp' && good && starts),
      'a verification rotates the cookie': sets || !verified,
    }),
  ]
}

function broken(promises: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(promises).filter((promise) => promises[promise] === false)
}
