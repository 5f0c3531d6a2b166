import { factory } from './factory.ts'

const PERMISSIONS =
  'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()'

/** Allows only our own files, and no markup from strings; src/web/_headers says it for assets. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': PERMISSIONS,
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

/**
 * Allows the signup's page, whose policy is `policy`, the camera and the worker that reads an Aadhaar
 * Secure QR; the named policy of Trusted Types makes the address of that worker and no other.
 */
export function signupPageHeaders(policy: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': policy.replace(
      "trusted-types 'none'",
      'trusted-types aadhaar-reader',
    ),
    'Permissions-Policy': PERMISSIONS.replace('camera=()', 'camera=(self)'),
  }
}

/** Allows the bot check's page a third party's script, from `origin`, and markup from strings. */
export function botCheckHeaders(origin: string, nonce: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}' ${origin}`,
      `style-src 'nonce-${nonce}'`,
      `frame-src ${origin}`,
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'self'",
      "object-src 'none'",
    ].join('; '),
    'X-Frame-Options': 'SAMEORIGIN',
  }
}

/** Gives every reply the security headers, `no-store` and an id; what a route has set stays. */
export const replyHeaders = factory.createMiddleware(async function replyHeaders(c, next) {
  // An id of the client's own is not used: it would let one request pose as another in the log.
  c.set('requestId', crypto.randomUUID())
  await next()
  // Not by `c.header`, which by now would make the whole reply anew for each of them.
  const { headers } = c.res
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value)
  }
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store')
  headers.set('X-Request-Id', c.get('requestId'))
})
