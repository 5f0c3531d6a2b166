import { vi } from 'vitest'
import { sendOtp } from './app.ts'

/**
 * Has strangers, each at an address of their own, text a phone until they may no more, under a
 * stopped clock. Returns how many texts that took.
 */
export async function useUp(phone: string): Promise<number> {
  for (let texts = 0; ; texts++) {
    vi.setSystemTime(Date.now() + 30_000)
    const reply = await sendOtp({ phone })
    if (reply.body.error === 'rate_limited') return texts
    if (reply.status !== 200) throw new Error(`a stranger's send was answered ${reply.status}`)
  }
}

/** The `__Host-device` cookie that a reply sets, as a browser would send it back. */
export function deviceCookieOf({ headers }: { readonly headers: Headers }): string | undefined {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .find((pair) => pair?.startsWith('__Host-device='))
}
