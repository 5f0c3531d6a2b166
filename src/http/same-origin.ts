import { refuse } from './errors.ts'
import { factory } from './factory.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

export type OriginClues = {
  readonly secFetchSite?: string
  readonly origin?: string
  readonly bearsCookie: boolean
}

/** Tells whether our own page asks, or no browser: then without a cookie, or one could be used. */
export function isSameOrigin({ secFetchSite, origin, bearsCookie }: OriginClues, own: string) {
  if (secFetchSite !== undefined) return secFetchSite === 'same-origin'
  if (origin !== undefined) return origin === own
  return !bearsCookie
}

/** Answers 403 to cross-site requests of unsafe methods; Hono's own `csrf()` lets JSON pass. */
export const sameOrigin = factory.createMiddleware(async function sameOrigin(c, next) {
  if (SAFE_METHODS.has(c.req.method)) return next()
  const { development, publicHost } = c.get('config')
  const own = development ? new URL(c.req.url).origin : `https://${publicHost}`
  const clues = {
    secFetchSite: c.req.header('Sec-Fetch-Site'),
    origin: c.req.header('Origin'),
    bearsCookie: c.req.header('Cookie') !== undefined,
  }
  return isSameOrigin(clues, own) ? next() : refuse(c, { reason: 'cross_site' })
})
