import { env } from 'cloudflare:workers'
import type { API, OperationName } from '../../src/contract/api.ts'
import { type Call, call, type Reply } from '../support/app.ts'
import { CountingLimit, envWith, untouchable } from '../support/bindings.ts'
import { faultyNamespace, objectError } from '../support/faulty.ts'

/** Makes a request and gives its reply. */
export type Ask = () => Promise<Reply>

/** Holds for each operation how each of its replies comes about: the compiler misses those left out. */
export type Provocations = {
  readonly [Name in OperationName]: {
    readonly replies: Readonly<Record<keyof (typeof API)[Name]['replies'], Ask>>
    readonly errors: Readonly<Record<(typeof API)[Name]['errors'][number], Ask>>
  }
}

export const NONE = new CountingLimit(0)

const overloaded = (namespace: Parameters<typeof faultyNamespace>[0]) =>
  faultyNamespace(namespace, () => ({
    error: objectError({ overloaded: true }),
    carriedOut: false,
  }))

/** What the API needs is not set, has a bug, or cannot be reached. */
export const UNAVAILABLE = {
  internal_error: {
    SIGNUP_SESSION: untouchable('SIGNUP_SESSION'),
    ACCOUNT_DESK: untouchable('ACCOUNT_DESK'),
  },
  not_configured: { OTP_SECRET: undefined },
  temporarily_unavailable: {
    SIGNUP_SESSION: overloaded(env.SIGNUP_SESSION),
    ACCOUNT_DESK: overloaded(env.ACCOUNT_DESK),
  },
}

/** Asks while each of these is so. */
export const unavailable = (ask: (bindings: object) => Promise<Reply>) => ({
  internal_error: () => ask(UNAVAILABLE.internal_error),
  not_configured: () => ask(UNAVAILABLE.not_configured),
  temporarily_unavailable: () => ask(UNAVAILABLE.temporarily_unavailable),
})

/** Posts what any route refuses; `ask` posts what it would take. */
export const anyPost = (path: string, ask: (options: Call) => Promise<Reply>) => ({
  invalid_json: () => call(path, { body: '{' }),
  invalid_request: () => call(path, { body: { unknown: 1 } }),
  cross_site: () => ask({ headers: { Origin: 'https://evil.example' } }),
  body_too_large: () => call(path, { body: ' '.repeat(4097) }),
  unsupported_media_type: () => ask({ headers: { 'Content-Type': 'text/plain' } }),
  rate_limited: () =>
    ask({ env: envWith({ SEND_BURST: NONE, VERIFY_BURST: NONE, BEARER_BURST: NONE }) }),
  ...unavailable((bindings) => ask({ env: envWith(bindings) })),
})
