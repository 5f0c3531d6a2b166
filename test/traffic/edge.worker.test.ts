import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import { monitorName } from '../../src/traffic/shard.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import {
  newAddress,
  newKey,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { faultyNamespace, objectError } from '../support/faulty.ts'

const { pass } = stopClock()
afterEach(() => vi.restoreAllMocks())

const HELD = { ok: false, reason: 'traffic_held', until: Date.now() + 30_000 }

/** KV that says this of every monitor, or fails so. */
function kvOfTraffic(read: () => Promise<unknown>) {
  const get = async (key: string) => (key.startsWith('traffic:') ? read() : null)
  return { get }
}

/** An environment in which KV says so of the traffic, and the monitor answers so when asked. */
function within(traffic: () => Promise<unknown>, answer: object = HELD) {
  const asked: unknown[] = []
  const admit = async (request: unknown) => {
    asked.push(request)
    return answer
  }
  const monitor = { admit, countText: async () => undefined }
  const bindings = {
    ADDRESSES: kvOfTraffic(traffic),
    TRAFFIC_MONITOR: { getByName: () => monitor },
  }
  return { asked, env: envWith(bindings) }
}

const says = (record: object) => async () => record

describe('a send', () => {
  it.each([
    [
      'its six digits are closed',
      (phone: string) => ({ closed: [phone.slice(3, 9)], stage: 'open' }),
    ],
    ['its four digits are', (phone: string) => ({ closed: [phone.slice(3, 7)], stage: 'open' })],
    ['the budget is nearly spent', () => ({ closed: [], stage: 'known_only' })],
    ['the budget is spent', () => ({ closed: [], stage: 'spent' })],
  ])(
    'asks the monitor where KV says that %s, and is refused as by any limit',
    async (_, record) => {
      const phone = newPhone()
      const { env: there, asked } = within(says(record(phone)))
      const reply = await sendOtp({ phone }, { env: there })
      expectRefusal(reply, 429, 'rate_limited', { retry_after: 60 })
      expect(await textsTo(phone)).toEqual([])
      expect(asked).toEqual([
        {
          range: { prefix6: phone.slice(3, 9), prefix4: phone.slice(3, 7) },
          asker: expect.any(Object),
          trusted: false,
        },
      ])
    },
  )

  it('goes out where it is admitted, and uses up no trickle where it is refused or repeats one that texted', async () => {
    const returned: unknown[] = []
    const trickle = { name: 'budget', at: 1 }
    const monitor = {
      admit: async () => ({ ok: true, trickle }),
      returnTrickle: async (one: unknown) => returned.push(one),
      countText: async () => undefined,
    }
    const there = envWith({
      ADDRESSES: kvOfTraffic(says({ closed: [], stage: 'spent' })),
      TRAFFIC_MONITOR: { getByName: () => monitor },
    })
    const [phone, headers] = [newPhone(), { 'Idempotency-Key': newKey() }]
    expect((await sendOtp({ phone }, { env: there, headers })).status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(1)
    expect(returned).toEqual([])
    expect((await sendOtp({ phone }, { env: there, headers })).status).toBe(200)
    expect(returned).toEqual([trickle])
    expect((await sendOtp({ phone }, { env: there })).status).toBe(429)
    expect(returned).toEqual([trickle, trickle])
  })

  it('uses up no trickle where no gateway takes its text, or its phone cannot be guarded', async () => {
    const returned: unknown[] = []
    const trickle = { name: 'budget', at: 1 }
    const monitor = {
      admit: async () => ({ ok: true, trickle }),
      returnTrickle: async (one: unknown) => returned.push(one),
      countFailure: async () => undefined,
    }
    const bindings = {
      ADDRESSES: kvOfTraffic(says({ closed: [], stage: 'spent' })),
      TRAFFIC_MONITOR: { getByName: () => monitor },
    }
    const phone = newPhone()
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    expect((await sendOtp({ phone }, { env: envWith(bindings) })).status).toBe(503)
    expect(returned).toEqual([trickle])
    const fault = { error: objectError({ overloaded: true }), carriedOut: false }
    const PHONE_GUARD = faultyNamespace(env.PHONE_GUARD, () => fault)
    const there = envWith({ ...bindings, PHONE_GUARD })
    expect((await sendOtp({ phone: newPhone() }, { env: there })).status).toBe(503)
    expect(returned).toEqual([trickle, trickle])
  })

  it('asks nobody where KV names other ranges only, or nothing', async () => {
    for (const record of [{ closed: ['700012'], stage: 'open' }, null]) {
      const { env: there, asked } = within(async () => record)
      expect((await sendOtp({ phone: newPhone() }, { env: there })).status).toBe(200)
      expect(asked).toEqual([])
    }
  })

  it.each([
    ['fails', () => Promise.reject(new Error('KV GET failed: 500'))],
    ['does not answer', () => new Promise(() => {})],
    ['says something unknown', async () => ({ closed: 'all' })],
  ])('asks the monitor where KV %s, and the log says so', async (_, read) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const { env: there, asked } = within(read, { ok: true })
    expect((await sendOtp({ phone: newPhone() }, { env: there })).status).toBe(200)
    expect(asked).toHaveLength(1)
    expect(log.mock.calls.join()).toContain('"traffic_record_silent"')
  })

  it('is refused with 503 where neither KV nor the monitor answers: money fails closed', async () => {
    const overloaded = Object.assign(new Error('overloaded'), { overloaded: true })
    const admit = () => Promise.reject(overloaded)
    const there = envWith({
      ADDRESSES: kvOfTraffic(() => Promise.reject(new Error('KV GET failed: 500'))),
      TRAFFIC_MONITOR: { getByName: () => ({ admit }) },
    })
    const phone = newPhone()
    const reply = await sendOtp({ phone }, { env: there })
    expectRefusal(reply, 503, 'temporarily_unavailable', { retry_after: 5 })
    expect(await textsTo(phone)).toEqual([])
  })

  it('of a device that verified the number is told to the monitor as trusted', async () => {
    const { phone, sessionId, code } = await start()
    const verified = await verifyOtp(sessionId, code)
    const cookie = verified.headers.getSetCookie()[1]?.split(';')[0]
    pass(30_000)
    const { env: there, asked } = within(says({ closed: [], stage: 'spent' }))
    await sendOtp({ phone }, { cookie, env: there })
    await sendOtp({ phone: newPhone() }, { cookie, env: there })
    expect(asked).toMatchObject([{ trusted: true }, { trusted: false }])
  })
})

it('what a real monitor writes is what the edge reads', async () => {
  const [address, phone] = [newAddress(), newPhone()]
  const small = envWith({ SMS_HOURLY_BUDGET: '4', SMS_DAILY_BUDGET: '40' })
  const names = addressNames(configOf(env).indexKeys.addressName, address)
  const name = monitorName('IN', names, configOf(env).trafficShards)
  await bindWithin(env.TRAFFIC_MONITOR.getByName(name), small)
  expect((await sendOtp({ phone }, { address })).status).toBe(200)
  expect(await env.ADDRESSES.get(trafficKey(name), 'json')).toEqual({ closed: [], stage: 'spent' })
  expect((await sendOtp({ phone: newPhone() }, { address })).status).toBe(200)
  const held = await sendOtp({ phone: newPhone() }, { address })
  expectRefusal(held, 429, 'rate_limited', { retry_after: 60 })
})
