import { createExecutionContext } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { clientAddress, edgeOf } from '../../src/http/edge.ts'
import { factory } from '../../src/http/factory.ts'
import { type AdmittedSend, passGate } from '../../src/verification/gate.ts'
import {
  newAddress,
  newKey,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  textsTo,
} from '../support/app.ts'
import { envWith, kvAnswering } from '../support/bindings.ts'
import { send } from '../support/challenge.ts'
import { stopClock } from '../support/clock.ts'
import { faultyNamespace, objectError } from '../support/faulty.ts'

const { pass } = stopClock()
afterEach(() => vi.restoreAllMocks())

const PROOFS = { botCheckToken: undefined, device: undefined, hostname: '', ip: undefined }

/** Answers with what the gate says of a send to the number in its path. */
const gate = factory.createApp().get('/:phone', async (c) => {
  c.set('config', configOf(c.env))
  const phone = { e164: c.req.param('phone'), country: 'IN' } as const
  const wish = send({ phone, asker: clientAddress(c), route: [] })
  return c.json(await passGate(edgeOf(c), wish, PROOFS))
})

/** A world in which KV says so of the gateways, and the monitor answers so when asked for a probe. */
function within(gateways: object, takeProbe: () => Promise<boolean>, vars: object = {}) {
  const asked: string[] = []
  const monitor = {
    takeProbe: (name: string) => {
      asked.push(name)
      return takeProbe()
    },
    returnProbe: async (name: string) => void asked.push(`${name} given back`),
    countText: async () => undefined,
    countFailure: async () => undefined,
  }
  const there = envWith({
    SMS_GATEWAYS: 'webhook,console',
    ADDRESSES: kvAnswering((key) =>
      key.startsWith('traffic:') ? { closed: [], stage: 'open', ...gateways } : null,
    ),
    TRAFFIC_MONITOR: { getByName: () => monitor },
    ...vars,
  })
  return { asked, env: there }
}

async function passing(there: Env, phone = newPhone()) {
  const headers = { 'CF-Connecting-IP': newAddress() }
  const reply = await gate.request(`/${phone}`, { headers }, there, createExecutionContext())
  const passed: { readonly send: AdmittedSend } = await reply.json()
  return passed.send
}

const granted = async () => true
const refused = async () => false
const unreachable = () => Promise.reject(Object.assign(new Error('no'), { overloaded: true }))

describe('a send that passes the gate', () => {
  it('goes by the configured order, and asks nobody', async () => {
    const { env: there, asked } = within({}, granted)
    expect(await passing(there)).toMatchObject({ route: ['webhook', 'console'] })
    expect(asked).toEqual([])
  })

  it('passes a tripped gateway over, and asks nobody before its wait is over', async () => {
    const { env: there, asked } = within({ tripped: { webhook: Date.now() + 60_000 } }, granted)
    const passed = await passing(there)
    expect(passed).toMatchObject({ route: ['console'] })
    expect(passed).not.toHaveProperty('probe')
    expect(asked).toEqual([])
  })

  it('goes to the tripped gateway first where the monitor grants a probe', async () => {
    const { env: there, asked } = within({ tripped: { webhook: Date.now() - 1 } }, granted)
    expect(await passing(there)).toMatchObject({ route: ['webhook', 'console'], probe: 'webhook' })
    expect(asked).toEqual(['webhook'])
  })

  it.each([
    ['grants none', refused],
    ['cannot be reached', unreachable],
    ['has a bug', () => Promise.reject(new Error('a bug'))],
  ])('passes it over where the monitor %s', async (_, takeProbe) => {
    const { env: there } = within({ tripped: { webhook: Date.now() - 1 } }, takeProbe)
    const passed = await passing(there)
    expect(passed).toMatchObject({ route: ['console'] })
    expect(passed).not.toHaveProperty('probe')
  })

  it('asks for the best gateway first by result, and for none but by order otherwise', async () => {
    const results = { country: { webhook: [0, 200], console: [200, 200] }, ranges: {} }
    const firstsBy = async (SMS_ROUTING: string) => {
      const { env: there } = within({ results }, granted, { SMS_ROUTING })
      const passed = await Promise.all(Array.from({ length: 20 }, () => passing(there)))
      return passed.filter(({ route }) => route[0] === 'console').length
    }
    expect(await firstsBy('result')).toBeGreaterThan(15)
    expect(await firstsBy('order')).toBe(0)
  })
})

describe('the turn of a probe', () => {
  it('is given back by a send that is refused, or repeats one, without asking any gateway', async () => {
    const { env: there, asked } = within({ tripped: { console: 1 } }, granted)
    const [phone, headers] = [newPhone(), { 'Idempotency-Key': newKey() }]
    expect((await sendOtp({ phone }, { env: there, headers })).status).toBe(200)
    expect(asked.splice(0)).toEqual(['console'])
    expect((await sendOtp({ phone }, { env: there, headers })).status).toBe(200)
    expect(asked.splice(0)).toEqual(['console', 'console given back'])
    expect((await sendOtp({ phone }, { env: there })).status).toBe(429)
    expect(asked).toEqual(['console', 'console given back'])
  })

  it('is given back by a resend that another gateway took, as the session had tried this one', async () => {
    const { phone, sessionId } = await start()
    pass(30_000)
    const { env: there, asked } = within({ tripped: { webhook: 1 } }, granted)
    expect((await sendOtp({ phone, session_id: sessionId }, { env: there })).status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(1)
    expect(asked).toEqual(['webhook', 'webhook given back'])
  })

  it.each(['reserve', 'start'])(
    'is given back where the call %s of its send fails',
    async (name) => {
      const { env: there, asked } = within({ tripped: { webhook: 1 } }, granted)
      const overloaded = { error: objectError({ overloaded: true }), carriedOut: false }
      const fault = (method: string) => (method === name ? overloaded : undefined)
      const broken = {
        ...there,
        PHONE_GUARD: faultyNamespace(there.PHONE_GUARD, fault),
        SIGNUP_SESSION: faultyNamespace(there.SIGNUP_SESSION, fault),
      }
      const reply = await sendOtp({ phone: newPhone() }, { env: broken as unknown as Env })
      expect(reply.status).toBe(503)
      expect(asked).toEqual(['webhook', 'webhook given back'])
    },
  )

  it('is not taken by a send to a fictitious number, which asks no gateway', async () => {
    const { env: there, asked } = within({ tripped: { webhook: 1 } }, granted)
    expect(await passing(there, '+919999900001')).toMatchObject({ route: [] })
    expect(asked).toEqual([])
  })

  it('is used up by a send that the gateway was asked for, whatever it said', async () => {
    const { env: there, asked } = within({ tripped: { webhook: 1 } }, granted)
    const phone = newPhone()
    await receiverAnswers(phone, {
      kind: 'status',
      status: 400,
      body: { error: 'undeliverable_phone' },
    })
    expect((await sendOtp({ phone }, { env: there })).status).toBe(400)
    expect(asked).toEqual(['webhook'])
  })
})
