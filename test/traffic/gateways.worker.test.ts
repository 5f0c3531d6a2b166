import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import type { FailureEvent } from '../../src/traffic/events.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import {
  attempt,
  ipv4,
  listen,
  type Monitor,
  phoneEvent,
  range,
  stored,
  textEvent,
  trafficMonitor,
  trafficRecord,
} from '../support/monitor.ts'

const { pass } = stopClock()

beforeEach(() => {
  vi.setSystemTime(Math.ceil(Date.now() / HOUR) * HOUR)
})
afterEach(() => vi.restoreAllMocks())

/** New phones texted by a gateway, the first so many of them verified. */
async function send(
  monitor: Monitor,
  gateway: string,
  { phones = 1, verified = 0, prefix6 = '987654' } = {},
) {
  for (let i = 0; i < phones; i++) {
    const event = textEvent({ gateway, range: range(prefix6) })
    await monitor.countText(event)
    if (i < verified) await monitor.countVerification(event)
  }
}

/** Sends that `one` did not take, and `two` did. */
async function failOver(monitor: Monitor, times: number) {
  for (let i = 0; i < times; i++) {
    const attempts = [attempt('one', 'unknown'), attempt('two', 'accepted')]
    await monitor.countText(textEvent({ gateway: 'two', texts: 2, attempts }))
  }
}

/** A text to a new phone that gateway `one` refused, as did the others. */
const failure = (changes: Partial<FailureEvent> = {}): FailureEvent => ({
  ...phoneEvent(),
  attempts: [attempt('one', 'not_taken')],
  channel: 'sms',
  ...changes,
})

/** Of each gateway: its phones verified, and all that are its own. */
const conversion = async (monitor: Monitor) =>
  (await monitor.report()).gateways.map(({ gateway, hour }) => [
    gateway,
    hour.verified,
    hour.phones,
  ])

describe('a gateway that fails five times in a row', () => {
  it('is shown to the edge as passed over, and named in the log', async () => {
    const { monitor, name } = trafficMonitor()
    const logged = listen()
    await failOver(monitor, 4)
    expect(await trafficRecord(name)).toBeNull()
    await failOver(monitor, 1)
    const until = Date.now() + 30 * SECOND
    const tripped = { one: until }
    expect(await trafficRecord(name)).toEqual({ closed: [], stage: 'open', tripped })
    expect(logged('gateway_tripped')).toEqual([
      { event: 'gateway_tripped', monitor: name, gateway: 'one', failures: 5, until },
    ])
    expect(logged('traffic_held')).toEqual([])
  })

  it('is, where no other gateway took the texts either', async () => {
    const { monitor, name } = trafficMonitor()
    const attempts = [attempt('one', 'misconfigured'), attempt('two', 'undeliverable')]
    for (let i = 0; i < 5; i++) await monitor.countFailure(failure({ attempts }))
    expect(await trafficRecord(name)).toMatchObject({ tripped: { one: expect.any(Number) } })
    expect(await trafficRecord(name)).not.toHaveProperty('tripped.two')
  })

  it.each([
    ['again and again', 20 * SECOND],
    ['every ten minutes', 10 * MINUTE],
  ])('is not, where one phone is refused %s: that may be the phone', async (_, gap) => {
    const { monitor, name } = trafficMonitor()
    const { phone } = phoneEvent()
    for (let i = 0; i < 10; i++) {
      await monitor.countFailure(failure({ phone }))
      await evictDurableObject(monitor)
      pass(gap)
    }
    expect(await trafficRecord(name)).toBeNull()
    for (let i = 0; i < 4; i++) await monitor.countFailure(failure())
    expect((await trafficRecord(name)) !== null).toBe(gap < MINUTE)
  })

  it('is not for calls: a voice that fails says nothing of texts', async () => {
    const { monitor, name } = trafficMonitor()
    for (let i = 0; i < 6; i++) {
      await monitor.countFailure(failure({ channel: 'voice' }))
      await monitor.countText(textEvent({ ...failure({ channel: 'voice' }), gateway: 'one' }))
    }
    expect(await trafficRecord(name)).toBeNull()
  })

  it('lets one probe pass after its wait, though many ask at once, and though it was evicted', async () => {
    const { monitor } = trafficMonitor()
    await failOver(monitor, 5)
    pass(30 * SECOND - 1)
    expect(await monitor.takeProbe('one')).toBe(false)
    pass(1)
    await evictDurableObject(monitor)
    const turns = await Promise.all(Array.from({ length: 20 }, () => monitor.takeProbe('one')))
    expect(turns.filter(Boolean)).toHaveLength(1)
    pass(30 * SECOND - 1)
    expect(await monitor.takeProbe('one')).toBe(false)
    pass(1)
    expect(await monitor.takeProbe('one')).toBe(true)
  })

  it('waits longer when the probe fails, and is back when one succeeds', async () => {
    const { monitor, name } = trafficMonitor()
    const logged = listen()
    await failOver(monitor, 5)
    pass(30 * SECOND)
    await monitor.takeProbe('one')
    await failOver(monitor, 1)
    expect(await trafficRecord(name)).toMatchObject({ tripped: { one: Date.now() + MINUTE } })
    pass(MINUTE)
    expect(await monitor.takeProbe('one')).toBe(true)
    await send(monitor, 'one')
    expect(await trafficRecord(name)).toEqual({ closed: [], stage: 'open' })
    expect(logged('gateway_recovered')).toMatchObject([{ monitor: name, gateway: 'one' }])
    expect(await monitor.takeProbe('one')).toBe(false)
  })

  it('gives a turn back that no text came of', async () => {
    const { monitor } = trafficMonitor()
    await failOver(monitor, 5)
    pass(30 * SECOND)
    await monitor.takeProbe('one')
    await monitor.returnProbe('one')
    expect(await monitor.takeProbe('one')).toBe(true)
    expect(await monitor.takeProbe('one')).toBe(false)
  })

  it('is forgotten in time, with all else', async () => {
    const { monitor } = trafficMonitor()
    await failOver(monitor, 5)
    for (let times = 0; times < 2; times++) {
      pass(26 * HOUR)
      await runDurableObjectAlarm(monitor)
    }
    expect(await stored(monitor)).toEqual({ tables: 0, alarm: null })
  })
})

it('a monitor that never counted anything admits, grants no probe, reports nothing, and stays empty', async () => {
  const { monitor } = trafficMonitor()
  expect(await monitor.admit({ ...phoneEvent(), trusted: false })).toEqual({ ok: true })
  expect(await monitor.takeProbe('one')).toBe(false)
  await monitor.returnProbe('one')
  await monitor.returnTrickle({ name: 'budget', at: 0 })
  expect((await monitor.report()).gateways).toEqual([])
  expect(await stored(monitor)).toEqual({ tables: 0, alarm: null })
})

describe('the report of gateways', () => {
  it('tells of the last hour and day: texts, phones, verified, receipts and who is passed over', async () => {
    const { monitor } = trafficMonitor()
    await send(monitor, 'two', { phones: 3, verified: 2 })
    pass(2 * HOUR)
    await send(monitor, 'two', { phones: 4, verified: 1 })
    const receipt = { ...phoneEvent(), gateway: 'two' }
    for (let i = 0; i < 3; i++) await monitor.countReceipt({ ...receipt, status: 'delivered' })
    await monitor.countReceipt({ ...receipt, status: 'undelivered' })
    await failOver(monitor, 5)
    const none = { segments: 0, phones: 0, verified: 0, delivered: 0, undelivered: 0 }
    expect((await monitor.report()).gateways).toEqual([
      { gateway: 'one', hour: none, day: none, trippedUntil: Date.now() + 30 * SECOND },
      {
        gateway: 'two',
        hour: { segments: 14, phones: 4, verified: 1, delivered: 3, undelivered: 1 },
        day: { segments: 17, phones: 7, verified: 3, delivered: 3, undelivered: 1 },
        trippedUntil: undefined,
      },
    ])
    pass(DAY)
    expect((await monitor.report()).gateways.map(({ day }) => day.segments)).toEqual([0])
  })

  it('is in the log once in a quarter of an hour that has texts, and in no other', async () => {
    const { monitor, name } = trafficMonitor()
    const logged = listen()
    await send(monitor, 'one', { phones: 3, verified: 2 })
    await monitor.countReceipt({ ...phoneEvent(), gateway: 'one', status: 'delivered' })
    expect(logged('gateway_report')).toEqual([])
    pass(15 * MINUTE)
    for (let i = 0; i < 3; i++) await send(monitor, 'two')
    expect(logged('gateway_report')).toEqual([
      {
        event: 'gateway_report',
        monitor: name,
        gateway: 'one',
        segments: 3,
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

type Text = Parameters<typeof textEvent>[0]
const [one, two]: readonly Text[] = [{ gateway: 'one' }, { gateway: 'two' }]
const after = (answer: 'unknown' | 'not_taken', texts: number): Text => ({
  gateway: 'two',
  texts,
  attempts: [attempt('one', answer), attempt('two', 'accepted')],
})

describe('the verification of a phone', () => {
  it.each<[string, readonly Text[], readonly (readonly [string, number, number])[]]>([
    ['is of the gateway that texted it', [one], [['one', 1, 1]]],
    ['is of the gateway that texted it again', [one, one], [['one', 1, 1]]],
    [
      'is of neither of two that may have texted it at once',
      [after('unknown', 2)],
      [
        ['one', 0, 0],
        ['two', 0, 0],
      ],
    ],
    [
      'is of the one that took it where the other certainly did not',
      [after('not_taken', 1)],
      [
        ['one', 0, 0],
        ['two', 1, 1],
      ],
    ],
    [
      'is of neither where it asked again at another: the first text did not serve',
      [one, two],
      [
        ['one', 0, 1],
        ['two', 0, 0],
      ],
    ],
    [
      'is of none where it was called after its text',
      [one, { ...one, channel: 'voice' }],
      [['one', 0, 1]],
    ],
  ])('%s', async (_, texts, expected) => {
    const { monitor } = trafficMonitor()
    const event = phoneEvent()
    for (const text of texts) await monitor.countText(textEvent({ ...event, ...text }))
    await monitor.countVerification(event)
    expect(await conversion(monitor)).toEqual(expected)
  })
})

describe('results, where texts are routed by them,', () => {
  const byResult = envWith({ SMS_ROUTING: 'result' })

  async function routingMonitor() {
    const { monitor, name } = trafficMonitor()
    await bindWithin(monitor, byResult)
    return { monitor, name, results: async () => (await trafficRecord(name))?.results }
  }

  it('are told of phones that had their time, by country and by ranges that enough is known of', async () => {
    const { monitor, results } = await routingMonitor()
    await send(monitor, 'one', { phones: 12, verified: 9 })
    await send(monitor, 'two', { phones: 8, verified: 2 })
    await send(monitor, 'two', { phones: 5, verified: 5, prefix6: '900054' })
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
    await send(monitor, 'one', { phones: 110, prefix6: '900054' })
    pass(5 * MINUTE)
    await send(monitor, 'one', { phones: 100, prefix6: '900054' })
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
    const asker = ipv4()
    for (let i = 0; i < 10; i++) await monitor.countText(textEvent({ asker, gateway: 'one' }))
    pass(10 * MINUTE)
    await send(monitor, 'two')
    expect(await results()).toEqual({ country: { one: [0, 2] }, ranges: {} })
  })

  it('are not told, nor kept by range, where the order is fixed, and gone once it is again', async () => {
    const { monitor, name } = trafficMonitor()
    await send(monitor, 'one', { phones: 30, verified: 20 })
    pass(10 * MINUTE)
    await send(monitor, 'one')
    expect(await trafficRecord(name)).toBeNull()
    await bindWithin(monitor, byResult)
    await send(monitor, 'one')
    const results = { country: { one: [20, 30] }, ranges: {} }
    expect(await trafficRecord(name)).toMatchObject({ results })
    await bindWithin(monitor, env)
    await send(monitor, 'one')
    expect(await trafficRecord(name)).toEqual({ closed: [], stage: 'open' })
  })
})
