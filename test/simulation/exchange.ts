import { type Outgoing, type Reply } from '../support/people.ts'
import { isRoute, type Route } from '../support/replies.ts'
import type { SeenText } from './gateways.ts'

/** A reply, with when the edge gave it. */
export type TimedReply = Reply & { readonly at: number }

/** Holds a request as it reached the edge, and all that can be seen of it from outside. */
export type Exchange = {
  readonly id: number
  readonly by: string
  readonly address: string
  readonly route: Route | 'other'
  readonly arrivedAt: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookies: Readonly<Record<string, string>>
  readonly key: string | undefined
  readonly texts: SeenText[]
  reply?: TimedReply
  /** The isolate died before it replied: how far it came is not known. */
  died: boolean
}

export function routeOf({ path }: Outgoing): Exchange['route'] {
  const route = /^\/users\/api\/([a-z-]+)\/?$/.exec(path)?.[1] ?? ''
  return isRoute(route) ? route : 'other'
}
