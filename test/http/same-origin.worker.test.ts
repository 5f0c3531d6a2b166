import { describe, expect, it } from 'vitest'
import { newAddress, newPhone, ORIGIN, start } from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { expectRefusal, raw } from '../support/contract.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const COOKIE = { Cookie: 'theme=dark' }
const SEND = '/users/api/send-otp/'

const POSTS = [
  SEND,
  '/users/api/send-otp',
  '/users/api/verify-otp/',
  '/users/api/verify-otp',
  '/users/api/personal-details/',
  '/users/api/create-account/',
  '/users/api/sign-out/',
  '/users/api/withdraw-consent/',
  '/users/api/close-account/',
]
const PARTS = [
  '--x',
  'Content-Disposition: form-data; name="phone"',
  '',
  '9876543210',
  '--x--',
  '',
].join('\r\n')

const OWN: readonly [string, Record<string, string>][] = [
  ['Sec-Fetch-Site: same-origin', { 'Sec-Fetch-Site': 'same-origin' }],
  ['same-origin and a cookie', { 'Sec-Fetch-Site': 'same-origin', ...COOKIE }],
  ['its own Origin', { Origin: ORIGIN }],
  ['its own Origin and a cookie', { Origin: ORIGIN, ...COOKIE }],
  ['neither header and no cookie', {}],
]

describe('a request with an unsafe method', () => {
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
  { ...COOKIE, Origin: 'https://evil.example' },
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

  it.each(POSTS)('[R43] is refused by %s, and wakes nothing', async (path) => {
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
