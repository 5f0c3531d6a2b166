import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GatewayAttempt } from '../../src/sms/dispatch.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import {
  breakKv,
  ipv4,
  type Monitor,
  newPhones,
  stored,
  trafficMonitor,
} from '../support/monitor.ts'

const { pass } = stopClock()

beforeEach(() => {
  vi.setSystemTime(Math.ceil(Date.now() / HOUR) * HOUR)
})
afterEach(() => vi.restoreAllMocks())

const RANGE = { six: '987654', four: '9876' }

function phoneEvent(four = RANGE.four) {
  const [phone = ''] = newPhones(1)
  return { phone, range: { six: `${four}54`, four }, askedBy: ipv4() }
}

const tries = (gateway: string, answer: GatewayAttempt['answer']): GatewayAttempt => ({
  gateway,
  answer,
  duration: 1,
})

/** New phones texted by a gateway, the first so many of them verified. */
async function send(
  monitor: Monitor,
  gateway: string,
  { phones = 1, verified = 0, four = RANGE.four } = {},
) {
  for (let i = 0; i < phones; i++) {
    const event = phoneEvent(four)
    const tried = [tries(gateway, 'accepted')]
    await monitor.texted({ ...event, gateway, texts: 1, tried })
    if (i < verified) await monitor.verified(event)
  }
}

/** Sends that `down` did not take, and `other` did. */
async function failOver(monitor: Monitor, down: string, other: string, times: number) {
  for (let i = 0; i < times; i++) {
    const tried = [tries(down, 'unknown'), tries(other, 'accepted')]
    await monitor.texted({ ...phoneEvent(), gateway: other, texts: 2, tried })
  }
}

const shown = (name: string) => env.ADDRESSES.get<Record<string, unknown>>(trafficKey(name), 'json')

/** The events of this name that were logged since. */
function listen() {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  return (event: string) =>
    log.mock.calls
      .map((call): Record<string, unknown> => JSON.parse(String(call[0])))
      .filter((line) => line.event === event)
}

/** Of each gateway: its phones verified, and all that are its own. */
const conversion = async (monitor: Monitor) =>
  (await monitor.report()).gateways.map(({ gateway, hour }) => [
    gateway,
    hour.verified,
    hour.phones,
  ])

/** Rows that the object has written since it woke. */
const rowsWritten = (monitor: Monitor) =>
  runInDurableObject(monitor, (_, { storage }) =>
    Number(storage.sql.exec('SELECT total_changes() AS rows').one().rows),
  )

describe('a gateway that fails five times in a row', () => {
  it('is shown to the edge as passed over, and named in the log', async () => {
    const { monitor, name } = trafficMonitor()
    const logged = listen()
    await failOver(monitor, 'one', 'two', 4)
    expect(await shown(name)).toBeNull()
    await failOver(monitor, 'one', 'two', 1)
    const until = Date.now() + 30 * SECOND
    expect(await shown(name)).toEqual({ closed: [], stage: 'open', tripped: { one: until } })
    expect(logged('gateway_tripped')).toEqual([
      { event: 'gateway_tripped', monitor: name, gateway: 'one', failures: 5, until },
    ])
    expect(logged('traffic_held')).toEqual([])
  })

  it('is, where no other gateway took the texts either', async () => {
    const { monitor, name } = trafficMonitor()
    for (let i = 0; i < 5; i++) {
      const tried = [tries('one', 'misconfigured'), tries('two', 'undeliverable')]
      await monitor.failed({ ...phoneEvent(), tried })
    }
    expect(await shown(name)).toMatchObject({ tripped: { one: expect.any(Number) } })
    expect(await shown(name)).not.toHaveProperty('tripped.two')
  })

  it('is not, where a text in between was taken', async () => {
    const { monitor, name } = trafficMonitor()
    await failOver(monitor, 'one', 'two', 4)
    await send(monitor, 'one')
    await failOver(monitor, 'one', 'two', 4)
    expect(await shown(name)).toBeNull()
  })

  it('is not, where one phone is refused again and again: that may be the phone', async () => {
    const { monitor, name } = trafficMonitor()
    const event = phoneEvent()
    const tried = [tries('one', 'not_taken')]
    for (let i = 0; i < 20; i++) {
      await monitor.failed({ ...event, askedBy: ipv4(), tried })
      await evictDurableObject(monitor)
      pass(20 * SECOND)
    }
    expect(await shown(name)).toBeNull()
    for (let i = 0; i < 4; i++) await monitor.failed({ ...phoneEvent(), tried })
    expect(await shown(name)).toHaveProperty('tripped.one')
  })

  it('is not, where that phone is refused every ten minutes', async () => {
    const { monitor, name } = trafficMonitor()
    const event = phoneEvent()
    for (let i = 0; i < 10; i++) {
      await monitor.failed({ ...event, tried: [tries('one', 'not_taken')] })
      pass(10 * MINUTE)
    }
    expect(await shown(name)).toBeNull()
  })

  it('is not for calls: a voice that fails says nothing of texts', async () => {
    const { monitor, name } = trafficMonitor()
    for (let i = 0; i < 6; i++) {
      const tried = [tries('one', 'unknown')]
      await monitor.failed({ ...phoneEvent(), tried, channel: 'voice' })
      await monitor.texted({ ...phoneEvent(), tried, gateway: 'one', texts: 1, channel: 'voice' })
    }
    expect(await shown(name)).toBeNull()
  })

  it('lets one probe pass after its wait, though many ask at once, and though it was evicted', async () => {
    const { monitor } = trafficMonitor()
    await failOver(monitor, 'one', 'two', 5)
    pass(30 * SECOND - 1)
    expect(await monitor.mayProbe('one')).toBe(false)
    pass(1)
    await evictDurableObject(monitor)
    const asked = await Promise.all(Array.from({ length: 20 }, () => monitor.mayProbe('one')))
    expect(asked.filter(Boolean)).toHaveLength(1)
    pass(30 * SECOND - 1)
    expect(await monitor.mayProbe('one')).toBe(false)
    pass(1)
    expect(await monitor.mayProbe('one')).toBe(true)
  })

  it('waits longer when the probe fails, and the edge hears until when', async () => {
    const { monitor, name } = trafficMonitor()
    await failOver(monitor, 'one', 'two', 5)
    pass(30 * SECOND)
    await monitor.mayProbe('one')
    await failOver(monitor, 'one', 'two', 1)
    expect(await shown(name)).toMatchObject({ tripped: { one: Date.now() + MINUTE } })
  })

  it('is back when a probe succeeds', async () => {
    const { monitor, name } = trafficMonitor()
    const logged = listen()
    await failOver(monitor, 'one', 'two', 5)
    pass(30 * SECOND)
    expect(await monitor.mayProbe('one')).toBe(true)
    await send(monitor, 'one')
    expect(await shown(name)).toEqual({ closed: [], stage: 'open' })
    expect(logged('gateway_recovered')).toMatchObject([{ monitor: name, gateway: 'one' }])
    expect(await monitor.mayProbe('one')).toBe(false)
  })

  it('gives a turn back that no text came of', async () => {
    const { monitor } = trafficMonitor()
    await failOver(monitor, 'one', 'two', 5)
    pass(30 * SECOND)
    await monitor.mayProbe('one')
    await monitor.giveBackProbe('one')
    expect(await monitor.mayProbe('one')).toBe(true)
    expect(await monitor.mayProbe('one')).toBe(false)
  })

  it('is shown by the next event where KV failed', async () => {
    const { monitor, name } = trafficMonitor()
    const mend = await breakKv(monitor)
    const logged = listen()
    await failOver(monitor, 'one', 'two', 5)
    expect(logged('traffic_record_not_written')).toHaveLength(1)
    await mend()
    await send(monitor, 'two')
    expect(await shown(name)).toHaveProperty('tripped.one')
  })

  it('is shown again where twelve hours are left of its record, and not at each event', async () => {
    const { monitor, name } = trafficMonitor()
    await failOver(monitor, 'one', 'two', 5)
    const record = await shown(name)
    await env.ADDRESSES.delete(trafficKey(name))
    pass(12 * HOUR - 1)
    await send(monitor, 'two')
    expect(await shown(name)).toBeNull()
    pass(1)
    await send(monitor, 'two')
    expect(await shown(name)).toEqual(record)
  })

  it('is forgotten in time, with all else', async () => {
    const { monitor } = trafficMonitor()
    await failOver(monitor, 'one', 'two', 5)
    pass(26 * HOUR)
    await runDurableObjectAlarm(monitor)
    pass(26 * HOUR)
    await runDurableObjectAlarm(monitor)
    expect(await stored(monitor)).toEqual({ tables: 0, alarm: null })
  })
})

it('a monitor that never counted anything grants no probe, reports nothing, and stays empty', async () => {
  const { monitor } = trafficMonitor()
  expect(await monitor.mayProbe('one')).toBe(false)
  await monitor.giveBackProbe('one')
  expect((await monitor.report()).gateways).toEqual([])
  expect(await stored(monitor)).toEqual({ tables: 0, alarm: null })
})

it('a text taken writes a row more only where a run of failures ends', async () => {
  const { monitor } = trafficMonitor()
  const rowsOf = async (act: () => Promise<void>) => {
    const before = await rowsWritten(monitor)
    await act()
    return (await rowsWritten(monitor)) - before
  }
  await send(monitor, 'one')
  const plain = await rowsOf(() => send(monitor, 'one'))
  await monitor.failed({ ...phoneEvent(), tried: [tries('one', 'not_taken')] })
  expect(await rowsOf(() => send(monitor, 'one'))).toBe(plain + 1)
  expect(await rowsOf(() => send(monitor, 'one'))).toBe(plain)
})

describe('the report of gateways', () => {
  it('tells of the last hour and day: texts, phones, verified, receipts and who is passed over', async () => {
    const { monitor } = trafficMonitor()
    await send(monitor, 'two', { phones: 3, verified: 2 })
    pass(2 * HOUR)
    await send(monitor, 'two', { phones: 4, verified: 1 })
    const receipt = { ...phoneEvent(), gateway: 'two' }
    for (let i = 0; i < 3; i++) await monitor.receipt({ ...receipt, status: 'delivered' })
    await monitor.receipt({ ...receipt, status: 'undelivered' })
    await failOver(monitor, 'one', 'two', 5)
    const none = { texts: 0, phones: 0, verified: 0, delivered: 0, undelivered: 0 }
    expect((await monitor.report()).gateways).toEqual([
      { gateway: 'one', hour: none, day: none, trippedUntil: Date.now() + 30 * SECOND },
      {
        gateway: 'two',
        hour: { texts: 14, phones: 4, verified: 1, delivered: 3, undelivered: 1 },
        day: { texts: 17, phones: 7, verified: 3, delivered: 3, undelivered: 1 },
        trippedUntil: undefined,
      },
    ])
    pass(DAY)
    expect((await monitor.report()).gateways.map(({ day }) => day.texts)).toEqual([0])
  })

  it('is in the log once in a quarter of an hour that has texts, and in no other', async () => {
    const { monitor, name } = trafficMonitor()
    const logged = listen()
    await send(monitor, 'one', { phones: 3, verified: 2 })
    await monitor.receipt({ ...phoneEvent(), gateway: 'one', status: 'delivered' })
    expect(logged('gateway_report')).toEqual([])
    pass(15 * MINUTE)
    for (let i = 0; i < 3; i++) await send(monitor, 'two')
    expect(logged('gateway_report')).toEqual([
      {
        event: 'gateway_report',
        monitor: name,
        gateway: 'one',
        texts: 3,
        phones: 3,
        verified: 2,
        delivered: 1,
        undelivered: 0,
        tripped: false,
      },
    ])
    pass(45 * MINUTE)
    await evictDurableObject(monitor)
    await send(monitor, 'one')
    expect(logged('gateway_report').map(({ gateway }) => gateway)).toEqual(['one', 'two'])
  })
})

describe('a phone whose verification tells of no gateway', () => {
  it('is one that two gateways may have texted: it counts for neither', async () => {
    const { monitor } = trafficMonitor()
    const event = phoneEvent()
    const tried = [tries('one', 'unknown'), tries('two', 'accepted')]
    await monitor.texted({ ...event, gateway: 'two', texts: 2, tried })
    await monitor.verified(event)
    expect(await conversion(monitor)).toEqual([
      ['one', 0, 0],
      ['two', 0, 0],
    ])
  })

  it('is not one that another gateway certainly did not text', async () => {
    const { monitor } = trafficMonitor()
    const event = phoneEvent()
    const tried = [tries('one', 'not_taken'), tries('two', 'accepted')]
    await monitor.texted({ ...event, gateway: 'two', texts: 1, tried })
    await monitor.verified(event)
    expect(await conversion(monitor)).toEqual([
      ['one', 0, 0],
      ['two', 1, 1],
    ])
  })

  it('is one that asked again at another: the first text did not serve', async () => {
    const { monitor } = trafficMonitor()
    const event = phoneEvent()
    await monitor.texted({ ...event, gateway: 'one', texts: 1 })
    await monitor.texted({ ...event, gateway: 'two', texts: 1 })
    await monitor.verified(event)
    expect(await conversion(monitor)).toEqual([
      ['one', 0, 1],
      ['two', 0, 0],
    ])
  })

  it('is one that was called after its text, and not one that was texted again by the same', async () => {
    const { monitor } = trafficMonitor()
    const [called, texted] = [phoneEvent(), phoneEvent()]
    for (const event of [called, texted])
      await monitor.texted({ ...event, gateway: 'one', texts: 1 })
    await monitor.texted({ ...called, gateway: 'one', texts: 1, channel: 'voice' })
    await monitor.texted({ ...texted, gateway: 'one', texts: 1 })
    for (const event of [called, texted]) await monitor.verified(event)
    expect(await conversion(monitor)).toEqual([['one', 1, 2]])
  })
})

describe('results, where texts are routed by them,', () => {
  const byResult = envWith({ SMS_ROUTING: 'result' })

  async function routingMonitor() {
    const { monitor, name } = trafficMonitor()
    await bindWithin(monitor, byResult)
    return { monitor, name, results: async () => (await shown(name))?.results }
  }

  it('are told of phones that had their time, by country and by ranges that enough is known of', async () => {
    const { monitor, results } = await routingMonitor()
    await send(monitor, 'one', { phones: 12, verified: 9 })
    await send(monitor, 'two', { phones: 8, verified: 2 })
    await send(monitor, 'two', { phones: 5, verified: 5, four: '9000' })
    pass(10 * MINUTE - SECOND)
    await send(monitor, 'one')
    expect(await results()).toBeUndefined()
    pass(SECOND)
    await send(monitor, 'one')
    expect(await results()).toEqual({
      country: { one: [9, 12], two: [7, 13] },
      ranges: { '9876': { one: [9, 12], two: [2, 8] } },
    })
  })

  it('are told no sooner than five minutes after the last, though the object was evicted', async () => {
    const { monitor, results } = await routingMonitor()
    const put = vi.spyOn(env.ADDRESSES, 'put')
    await send(monitor, 'one', { phones: 3 })
    pass(5 * MINUTE)
    await send(monitor, 'one', { phones: 4 })
    pass(5 * MINUTE)
    await send(monitor, 'one')
    expect(await results()).toEqual({ country: { one: [0, 3] }, ranges: {} })
    await evictDurableObject(monitor)
    await bindWithin(monitor, byResult)
    pass(5 * MINUTE - SECOND)
    await send(monitor, 'one')
    expect(await results()).toEqual({ country: { one: [0, 3] }, ranges: {} })
    pass(SECOND)
    await send(monitor, 'one')
    expect(await results()).toEqual({ country: { one: [0, 7] }, ranges: {} })
    expect(put.mock.calls.filter(([key]) => key.startsWith('traffic:'))).toHaveLength(2)
  })

  it('are of the newest phones where there are many, and forgotten after three hours', async () => {
    const { monitor, results } = await routingMonitor()
    await send(monitor, 'one', { phones: 100, verified: 100 })
    await send(monitor, 'two', { phones: 1 })
    pass(5 * MINUTE)
    await send(monitor, 'one', { phones: 110, four: '9000' })
    pass(5 * MINUTE)
    await send(monitor, 'one', { phones: 100, four: '9000' })
    pass(10 * MINUTE)
    await send(monitor, 'two')
    expect(await results()).toEqual({
      country: { one: [0, 210], two: [0, 1] },
      ranges: { '9876': { one: [100, 100], two: [0, 1] }, '9000': { one: [0, 100] } },
    })
    pass(3 * HOUR - 5 * MINUTE)
    await send(monitor, 'one')
    expect(await results()).toEqual({ country: { two: [0, 1] }, ranges: {} })
  })

  it('hold two phones of one network in a range at most, so that none can spoil a gateway', async () => {
    const { monitor, results } = await routingMonitor()
    const askedBy = ipv4()
    for (let i = 0; i < 10; i++) {
      await monitor.texted({ ...phoneEvent(), askedBy, gateway: 'one', texts: 1 })
    }
    pass(10 * MINUTE)
    await send(monitor, 'two')
    expect(await results()).toEqual({ country: { one: [0, 2] }, ranges: {} })
  })

  it('are not told, nor kept by range, where the order is fixed', async () => {
    const { monitor, name } = trafficMonitor()
    await send(monitor, 'one', { phones: 30, verified: 20 })
    pass(10 * MINUTE)
    await send(monitor, 'one')
    expect(await shown(name)).toBeNull()
    await bindWithin(monitor, byResult)
    await send(monitor, 'one')
    expect(await shown(name)).toMatchObject({ results: { country: { one: [20, 30] }, ranges: {} } })
  })

  it('are gone from KV once the order is fixed again', async () => {
    const { monitor, name, results } = await routingMonitor()
    await send(monitor, 'one')
    pass(10 * MINUTE)
    await send(monitor, 'one')
    expect(await results()).toBeDefined()
    await bindWithin(monitor, env)
    await send(monitor, 'one')
    expect(await shown(name)).toEqual({ closed: [], stage: 'open' })
  })
})
