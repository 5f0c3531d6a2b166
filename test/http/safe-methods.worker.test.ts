import { expect, it } from 'vitest'
import { newAddress, ORIGIN, start, textsTo, verifyOtp } from '../support/app.ts'
import { raw } from '../support/contract.ts'
import { everythingStored } from '../support/stored.ts'

const PATHS = [
  '/',
  '/healthz',
  '/users/api/session/',
  '/users/api/send-otp/',
  '/users/api/verify-otp/',
  '/users/api/none',
]

it.each(['GET', 'HEAD', 'OPTIONS'])(
  '%s changes nothing, whatever path is asked',
  async (method) => {
    const begun = await start()
    const other = await start()
    const verified = await verifyOtp(other.sessionId, other.code, { cookie: other.cookie })
    const before = await everythingStored()
    expect(before.sessions.length).toBeGreaterThan(1)
    for (const path of PATHS) {
      for (const cookie of ['theme=dark', begun.cookie, String(verified.cookie)]) {
        const query = `?phone=${encodeURIComponent(begun.phone)}&session_id=${begun.sessionId}`
        const address = { 'CF-Connecting-IP': newAddress(), 'X-HTTP-Method-Override': 'POST' }
        const headers = { Origin: ORIGIN, Cookie: cookie, ...address }
        const reply = await raw(path + query, { method, headers })
        expect(reply.headers.getSetCookie()).toEqual([])
        expect(reply.headers.has('Access-Control-Allow-Origin')).toBe(false)
      }
    }
    expect(await everythingStored()).toEqual(before)
    expect(await textsTo(begun.phone)).toHaveLength(1)
  },
)
