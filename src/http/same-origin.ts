import { refuse } from './errors.ts'
import { factory } from './factory.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

export type OriginClues = {
  readonly secFetchSite?: string | undefined
  readonly origin?: string | undefined
  readonly bearsCookie: boolean
}

/**
 * Whether a request that may change something comes from this origin's own page, or from no browser.
 * A browser says which site asks (Fetch Metadata) or at least its origin; a client that says
 * neither passes only without a cookie, so that nobody's browser can be made to ask for them.
 */
export function isSameOrigin({ secFetchSite, origin, bearsCookie }: OriginClues, own: string) {
  if (secFetchSite !== undefined) return secFetchSite === 'same-origin'
  if (origin !== undefined) return origin === own
  return !bearsCookie
}

/**
 * 403 for cross-site requests with an unsafe method. Hono's own `csrf()` lets JSON pass and relies
 * on preflights; this looks at every request.
 */
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
