import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MINUTE } from '../../src/platform/time.ts'
import type { PhoneEvent, TextEvent } from '../../src/traffic/events.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import {
  ipv4,
  ipv6,
  type Monitor,
  newMonitor,
  newPhones,
  trafficMonitor,
  verifyMany,
} from '../support/monitor.ts'

const { pass } = stopClock()

afterEach(() => vi.restoreAllMocks())

/** So many texts by ten networks to three ranges, two gateways between them. */
function texts(count: number): readonly TextEvent[] {
  const askers = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? ipv4() : ipv6()))
  return newPhones(count).map((phone, i) => {
    const six = String(987_654 + (i % 3) * 1000)
    return {
      phone,
      range: { six, four: six.slice(0, 4) },
      askedBy: askers[i % askers.length] ?? ipv4(),
      gateway: i % 5 === 0 ? 'twilio' : 'webhook',
      texts: i % 7 === 0 ? 2 : 1,
      tried: [{ gateway: 'webhook', answer: i % 5 === 0 ? 'not_taken' : 'accepted', duration: 1 }],
    }
  })
}

/** Every other of them verified. */
const verified = (events: readonly TextEvent[]): readonly PhoneEvent[] =>
  events.filter((_, i) => i % 2 === 0)

/** All that a monitor has stored of phones, addresses, ranges and gateways. */
const tables = (monitor: Monitor) =>
  runInDurableObject(monitor, (_, { storage }) =>
    ['seen', 'counts', 'shares', 'closings', 'gateways'].map((table) =>
      storage.sql.exec(`SELECT * FROM ${table} ORDER BY 1, 2`).toArray(),
    ),
  )

describe('a monitor', () => {
  it('counts events that come at once as it does the same events one after the other', async () => {
    const [atOnce, inTurn, events] = [newMonitor(), newMonitor(), texts(120)]
    await Promise.all(events.map((event) => atOnce.texted(event)))
    await Promise.all(verified(events).map((event) => atOnce.verified(event)))
    for (const event of events) await inTurn.texted(event)
    for (const event of verified(events)) await inTurn.verified(event)
    expect(await tables(atOnce)).toEqual(await tables(inTurn))
    expect(await atOnce.report()).toEqual(await inTurn.report())
  })

  it('writes one row for a range or gateway, however many events of a batch are of it', async () => {
    const monitor = newMonitor()
    const [range, gateway] = [{ six: '987654', four: '9876' }, 'webhook']
    const events = newPhones(21).map((phone) => ({
      phone,
      range,
      gateway,
      texts: 1,
      askedBy: ipv4(),
    }))
    const [first, ...others] = events
    if (first) await monitor.texted(first)
    const before = await rowsWritten(monitor)
    await Promise.all(others.map((event) => monitor.texted(event)))
    // By itself each would write 7: of its phone two, of its asker two, and three that all share.
    expect((await rowsWritten(monitor)) - before).toBeLessThan(20 * 5)
  })

  it('has stored an event that it has answered for', async () => {
    const [monitor, events] = [newMonitor(), texts(40)]
    await Promise.all(events.map((event) => monitor.texted(event)))
    await evictDurableObject(monitor)
    const [seen = []] = await tables(monitor)
    const phones = new Set(seen.map(({ phone }) => phone))
    expect(events.every(({ phone }) => phones.has(phone))).toBe(true)
  })

  it('judges by what it keeps in memory as it would by what it has stored', async () => {
    const [kept, evicted] = [newMonitor(), newMonitor()]
    const wave = texts(90)
    for (const minutes of [0, 1, 7, 20, 100, 300, 500]) {
      pass(minutes * MINUTE)
      const events = wave.map((event) => ({ ...event, phone: `${event.phone}${minutes}` }))
      for (const monitor of [kept, evicted]) {
        await Promise.all(events.map((event) => monitor.texted(event)))
      }
      await evictDurableObject(evicted)
      expect(await tables(kept)).toEqual(await tables(evicted))
      expect(await kept.report()).toEqual(await evicted.report())
    }
  })

  it('says that an event could not be counted, and counts those that came with it', async () => {
    const monitor = newMonitor()
    const [first, bad, good] = texts(3)
    if (!first || !bad || !good) throw new Error('no events')
    const malformed = { ...bad, tried: 5 as unknown as [] }
    const told = [first, malformed, good].map((event) => monitor.texted(event))
    expect((await Promise.allSettled(told))[1]?.status).toBe('rejected')
    await monitor.texted(first)
    const [seen = []] = await tables(monitor)
    expect(seen.map(({ phone }) => phone)).toEqual(
      expect.arrayContaining([first.phone, good.phone]),
    )
  })

  it('goes on in a while where KV never confirms a write, and says so', async () => {
    const [monitor, shared] = [newMonitor(), ipv4()]
    await verifyMany(monitor, shared, 9)
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    await bindWithin(monitor, envWith({ ADDRESSES: { put: () => new Promise(() => {}) } }))
    await Promise.all([
      verifyMany(monitor, shared, 1),
      ...texts(5).map((one) => monitor.texted(one)),
    ])
    const lines = log.mock.calls.map(([line]) => String(line))
    expect(lines.filter((line) => line.includes('"address_record_not_written"'))).not.toEqual([])
  })
})

const RANGE = { six: '987654', four: '9876' }

const event = () => ({ phone: newPhones(1)[0] ?? '', range: RANGE, askedBy: ipv4() })

/** A send to a new phone, and what the gateway said. */
const tried = (answer: 'accepted' | 'unknown') => ({
  ...event(),
  gateway: 'webhook',
  texts: 1,
  tried: [{ gateway: 'webhook', answer, duration: 1 }],
})

/** A KV that writes, and says that it did not. */
async function putAndFail(key: string, value: string): Promise<never> {
  await env.ADDRESSES.put(key, value)
  throw new Error('KV PUT failed: 500')
}

describe('what a monitor tells KV', () => {
  it('is told again where KV carried out a write and said that it failed', async () => {
    const { monitor, name } = trafficMonitor()
    const mend = await bindWithin(monitor, envWith({ ADDRESSES: { put: putAndFail } }))
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    for (let i = 0; i < 5; i++) await monitor.failed(tried('unknown'))
    expect(await env.ADDRESSES.get(trafficKey(name), 'json')).toHaveProperty('tripped')
    await mend()
    await monitor.texted(tried('accepted'))
    expect(await env.ADDRESSES.get(trafficKey(name), 'json')).not.toHaveProperty('tripped')
  })

  it('is one write of the record at a time, and in the end how things stand', async () => {
    const { monitor, name } = trafficMonitor()
    let [now, most] = [0, 0]
    const put = async (key: string, value: string) => {
      most = Math.max(most, ++now)
      await scheduler.wait(20)
      await env.ADDRESSES.put(key, value)
      now -= 1
    }
    await bindWithin(monitor, envWith({ ADDRESSES: { put } }))
    const told: Promise<unknown>[] = []
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 5; i++) told.push(monitor.failed(tried('unknown')))
      told.push(monitor.admit({ range: RANGE, askedBy: ipv4(), trusted: false }))
      await scheduler.wait(15)
      told.push(monitor.texted(tried('accepted')))
    }
    await Promise.all(told)
    expect(most).toBe(1)
    const record = await env.ADDRESSES.get<object>(trafficKey(name), 'json')
    const [gateway] = (await monitor.report()).gateways
    expect('tripped' in (record ?? {})).toBe(gateway?.trippedUntil !== undefined)
  })

  it('is waited for by no count: a budget that is spent meanwhile holds at once', async () => {
    const { monitor } = trafficMonitor()
    const slow = { put: () => scheduler.wait(500) }
    const budget = { SMS_HOURLY_BUDGET: '400', SMS_DAILY_BUDGET: '4000' }
    await bindWithin(monitor, envWith({ ADDRESSES: slow, ...budget }))
    const shared = ipv4()
    await verifyMany(monitor, shared, 9)
    const told: Promise<unknown>[] = [verifyMany(monitor, shared, 1)]
    for (let i = 0; i < 100; i++) told.push(monitor.texted(tried('accepted')))
    const wish = () => monitor.admit({ range: RANGE, askedBy: ipv4(), trusted: true })
    const admitted = await Promise.all(Array.from({ length: 20 }, wish))
    expect(admitted.filter(({ ok }) => ok)).toHaveLength(1)
    await Promise.all(told)
  })
})

const rowsWritten = (monitor: Monitor) =>
  runInDurableObject(monitor, (_, { storage }) =>
    Number(storage.sql.exec('SELECT total_changes() AS rows').one().rows),
  )
