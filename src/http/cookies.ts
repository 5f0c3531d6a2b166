import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { SECOND } from '../platform/time.ts'

/** Reads a `__Host-` cookie by its name after that prefix; of two of one name, neither counts. */
export function hostCookie(c: Context, name: string): string | undefined {
  const start = `__Host-${name}=`
  const values = (c.req.header('Cookie') ?? '')
    .split(';')
    .map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((pair) => pair.startsWith(start))
  return values.length === 1 ? values[0]?.slice(start.length) : undefined
}

const HOST_COOKIE = {
  prefix: 'host',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
  path: '/',
} as const

/** Sets a cookie that only this host's pages send, and no script reads (ASVS 3.3.1 to 3.3.4). */
export function setHostCookie(c: Context, name: string, value: string, lifetime?: number): void {
  const maxAge = lifetime === undefined ? undefined : lifetime / SECOND
  setCookie(c, name, value, { ...HOST_COOKIE, maxAge })
}

/** Takes such a cookie away. */
export function clearHostCookie(c: Context, name: string): void {
  setCookie(c, name, '', { ...HOST_COOKIE, maxAge: 0 })
}
