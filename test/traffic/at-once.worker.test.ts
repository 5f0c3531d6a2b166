import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MINUTE } from '../../src/platform/time.ts'
import type { TextEvent } from '../../src/traffic/events.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import {
  attempt,
  ipv4,
  ipv6,
  listen,
  type Monitor,
  newMonitor,
  phoneEvent,
  range,
  textEvent,
  trafficMonitor,
  trafficRecord,
  verifyMany,
} from '../support/monitor.ts'

const { pass } = stopClock()

afterEach(() => vi.restoreAllMocks())

/** So many texts by ten networks to three ranges, two gateways between them. */
function texts(count: number): readonly TextEvent[] {
  const askers = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? ipv4() : ipv6()))
  return Array.from({ length: count }, (_, i) =>
    textEvent({
      range: range(String(987_654 + (i % 3) * 1000)),
      asker: askers[i % askers.length] ?? ipv4(),
      gateway: i % 5 === 0 ? 'twilio' : 'webhook',
      texts: i % 7 === 0 ? 2 : 1,
      attempts: [attempt('webhook', i % 5 === 0 ? 'not_taken' : 'accepted')],
    }),
  )
}

/** All that a monitor has stored of phones, addresses, ranges and gateways. */
const tables = (monitor: Monitor) =>
  runInDurableObject(monitor, (_, { storage }) =>
    ['phones', 'counts', 'shares', 'closings', 'gateways'].map((table) =>
      storage.sql.exec(`SELECT * FROM ${table} ORDER BY 1, 2`).toArray(),
    ),
  )

describe('a monitor', () => {
  it('counts events that come at once as it does the same events one after the other', async () => {
    const [atOnce, inTurn, events] = [newMonitor(), newMonitor(), texts(120)]
    const verified = events.filter((_, i) => i % 2 === 0)
    await Promise.all(events.map((event) => atOnce.countText(event)))
    await Promise.all(verified.map((event) => atOnce.countVerification(event)))
    for (const event of events) await inTurn.countText(event)
    for (const event of verified) await inTurn.countVerification(event)
    expect(await tables(atOnce)).toEqual(await tables(inTurn))
    expect(await atOnce.report()).toEqual(await inTurn.report())
  })

  it('has stored an event that it has answered for', async () => {
    const [monitor, events] = [newMonitor(), texts(40)]
    await Promise.all(events.map((event) => monitor.countText(event)))
    await evictDurableObject(monitor)
    const [rows = []] = await tables(monitor)
    const phones = new Set(rows.map(({ phone }) => phone))
    expect(events.every(({ phone }) => phones.has(phone))).toBe(true)
  })

  it('judges by what it keeps in memory as it would by what it has stored', async () => {
    const [awake, evicted] = [newMonitor(), newMonitor()]
    const wave = texts(90)
    for (const minutes of [0, 1, 7, 20, 100, 300, 500]) {
      pass(minutes * MINUTE)
      const events = wave.map((event) => ({ ...event, phone: `${event.phone}${minutes}` }))
      for (const monitor of [awake, evicted]) {
        await Promise.all(events.map((event) => monitor.countText(event)))
      }
      await evictDurableObject(evicted)
      expect(await tables(awake)).toEqual(await tables(evicted))
      expect(await awake.report()).toEqual(await evicted.report())
    }
  })
})

/** A KV that writes, and says that it did not. */
async function putAndFail(key: string, value: string): Promise<never> {
  await env.ADDRESSES.put(key, value)
  throw new Error('KV PUT failed: 500')
}

const failure = () => ({ ...phoneEvent(), attempts: [attempt('webhook', 'unknown')] })

describe('what a monitor tells KV', () => {
  it('is told again where KV carried out a write and said that it failed', async () => {
    const { monitor, name } = trafficMonitor()
    const mend = await bindWithin(monitor, envWith({ ADDRESSES: { put: putAndFail } }))
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    for (let i = 0; i < 5; i++) await monitor.countFailure({ ...failure(), channel: 'sms' })
    expect(await trafficRecord(name)).toHaveProperty('tripped')
    await mend()
    await monitor.countText(textEvent())
    expect(await trafficRecord(name)).not.toHaveProperty('tripped')
  })

  it('is given up after a while where KV never confirms it, and the log says so', async () => {
    const [monitor, asker] = [newMonitor(), ipv4()]
    await verifyMany(monitor, asker, 9)
    const logged = listen()
    await bindWithin(monitor, envWith({ ADDRESSES: { put: () => new Promise(() => {}) } }))
    const others = texts(5).map((event) => monitor.countText(event))
    await Promise.all([verifyMany(monitor, asker, 1), ...others])
    expect(logged('address_record_not_written')).not.toEqual([])
  })

  it('is one write of the record at a time, and in the end what was judged last', async () => {
    const { monitor, name } = trafficMonitor()
    let [now, most] = [0, 0]
    const put = async (key: string, value: string) => {
      most = Math.max(most, ++now)
      await scheduler.wait(20)
      await env.ADDRESSES.put(key, value)
      now -= 1
    }
    await bindWithin(monitor, envWith({ ADDRESSES: { put } }))
    const calls: Promise<unknown>[] = []
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 5; i++) {
        calls.push(monitor.countFailure({ ...failure(), channel: 'sms' }))
      }
      calls.push(monitor.admit({ ...phoneEvent(), trusted: false }))
      await scheduler.wait(15)
      calls.push(monitor.countText(textEvent()))
    }
    await Promise.all(calls)
    expect(most).toBe(1)
    const [gateway] = (await monitor.report()).gateways
    const tripped = gateway?.trippedUntil !== undefined
    expect('tripped' in ((await trafficRecord(name)) ?? {})).toBe(tripped)
  })

  it('is waited for by no count: a budget that is spent meanwhile holds at once', async () => {
    const { monitor } = trafficMonitor()
    const slow = { put: () => scheduler.wait(500) }
    const budget = { SMS_HOURLY_BUDGET: '400', SMS_DAILY_BUDGET: '4000' }
    await bindWithin(monitor, envWith({ ADDRESSES: slow, ...budget }))
    const asker = ipv4()
    await verifyMany(monitor, asker, 9)
    const calls: Promise<unknown>[] = [verifyMany(monitor, asker, 1)]
    for (let i = 0; i < 100; i++) calls.push(monitor.countText(textEvent()))
    const admit = () => monitor.admit({ ...phoneEvent(), trusted: true })
    const admitted = await Promise.all(Array.from({ length: 20 }, admit))
    expect(admitted.filter(({ ok }) => ok)).toHaveLength(1)
    await Promise.all(calls)
  })
})
