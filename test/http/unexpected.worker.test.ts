import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import worker from '../../src/index.ts'
import {
  newAddress,
  newPhone,
  ORIGIN,
  replyTo,
  start,
  type Started,
  textsTo,
} from '../support/app.ts'
import { envWith, untouchable } from '../support/bindings.ts'
import { expectRefusal } from '../support/contract.ts'

afterEach(() => vi.restoreAllMocks())

type Ask = (signup: Started) => { readonly path: string; readonly body?: unknown }

const ROUTES: Readonly<Record<string, Ask>> = {
  'a first send': () => ({ path: 'send-otp', body: { phone: newPhone() } }),
  'a resend': ({ phone, sessionId }) => ({
    path: 'send-otp',
    body: { phone, session_id: sessionId },
  }),
  'a verify': ({ sessionId, code }) => ({
    path: 'verify-otp',
    body: { session_id: sessionId, otp_code: code },
  }),
  'a session': () => ({ path: 'session' }),
}

/** What each route can go on without: everything else that fails is a bug, and says nothing more. */
const NOT_NEEDED: Readonly<Record<string, readonly string[]>> = {
  'a first send': ['ADDRESSES', 'SEND_BURST', 'TRAFFIC_MONITOR'],
  'a resend': ['ADDRESSES', 'SEND_BURST', 'TRAFFIC_MONITOR'],
  'a verify': ['VERIFY_BURST', 'TRAFFIC_MONITOR'],
  'a session': ['BEARER_BURST'],
}

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'a first send': ['PHONE_GUARD', 'SIGNUP_SESSION'],
  'a resend': ['SIGNUP_SESSION'],
  'a verify': ['SIGNUP_SESSION'],
  'a session': ['SIGNUP_SESSION'],
}

const rows = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(table).flatMap(([route, names]) => names.map((name) => [route, name] as const))

/** Asks a route with one binding that throws at every touch, a secret in its words. */
async function askWithout(route: string, name: string) {
  const signup = await start()
  const { path, body } = ROUTES[route]?.(signup) ?? { path: '' }
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const context = createExecutionContext()
  const passThrough = vi.spyOn(context, 'passThroughOnException')
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `${ORIGIN}/users/api/${path}/`,
    {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Origin: ORIGIN,
        Cookie: signup.cookie,
        'CF-Connecting-IP': newAddress(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
  )
  // A resend comes once its wait is over, so that it gets as far as it can.
  if (route === 'a resend') {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
  }
  const broken = untouchable(`${name} of ${signup.phone} ${signup.code}`)
  const response = await worker.fetch(request, { ...envWith({ [name]: broken }) }, context)
  const reply = await replyTo(request, response)
  await waitOnExecutionContext(context)
  vi.useRealTimers()
  expect(passThrough).not.toHaveBeenCalled()
  return { signup, reply }
}

describe('a binding that throws', () => {
  it.each(rows(NEEDED))(
    '[R61] makes %s that needs %s a plain 500, and no text',
    async (route, name) => {
      expect(Object.keys(env)).toContain(name)
      const { signup, reply } = await askWithout(route, name)
      expectRefusal(reply, 500, 'internal_error')
      expect(reply.text).not.toMatch(/touched|\d/)
      expect(await textsTo(signup.phone)).toHaveLength(1)
    },
  )

  it.each(rows(NOT_NEEDED))('does not stop %s, which can do without %s', async (route, name) => {
    expect(Object.keys(env)).toContain(name)
    const { reply } = await askWithout(route, name)
    expect(reply.status).toBe(200)
  })
})
