import { factory } from './factory.ts'

/**
 * Sent with every reply of the Worker; static/_headers gives the assets the same, which a test
 * holds to. No script or style but our own files, no frames, and no markup from strings.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

/** Gives every reply, errors too, the security headers, `no-store` and its request's id. */
export const replyHeaders = factory.createMiddleware(async function replyHeaders(c, next) {
  // An id of the client's own is not used: it would let one request pose as another in the log.
  c.set('requestId', crypto.randomUUID())
  await next()
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value)
  c.header('Cache-Control', 'no-store')
  c.header('X-Request-Id', c.var.requestId)
})
