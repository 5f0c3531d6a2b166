import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, newPhone, ORIGIN, sendOtp, start, verifyOtp } from '../support/app.ts'
import { envWith, untouchable } from '../support/bindings.ts'
import { expectReplyHeaders, expectRetryHeader, raw } from '../support/contract.ts'

const SEND = '/users/api/send-otp/'
const VERIFY = '/users/api/verify-otp/'
const LATER = [
  'personal-details',
  'create-account',
  'sign-out',
  'withdraw-consent',
  'close-account',
].map((name) => `/users/api/${name}/`)

afterEach(() => vi.restoreAllMocks())

describe('every reply', () => {
  it('has an id of its own, and never the one that the client sent', async () => {
    const theirs = crypto.randomUUID()
    const headers = { 'X-Request-Id': theirs }
    const replies = [
      await call('/healthz', { headers }),
      await call('/healthz', { headers }),
      await sendOtp({ phone: '1' }, { headers }),
    ]
    const ids = replies.map((reply) => reply.headers.get('X-Request-Id'))
    expect(new Set([theirs, ...ids]).size).toBe(4)
  })

  it('[R47] is not kept, and has the security headers, where a code was sent and verified', async () => {
    expectReplyHeaders(await sendOtp({ phone: newPhone() }))
    const { sessionId, code, cookie } = await start()
    expectReplyHeaders(await call('/users/api/session/', { cookie }))
    expectReplyHeaders(await verifyOtp(sessionId, code, { cookie }))
  })

  it('[R47] is JSON in UTF-8 where it comes from the API', async () => {
    const replies = [
      await sendOtp({ phone: newPhone() }),
      await sendOtp({ phone: '1' }),
      await call('/users/api/x'),
    ]
    for (const { headers } of replies) {
      expect(headers.get('Content-Type')).toMatch(/^application\/json(; charset=utf-8)?$/i)
    }
  })
})

describe('an error nobody expected', () => {
  const broken = envWith({ SIGNUP_SESSION: untouchable('SIGNUP_SESSION for +919999999999') })

  it('is logged by its kind and place, never by its message', async () => {
    const { sessionId } = await start()
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const reply = await verifyOtp(sessionId, '123456', { env: broken })
    const lines = log.mock.calls.map(([line]) => String(line))
    const unexpected = lines.filter((line) => line.includes('"event":"unexpected_error"'))
    expect(unexpected).toHaveLength(1)
    expect(unexpected[0]).toContain(reply.headers.get('X-Request-Id'))
    expect(unexpected[0]).toMatch(/"error":"Error at /)
    expect(lines.join('\n')).not.toMatch(/touched|9999999999|123456/)
  })
})

describe('whatever is sent', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('9876543210'))
  const value = fc.oneof(fc.jsonValue(), text, fc.constant('123456'), fc.uuid())
  const MEMBERS =
    'phone session_id otp_code password purpose full_name consent __proto__ constructor x'
  const member = fc.constantFrom(...MEMBERS.split(' '))
  const object = fc.array(fc.tuple(member, value), { maxLength: 4 }).map((pairs) => {
    const members = pairs.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`)
    return `{${members.join()}}`
  })
  const body = fc.oneof(object, object, fc.json(), fc.string())

  it('[R20] the API answers by its contract, and never with an error of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(SEND, VERIFY, ...LATER), body, async (path, sent) => {
        const headers = { Origin: ORIGIN, 'Content-Type': 'application/json' }
        const reply = await raw(path, { headers, body: sent })
        const { success, error, message } = reply.body
        expect(reply.status).toBeLessThan(500)
        expect(typeof message).toBe('string')
        expect(success).toBe(reply.status === 200)
        if (!success) expect(error).toMatch(/^[a-z]+(_[a-z]+)*$/)
        expectReplyHeaders(reply)
        expectRetryHeader(reply)
      }),
      { numRuns: 700 },
    )
  })

  const headerText = fc.string({ unit: fc.constantFrom(...Array.from('abz019-._~=;," \t')) })

  it('headers of any kind make no error either', async () => {
    const { sessionId } = await start()
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom(
            'Cookie',
            'Idempotency-Key',
            'CF-Connecting-IP',
            'Sec-Fetch-Site',
            'Host',
          ),
          fc.oneof(headerText, fc.constant(`__Host-signup=${sessionId}.${'x'.repeat(43)}`)),
        ),
        async (headers) => {
          const got = await raw('/users/api/session/', { method: 'GET', headers })
          const posted = await raw(VERIFY, {
            headers: { 'Content-Type': 'application/json', ...headers },
            body: JSON.stringify({ session_id: `${sessionId}x`, otp_code: '123456' }),
          })
          for (const reply of [got, posted]) {
            expect([403, 404]).toContain(reply.status)
            expect(reply.headers.getSetCookie()).toEqual([])
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})
