import { describe, expect, it } from 'vitest'
import { ORIGIN } from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { expectRefusal, expectReplyHeaders, raw } from '../support/contract.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const ROUTES = [
  { path: '/users/api/send-otp', allow: 'POST' },
  { path: '/users/api/verify-otp', allow: 'POST' },
  { path: '/users/api/session', allow: 'GET, HEAD' },
  { path: '/users/api/notices', allow: 'GET, HEAD' },
  { path: '/users/api/personal-details', allow: 'POST' },
  { path: '/users/api/create-account', allow: 'POST' },
  { path: '/users/api/account', allow: 'GET, HEAD' },
  { path: '/users/api/sign-out', allow: 'POST' },
  { path: '/users/api/withdraw-consent', allow: 'POST' },
  { path: '/users/api/close-account', allow: 'POST' },
  { path: '/healthz', allow: 'GET, HEAD' },
  { path: '/openapi.json', allow: 'GET, HEAD' },
  { path: '/users/bot-check', allow: 'GET, HEAD' },
  { path: '/users/sandbox-digilocker', allow: 'GET, HEAD' },
  { path: '/users/signup', allow: 'GET, HEAD' },
  { path: '/users/signup/form', allow: 'GET, HEAD, POST' },
  { path: '/users/account', allow: 'GET, HEAD' },
  { path: '/webhooks/sms/msg91', allow: 'POST' },
  { path: '/webhooks/sms/msg91/token', allow: 'POST' },
  { path: '/webhooks/sms/twilio/voice', allow: 'POST' },
  { path: '', allow: 'GET, HEAD' },
]

const REFUSED = ROUTES.flatMap(({ path, allow }) =>
  [path, `${path}/`].filter(Boolean).flatMap((spelling) =>
    METHODS.filter((method) => !allow.split(', ').includes(method)).map((method) => ({
      method,
      path: spelling,
      allow,
    })),
  ),
)

const ask = (method: string, path: string, body?: string) =>
  raw(path, {
    method,
    headers: { Origin: ORIGIN, 'Content-Type': 'application/json' },
    env: envUntouched(),
    ...(body !== undefined && { body }),
  })

describe('a method that a path does not have', () => {
  it.each(REFUSED)('[R21] answers 405 to $method $path and allows $allow', async (route) => {
    const { method, path, allow } = route
    const reply = await ask(method, path)
    expect(reply.headers.get('Allow')).toBe(allow)
    if (method === 'HEAD') expect(reply.status).toBe(405)
    else expectRefusal(reply, 405, 'method_not_allowed')
    expectReplyHeaders(reply)
  })
})

describe('paths', () => {
  it.each(['GET', 'HEAD'])('sends %s / on to the signup page', async (method) => {
    const reply = await ask(method, '/')
    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/users/signup/')
    expectReplyHeaders(reply)
  })

  it.each([
    '/users/api',
    '/users/api/',
    '/users/api/send-otp/x',
    '/users/api/send-otp//',
    '/webhooks',
    '/webhooks/sms/',
  ])('answers 404 in JSON to GET and POST %s', async (path) => {
    expectRefusal(await ask('GET', path), 404, 'not_found')
    expectRefusal(await ask('POST', path, '{}'), 404, 'not_found')
  })

  it.each([
    '/x',
    '/users/signup/x',
    '/users/signup/en',
    '/users/apis',
    '/404',
    '//users/api/send-otp/',
    '//users/signup/',
    '/users//api/send-otp/',
  ])('answers 404 by a page to GET %s, and in JSON to POST', async (path) => {
    const found = await raw(`${ORIGIN}${path}`, { method: 'GET' })
    expect([found.status, found.headers.get('Content-Type')]).toEqual([
      404,
      'text/html; charset=UTF-8',
    ])
    expect(found.text).toContain('href="/users/signup/"')
    expectReplyHeaders(found)
    expectRefusal(await ask('POST', `${ORIGIN}${path}`, '{}'), 404, 'not_found')
  })

  it('tells paths apart by case', async () => {
    expectRefusal(await ask('POST', '/users/api/Send-OTP/', '{}'), 404, 'not_found')
  })
})
