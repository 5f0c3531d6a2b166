import { describe, expect, it } from 'vitest'
import { ORIGIN } from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { expectRefusal, expectReplyHeaders, raw } from '../support/contract.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const ROUTES = [
  { path: '/users/api/send-otp', allow: 'POST' },
  { path: '/users/api/verify-otp', allow: 'POST' },
  { path: '/users/api/session', allow: 'GET, HEAD' },
  { path: '/healthz', allow: 'GET, HEAD' },
]

const REFUSED = ROUTES.flatMap(({ path, allow }) =>
  [path, `${path}/`].flatMap((spelling) =>
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

  it('answers 405 to PUT of what POST would take', async () => {
    const reply = await ask('PUT', '/users/api/send-otp/', '{"phone":"9876543210"}')
    expectRefusal(reply, 405, 'method_not_allowed')
  })

  it('does not grant a preflight to another origin', async () => {
    const reply = await raw('/users/api/send-otp/', {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(reply.status).toBe(405)
    const cors = [...reply.headers.keys()].filter((name) => name.startsWith('access-control'))
    expect(cors).toEqual([])
  })

  it.each(METHODS.slice(2))('answers 405 to %s /, and allows GET, HEAD', async (method) => {
    const reply = await ask(method, '/')
    expectRefusal(reply, 405, 'method_not_allowed')
    expect(reply.headers.get('Allow')).toBe('GET, HEAD')
  })
})

describe('paths', () => {
  it.each(['GET', 'HEAD'])('sends %s / on to the signup page', async (method) => {
    const reply = await ask(method, '/')
    expect(reply.status).toBe(302)
    expect(reply.headers.get('Location')).toBe('/users/signup/')
    expectReplyHeaders(reply)
  })

  it.each(['/users/api', '/users/api/', '/users/api/send-otp/x', '/users/api/send-otp//', '/x'])(
    'answers 404 in JSON to GET and POST %s',
    async (path) => {
      expectRefusal(await ask('GET', path), 404, 'not_found')
      expectRefusal(await ask('POST', path, '{}'), 404, 'not_found')
    },
  )

  it('tells paths apart by case', async () => {
    expectRefusal(await ask('POST', '/users/api/Send-OTP/', '{}'), 404, 'not_found')
  })

  it.each(['/healthz', '/healthz/'])('answers 200 to GET %s', async (path) => {
    const reply = await ask('GET', path)
    expect(reply).toMatchObject({ status: 200, body: { status: 'ok' } })
    expectReplyHeaders(reply)
  })
})
