import { describe, expect, it } from 'vitest'
import { newAddress, newPhone, ORIGIN, start, textsTo } from '../support/app.ts'
import { envUntouched, envWith, PRODUCTION } from '../support/bindings.ts'
import { expectRefusal, raw } from '../support/contract.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const COOKIE = { Cookie: 'theme=dark' }
const SEND = '/users/api/send-otp/'

const POSTS = [SEND, '/users/api/send-otp', '/users/api/verify-otp/', '/users/api/verify-otp']
const PARTS = [
  '--x',
  'Content-Disposition: form-data; name="phone"',
  '',
  '9876543210',
  '--x--',
  '',
].join('\r\n')

const CROSS_SITE: readonly [string, Record<string, string>][] = [
  ['Sec-Fetch-Site: cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['Sec-Fetch-Site: same-site', { 'Sec-Fetch-Site': 'same-site' }],
  ['Sec-Fetch-Site: none', { 'Sec-Fetch-Site': 'none' }],
  ['cross-site and the right Origin', { 'Sec-Fetch-Site': 'cross-site', Origin: ORIGIN }],
  ['the Origin of another site', { Origin: 'https://evil.example' }],
  ['Origin: null', { Origin: 'null' }],
  ['a cookie and neither header', COOKIE],
  ['a cookie and the Origin of another site', { ...COOKIE, Origin: 'https://evil.example' }],
]

const OWN: readonly [string, Record<string, string>][] = [
  ['Sec-Fetch-Site: same-origin', { 'Sec-Fetch-Site': 'same-origin' }],
  ['same-origin and a cookie', { 'Sec-Fetch-Site': 'same-origin', ...COOKIE }],
  ['its own Origin', { Origin: ORIGIN }],
  ['its own Origin and a cookie', { Origin: ORIGIN, ...COOKIE }],
  ['neither header and no cookie', {}],
]

describe('a request with an unsafe method', () => {
  it.each(CROSS_SITE)('[R43] gets 403 with %s, and no text goes out', async (_, headers) => {
    const phone = newPhone()
    const body = JSON.stringify({ phone })
    expectRefusal(
      await raw(SEND, { headers: { ...JSON_TYPE, ...headers }, body }),
      403,
      'cross_site',
    )
    expect(await textsTo(phone)).toEqual([])
  })

  it.each(OWN)('passes with %s', async (_, headers) => {
    const body = JSON.stringify({ phone: newPhone() })
    const address = { 'CF-Connecting-IP': newAddress() }
    const reply = await raw(SEND, { headers: { ...JSON_TYPE, ...address, ...headers }, body })
    expect(reply.status).toBe(200)
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'POST'])(
    'gets 403 from another site whatever path of the API %s asks',
    async (method) => {
      const headers = { Origin: 'https://evil.example' }
      for (const path of [SEND, '/users/api/verify-otp', '/users/api/session/', '/users/api/x']) {
        expectRefusal(await raw(path, { method, headers }), 403, 'cross_site')
      }
    },
  )

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
    '[R43] gets 403 from a form of another site, as %s too',
    async (type) => {
      const headers = { Origin: 'https://evil.example', 'Content-Type': type }
      expectRefusal(await raw(SEND, { headers, body: '{"phone":"9876543210"}' }), 403, 'cross_site')
    },
  )

  it('cannot verify with the cookie of a signup from another site', async () => {
    const { sessionId, cookie, code } = await start()
    const body = JSON.stringify({ session_id: sessionId, otp_code: code })
    const headers = { ...JSON_TYPE, Cookie: cookie }
    expectRefusal(await raw('/users/api/verify-otp/', { headers, body }), 403, 'cross_site')
  })
})

const SENT_AS: readonly (readonly [string, string | undefined, string])[] = [
  ['JSON', 'application/json', '{"phone":"9876543210"}'],
  ['JSON of a charset', 'application/json; charset=utf-8', '{"phone":"9876543210"}'],
  ['JSON as text/plain', 'text/plain', '{"phone":"9876543210"}'],
  ['a form', 'application/x-www-form-urlencoded', 'phone=9876543210'],
  ['a form of parts', 'multipart/form-data; boundary=x', PARTS],
  ['JSON of no declared type', undefined, '{"phone":"9876543210"}'],
]

const ELSEWHERE: readonly Record<string, string>[] = [
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  { 'Sec-Fetch-Site': 'none' },
  { 'Sec-Fetch-Site': 'cross-site', Origin: ORIGIN },
  { Origin: 'null' },
  { Origin: 'https://evil.example' },
  { Origin: 'https://www.signup.example' },
  { Origin: 'https://signup.example.evil.example' },
  { Origin: 'http://signup.example' },
  { Origin: 'https://signup.example:8443' },
  { ...COOKIE, Referer: `${ORIGIN}/users/signup/` },
]

describe.each(SENT_AS)('%s from another site', (_, type, body) => {
  const ask = (path: string, headers: Record<string, string>) =>
    raw(path, {
      headers: { ...(type !== undefined && { 'Content-Type': type }), ...headers },
      // A string would be given a type of its own.
      body: new Response(body).body ?? '',
      env: envUntouched(),
    })

  it.each(POSTS)('is refused by %s, and wakes nothing', async (path) => {
    for (const headers of ELSEWHERE) {
      expectRefusal(await ask(path, headers), 403, 'cross_site')
    }
  })
})

describe('a request that changes nothing', () => {
  it('is answered from anywhere, though another site cannot read it', async () => {
    const { cookie } = await start()
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' }
    const reply = await raw('/users/api/session/', { method: 'GET', headers })
    expect(reply.status).toBe(200)
    expect(reply.headers.has('Access-Control-Allow-Origin')).toBe(false)
  })
})

describe('in production', () => {
  const env = envWith({ ...PRODUCTION, PUBLIC_HOST: 'bank.example' })
  const ask = (Origin: string, origin: string) =>
    raw(SEND, { headers: { ...JSON_TYPE, Origin }, body: '{"phone":"1"}', origin, env })

  it('the own origin is that of PUBLIC_HOST, whatever host was asked', async () => {
    for (const asked of ['https://bank.example', 'https://other.example', 'http://bank.example']) {
      expectRefusal(await ask('https://bank.example', asked), 400, 'invalid_phone', {
        field: 'phone',
      })
    }
  })

  it('the host that was asked is no proof', async () => {
    for (const asked of [
      'https://other.example',
      'http://bank.example',
      'https://bank.example:1',
    ]) {
      expectRefusal(await ask(asked, asked), 403, 'cross_site')
    }
  })
})

describe('in development', () => {
  it("the own origin is the request's", async () => {
    const origin = 'http://localhost:8787'
    const body = '{"phone":"1"}'
    const from = (Origin: string) => raw(SEND, { headers: { ...JSON_TYPE, Origin }, body, origin })
    expectRefusal(await from(origin), 400, 'invalid_phone', { field: 'phone' })
    expectRefusal(await from('http://localhost:8788'), 403, 'cross_site')
    expectRefusal(await from(ORIGIN), 403, 'cross_site')
  })
})
