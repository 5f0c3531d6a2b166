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

/** Sets a cookie that only this host's pages send, and no script reads (ASVS 3.3.1 to 3.3.4). */
export function setHostCookie(c: Context, name: string, value: string, lifetime: number): void {
  setCookie(c, name, value, {
    prefix: 'host',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: lifetime / SECOND,
  })
}
