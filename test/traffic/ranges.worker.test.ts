import { evictDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HOUR, MINUTE } from '../../src/platform/time.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import {
  breakKv,
  ipv4,
  ipv6,
  listen,
  type Monitor,
  phoneEvent,
  range,
  textEvent,
  trafficMonitor,
  trafficRecord,
} from '../support/monitor.ts'

const { pass } = stopClock()

beforeEach(() => {
  vi.setSystemTime(Math.ceil(Date.now() / HOUR) * HOUR)
})
afterEach(() => vi.restoreAllMocks())

const PUMPED = range('700012')
const HONEST = Array.from({ length: 10 }, (_, i) => range(`98${i}101`))

type Texts = {
  readonly phones: number
  readonly range?: typeof PUMPED
  /** Networks that the texts come from in turn; one for each phone unless said. */
  readonly from?: number
  readonly verified?: number
}

/** Texts new phones of a range, and verifies the first so many of them. */
async function send(monitor: Monitor, texts: Texts) {
  const { phones, range: where = PUMPED, from = phones, verified = 0 } = texts
  const networks = Array.from({ length: from }, ipv4)
  for (let i = 0; i < phones; i++) {
    const event = textEvent({ range: where, asker: networks[i % from] ?? ipv4() })
    await monitor.countText(event)
    if (i < verified) await monitor.countVerification(event)
  }
}

/** 30 phones over ten ranges of the country, 20 of them verified. */
async function sendHonest(monitor: Monitor, verified = 2) {
  for (const where of HONEST) await send(monitor, { phones: 3, verified, range: where })
}

const request = (where = PUMPED, trusted = false) => ({ range: where, asker: ipv4(), trusted })

/** Pumps the range among honest texts, and lets the phones have their time. */
async function pump(monitor: Monitor, texts: Partial<Texts> = {}) {
  await sendHonest(monitor)
  await send(monitor, { phones: 40, ...texts })
  pass(6 * MINUTE)
  await send(monitor, { phones: 1 })
}

const OPEN = { closed: [], stage: 'open' }

describe('a range that is pumped among honest traffic', () => {
  it('[R33] closes: one send a minute passes, and those who have shown more', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor)
    expect(await trafficRecord(name)).toEqual({ closed: ['700012'], stage: 'open' })
    expect(await monitor.admit(request())).toMatchObject({ ok: true })
    await evictDurableObject(monitor)
    expect(await monitor.admit(request())).toEqual({
      ok: false,
      reason: 'traffic_held',
      until: Date.now() + MINUTE,
    })
    expect(await monitor.admit(request(PUMPED, true))).toMatchObject({ ok: true })
    pass(MINUTE - 1)
    expect(await monitor.admit(request())).toMatchObject({ ok: false })
    pass(1)
    expect(await monitor.admit(request())).toMatchObject({ ok: true })
  })

  it('gives the minute of its trickle back where no text came of it, and only that one', async () => {
    const { monitor } = trafficMonitor()
    await pump(monitor)
    const first = await monitor.admit(request())
    const trickle = first.ok ? first.trickle : undefined
    if (!trickle) throw new Error('it passed as no trickle')
    await monitor.returnTrickle({ ...trickle, at: trickle.at - 1 })
    expect(await monitor.admit(request())).toMatchObject({ ok: false })
    await monitor.returnTrickle({ name: trickle.name, at: trickle.at })
    expect(await monitor.admit(request())).toMatchObject({ ok: true })
    expect(await monitor.admit(request())).toMatchObject({ ok: false })
  })

  it('closes no other, not even the range of four digits it is in', async () => {
    const { monitor } = trafficMonitor()
    await pump(monitor)
    for (const other of [...HONEST, range('700013')]) {
      for (let i = 0; i < 3; i++) {
        expect(await monitor.admit(request(other))).toMatchObject({ ok: true })
      }
    }
  })

  it('closes the four digits where the pumped numbers are spread over them', async () => {
    const { monitor, name } = trafficMonitor()
    await sendHonest(monitor)
    for (let i = 10; i < 50; i++) await send(monitor, { phones: 1, range: range(`7000${i}`) })
    pass(6 * MINUTE)
    await send(monitor, { phones: 1, range: range('700099') })
    expect(await trafficRecord(name)).toMatchObject({ closed: ['7000'] })
    expect(await monitor.admit(request(range('700077')))).toMatchObject({ ok: true })
    expect(await monitor.admit(request(range('700078')))).toMatchObject({ ok: false })
  })

  it('[R33] opens by itself after an hour, when somebody asks', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor)
    pass(HOUR)
    for (let i = 0; i < 3; i++) expect(await monitor.admit(request())).toMatchObject({ ok: true })
    expect(await trafficRecord(name)).toEqual(OPEN)
  })

  it('opens early when the trickle is honest', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor)
    pass(MINUTE)
    await send(monitor, { phones: 10, verified: 7 })
    pass(6 * MINUTE)
    await send(monitor, { phones: 1, verified: 1 })
    expect(await trafficRecord(name)).toEqual(OPEN)
  })

  it('is shown to the edge by the next event where KV failed', async () => {
    const { monitor, name } = trafficMonitor()
    const mend = await breakKv(monitor)
    const logged = listen()
    await pump(monitor)
    expect(logged('traffic_record_not_written')).not.toEqual([])
    expect(await trafficRecord(name)).toBeNull()
    await mend()
    await send(monitor, { phones: 1 })
    expect(await trafficRecord(name)).toMatchObject({ closed: ['700012'] })
  })
})

describe('a range that somebody tries to close', () => {
  it('stays open for 300 numbers from fifteen networks, of which two each count, and closes for sixteen', async () => {
    for (const from of [15, 16]) {
      const { monitor, name } = trafficMonitor()
      await pump(monitor, { phones: 300, from })
      const closed = from === 15 ? null : { closed: ['700012'], stage: 'open' }
      expect(await trafficRecord(name)).toEqual(closed)
    }
  })

  const [site, phone] = [crypto.randomUUID(), crypto.randomUUID()]
  it.each([
    ['the addresses of one /48, which are one network', () => ({ asker: ipv6(site) })],
    ['one phone that is texted again and again', () => ({ phone })],
  ])('stays open for %s', async (_, changes) => {
    const { monitor, name } = trafficMonitor()
    await sendHonest(monitor)
    for (let i = 0; i < 60; i++) {
      await monitor.countText(textEvent({ range: PUMPED, ...changes() }))
    }
    pass(6 * MINUTE)
    await send(monitor, { phones: 1 })
    expect(await trafficRecord(name)).toBeNull()
  })
})

it('a gateway that takes texts and delivers none closes no range, and is named in the log', async () => {
  const { monitor, name } = trafficMonitor()
  await sendHonest(monitor)
  pass(30 * MINUTE)
  const logged = listen()
  await sendHonest(monitor, 0)
  await send(monitor, { phones: 60 })
  pass(10 * MINUTE)
  await sendHonest(monitor, 0)
  await send(monitor, { phones: 1 })
  expect(await trafficRecord(name)).toBeNull()
  expect(logged('conversion_fell')).toMatchObject([{ monitor: name, gateways: 'webhook' }])
})

describe('the budget of a country', () => {
  // Of these 400 a quarter is this shard's.
  const budget = envWith({ SMS_HOURLY_BUDGET: '400', SMS_DAILY_BUDGET: '2000' })

  it('[R33, R33] holds unknown networks back from four fifths on, and then everybody', async () => {
    const { monitor, name } = trafficMonitor()
    await bindWithin(monitor, budget)
    const asker = ipv4()
    const event = textEvent({ range: range('981010'), asker })
    await monitor.countText(event)
    await monitor.countVerification(event)
    await send(monitor, { phones: 78, verified: 78 })
    expect(await trafficRecord(name)).toBeNull()
    await send(monitor, { phones: 1, verified: 1 })
    expect(await trafficRecord(name)).toEqual({ closed: [], stage: 'known_only' })
    expect(await monitor.admit(request())).toMatchObject({ ok: true })
    expect(await monitor.admit(request())).toMatchObject({ ok: false, reason: 'traffic_held' })
    for (let i = 0; i < 3; i++) {
      expect(await monitor.admit({ ...request(), asker })).toMatchObject({ ok: true })
      expect(await monitor.admit(request(PUMPED, true))).toMatchObject({ ok: true })
    }
    await send(monitor, { phones: 20, verified: 20 })
    expect(await trafficRecord(name)).toEqual({ closed: [], stage: 'spent' })
    expect(await monitor.admit({ ...request(), asker })).toMatchObject({ ok: false })
    expect(await monitor.admit(request(PUMPED, true))).toMatchObject({ ok: false })
    pass(MINUTE)
    expect(await monitor.admit(request())).toMatchObject({ ok: true })
    pass(HOUR + 5 * MINUTE)
    for (let i = 0; i < 3; i++) expect(await monitor.admit(request())).toMatchObject({ ok: true })
    expect(await trafficRecord(name)).toEqual(OPEN)
  })

  it('counts the segments of every text of a send, and of a phone texted again', async () => {
    const { monitor, name } = trafficMonitor()
    await bindWithin(monitor, budget)
    const event = textEvent({ ...phoneEvent(), texts: 1, segments: 3 })
    for (let i = 0; i < 26; i++) await monitor.countText(event)
    expect(await trafficRecord(name)).toBeNull()
    await monitor.countText({ ...event, segments: 2 })
    expect(await trafficRecord(name)).toMatchObject({ stage: 'known_only' })
  })
})
