import { describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import { newAddress, ORIGIN, start, verifyOtp } from '../support/app.ts'
import { envWithBotCheck } from '../support/bot-check.ts'
import { raw } from '../support/contract.ts'
import { everythingStored } from '../support/stores.ts'

/** Every path of the app, spelt in both ways; and one it does not have. */
const PATHS = [...new Set(app.routes.map(({ path }) => path))]
  .filter((path) => !path.includes('*'))
  .concat('/users/api/unknown')
  .flatMap((path) => (path === '/' ? [path] : [path, `${path}/`]))

describe.each(['GET', 'HEAD', 'OPTIONS'])('%s', (method) => {
  it('[R45] changes nothing on any path, whoever asks and whatever else it bears', async () => {
    const [begun, done] = [await start(), await start()]
    const verified = await verifyOtp(done.sessionId, done.code, { cookie: done.cookie })
    const before = await everythingStored()
    for (const path of PATHS) {
      const query = `?session_id=${begun.sessionId}&otp_code=${begun.code}&phone=${begun.phone}`
      for (const Cookie of [begun.cookie, verified.cookie ?? '', 'a=b']) {
        for (const [name, value] of [
          ['Origin', ORIGIN],
          ['Sec-Fetch-Site', 'cross-site'],
        ] as const) {
          const headers = { Cookie, 'CF-Connecting-IP': newAddress(), [name]: value }
          const reply = await raw(`${path}${query}`, { method, headers, env: envWithBotCheck() })
          expect(reply.headers.getSetCookie()).toEqual([])
          expect(corsHeaders(reply.headers)).toEqual([])
        }
      }
    }
    expect(await everythingStored()).toBe(before)
  })
})

describe('a reply to another origin', () => {
  it.each(['GET', 'POST', 'PUT', 'OPTIONS'])('[R45] to %s has no CORS header', async (method) => {
    const headers = {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
      'Content-Type': 'application/json',
    }
    for (const path of PATHS) {
      const reply = await raw(path, { method, headers })
      expect({ path, cors: corsHeaders(reply.headers) }).toEqual({ path, cors: [] })
    }
  })
})

function corsHeaders(headers: Headers): readonly string[] {
  return [...headers.keys()].filter((name) => name.startsWith('access-control-'))
}
