import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AddressNames } from '../../src/limits/address-names.ts'
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import { addressKey } from '../../src/traffic/address-record.ts'
import { BUCKET } from '../../src/traffic/buckets.ts'
import type { TrafficMonitor } from '../../src/traffic/monitor.ts'
import { stopClock } from '../support/clock.ts'
import {
  breakKv,
  ipv4,
  ipv6,
  type Monitor,
  newMonitor,
  newPhones,
  record,
  stored,
  text,
  verify,
  verifyMany,
} from '../support/monitor.ts'

const { pass } = stopClock()

beforeEach(() => {
  vi.setSystemTime(Math.ceil(Date.now() / BUCKET) * BUCKET)
})
afterEach(() => vi.restoreAllMocks())

/** Texts as many unverified phones, waits until they count as such, and lets one more event come. */
async function offend(monitor: Monitor, asker: AddressNames, count = 30) {
  await text(monitor, asker, newPhones(count))
  pass(20 * MINUTE)
  await text(monitor, asker, newPhones(1))
}

/** The record of a penalty given now. */
const held = (minutes: number, { strikes = 1, shared = false } = {}) => ({
  blockedUntil: Date.now() + minutes * MINUTE,
  strikes,
  shared,
})

describe('an address that 30 phones were texted for in an hour, unverified,', () => {
  it('is held for a minute, once they have had their 15 minutes', async () => {
    const [monitor, address, other] = [newMonitor(), ipv4(), ipv4()]
    await text(monitor, other, newPhones(5))
    await text(monitor, address, newPhones(30))
    pass(14 * MINUTE)
    await text(monitor, address, newPhones(1))
    expect(await record(address.address)).toBeNull()
    pass(6 * MINUTE)
    for (const asker of [address, other]) await text(monitor, asker, newPhones(1))
    expect(await record(address.address)).toEqual(held(1))
    expect(await record(other.address)).toBeNull()
  })

  it.each([
    ['an IPv4 address', ipv4, [1, 5, 30, 30]],
    ['a /64', ipv6, [1, 5, 30, 24 * 60]],
  ])('is held longer each time, as %s, though it was put out of memory', async (_, name, spans) => {
    const [monitor, address] = [newMonitor(), name()]
    for (const [i, minutes] of spans.entries()) {
      await offend(monitor, address)
      expect(await record(address.address)).toEqual(held(minutes, { strikes: i + 1 }))
      await evictDurableObject(monitor)
      pass(HOUR)
    }
  })

  it('is not held where half of the phones were verified', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    const phones = newPhones(70)
    await text(monitor, address, phones)
    await verify(monitor, address, phones.slice(35))
    pass(20 * MINUTE)
    await text(monitor, address, newPhones(1))
    expect(await record(address.address)).toMatchObject({ blockedUntil: 0, strikes: 0 })
  })

  it('[R29] is written to KV by the next event where the write failed', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    const mend = await breakKv(monitor)
    await offend(monitor, address)
    expect(await record(address.address)).toBeNull()
    const penalty = held(1)
    pass(30_000)
    await text(monitor, address, newPhones(1))
    await mend()
    await text(monitor, address, newPhones(1))
    expect(await record(address.address)).toEqual(penalty)
  })
})

describe('a /48', () => {
  it('is held at four times the limit, though none of its /64s is', async () => {
    const [monitor, network] = [newMonitor(), crypto.randomUUID()]
    const homes = Array.from({ length: 5 }, () => ipv6(network))
    for (const home of homes) await text(monitor, home, newPhones(24))
    pass(20 * MINUTE)
    for (const home of homes) await text(monitor, home, newPhones(1))
    expect(await record(network)).toEqual(held(1))
    for (const home of homes) expect(await record(home.address)).toBeNull()
  })

  it('is not held for the 100 of one /64', async () => {
    const [monitor, home] = [newMonitor(), ipv6()]
    await offend(monitor, home, 100)
    expect(await record(home.address)).not.toBeNull()
    expect(await record(home.network)).toBeNull()
  })
})

describe('a phone', () => {
  it('counts once a day for an address, however often it is texted', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    const phones = newPhones(29)
    for (let times = 0; times < 3; times++) {
      await text(monitor, address, phones)
      pass(20 * MINUTE)
    }
    await text(monitor, address, phones)
    expect(await record(address.address)).toBeNull()
  })

  it('counts for every address that had it texted', async () => {
    const [monitor, addresses, phones] = [newMonitor(), [ipv4(), ipv4()], newPhones(30)]
    for (const address of addresses) await text(monitor, address, phones)
    pass(20 * MINUTE)
    for (const address of addresses) await text(monitor, address, newPhones(1))
    for (const { address } of addresses) expect(await record(address)).not.toBeNull()
  })

  it('is verified once, and only where it was texted', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    const [phone = ''] = newPhones(1)
    await text(monitor, address, [phone])
    for (let times = 0; times < 12; times++) await verify(monitor, address, [phone])
    await verify(monitor, address, newPhones(12))
    expect(await record(address.address)).toBeNull()
  })
})

describe('an address that many share', () => {
  const SHARED = { blockedUntil: 0, strikes: 0, shared: true }

  it('is marked at its tenth phone verified in a day, and not written again at each event', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    await verifyMany(monitor, address, 9)
    expect(await record(address.address)).toBeNull()
    await verifyMany(monitor, address, 1)
    expect(await record(address.address)).toEqual(SHARED)
    await env.ADDRESSES.delete(addressKey(address.address))
    await verifyMany(monitor, address, 5)
    expect(await record(address.address)).toBeNull()
    pass(13 * HOUR)
    await verifyMany(monitor, address, 1)
    expect(await record(address.address)).toEqual(SHARED)
  })

  it('is marked at the next event where the write failed', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    await text(monitor, address, newPhones(1))
    const mend = await breakKv(monitor)
    await verifyMany(monitor, address, 12)
    expect(await record(address.address)).toBeNull()
    await mend()
    await text(monitor, address, newPhones(1))
    expect(await record(address.address)).toEqual(SHARED)
  })

  it('is marked though it was held before, and its record is still there', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    await offend(monitor, address)
    expect(await record(address.address)).toMatchObject({ strikes: 1, shared: false })
    pass(2 * HOUR)
    await verifyMany(monitor, address, 10)
    expect(await record(address.address)).toMatchObject({ strikes: 1, shared: true })
  })

  it('stays marked when it is held', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    await verifyMany(monitor, address, 10)
    await offend(monitor, address, 50)
    expect(await record(address.address)).toEqual(held(1, { shared: true }))
  })
})

describe('what a monitor stores', () => {
  const EMPTY = { tables: 0, alarm: null }

  it('is nothing before its first event', async () => {
    expect(await stored(newMonitor())).toEqual(EMPTY)
  })

  it('is swept every six hours, and gone 25 hours after the last text, though the alarm comes twice', async () => {
    const monitor = newMonitor()
    const begun = Date.now()
    await text(monitor, ipv4(), newPhones(3))
    expect((await stored(monitor)).alarm).toBe(begun + 6 * HOUR)
    for (let hours = 6; hours <= 24; hours += 6) {
      vi.setSystemTime(begun + hours * HOUR)
      expect(await runDurableObjectAlarm(monitor)).toBe(true)
      expect((await stored(monitor)).tables).toBeGreaterThan(0)
    }
    vi.setSystemTime(begun + 30 * HOUR)
    expect(await runDurableObjectAlarm(monitor)).toBe(true)
    await runInDurableObject(monitor, (instance: TrafficMonitor) => instance.alarm())
    expect(await stored(monitor)).toEqual(EMPTY)
  })

  it('is a strike for its 24 hours, though the phones it was given for are swept', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    const phones = newPhones(100)
    await text(monitor, address, phones)
    pass(23 * HOUR)
    await text(monitor, address, phones.slice(99))
    expect(await record(address.address)).toMatchObject({ strikes: 1 })
    pass(7 * HOUR)
    await runDurableObjectAlarm(monitor)
    await offend(monitor, address)
    expect(await record(address.address)).toMatchObject({ strikes: 2 })
    pass(DAY)
    await offend(monitor, address)
    expect(await record(address.address)).toMatchObject({ strikes: 1 })
  })

  it('begins afresh after it was wiped', async () => {
    const [monitor, address] = [newMonitor(), ipv4()]
    await offend(monitor, address)
    pass(30 * HOUR)
    await runDurableObjectAlarm(monitor)
    expect(await stored(monitor)).toEqual(EMPTY)
    await offend(monitor, address)
    expect(await record(address.address)).toMatchObject({ strikes: 1 })
  })
})
