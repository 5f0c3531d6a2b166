import type { SeenText } from './gateways.ts'

export type Route = 'send-otp' | 'verify-otp' | 'session' | 'other'

/** A reply, when the edge gave it. */
export type Reply = {
  readonly at: number
  readonly status: number
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  readonly setCookies: readonly string[]
  readonly headers: Headers
}

/** A request as it reached the edge, and all that can be seen of it from outside. */
export type Exchange = {
  readonly id: number
  readonly by: string
  readonly address: string
  readonly route: Route
  readonly arrivedAt: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookies: Readonly<Record<string, string>>
  readonly key: string | undefined
  readonly texts: SeenText[]
  reply?: Reply
  /** The isolate died before it replied: how far it came is not known. */
  died: boolean
}

export function routeOf(path: string): Route {
  const route = /^\/users\/api\/([a-z-]+)\/?$/.exec(path)?.[1]
  return route === 'send-otp' || route === 'verify-otp' || route === 'session' ? route : 'other'
}

/** The cookies of a `Cookie` header, by name. */
export function cookiesOf(header: string | undefined): Readonly<Record<string, string>> {
  const pairs = (header ?? '').split('; ').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals), pair.slice(equals + 1)]
    }),
  )
}

/** The cookies that a reply sets: name and value. */
export function cookiesSet({ setCookies }: Reply): readonly (readonly [string, string])[] {
  return setCookies.map((line) => {
    const pair = line.split(';')[0] ?? ''
    const equals = pair.indexOf('=')
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const
  })
}

/** The name of the session's cookie. */
export const SESSION_COOKIE = '__Host-signup'

/** The error code of a refusal; undefined of a success. */
export function errorOf(reply: Reply): string | undefined {
  return typeof reply.body.error === 'string' ? reply.body.error : undefined
}
