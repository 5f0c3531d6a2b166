import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import type { Range } from '../../src/traffic/number-range.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { breakKv, ipv4, ipv6, type Monitor, newPhones, trafficMonitor } from '../support/monitor.ts'

const { pass } = stopClock()

beforeEach(() => {
  vi.setSystemTime(Math.ceil(Date.now() / HOUR) * HOUR)
})
afterEach(() => vi.restoreAllMocks())

const range = (six: string): Range => ({ six, four: six.slice(0, 4) })

const PUMPED = range('700012')
const HONEST = Array.from({ length: 10 }, (_, i) => range(`98${i}101`))

type Texts = {
  readonly phones: number
  readonly range?: Range
  /** Networks that the texts come from in turn; one for each phone unless said. */
  readonly from?: number
  readonly verified?: number
  readonly gateway?: string
}

/** Texts new phones of a range, and verifies the first so many of them. */
async function send(
  monitor: Monitor,
  { phones, range: where = PUMPED, from = phones, verified = 0, gateway = 'webhook' }: Texts,
) {
  const networks = Array.from({ length: from }, ipv4)
  for (const [i, phone] of newPhones(phones).entries()) {
    const askedBy = networks[i % from] ?? ipv4()
    const event = { phone, range: where, askedBy }
    await monitor.texted({ ...event, gateway, texts: 1 })
    if (i < verified) await monitor.verified(event)
  }
}

/** 30 phones over ten ranges of the country, 20 of them verified. */
async function sendHonest(monitor: Monitor, verified = 2) {
  for (const where of HONEST) await send(monitor, { phones: 3, verified, range: where })
}

const wish = (where: Range = PUMPED, trusted = false) => ({
  range: where,
  askedBy: ipv4(),
  trusted,
})

const shown = (name: string) => env.ADDRESSES.get(trafficKey(name), 'json')

/** Pumps the range among honest texts, and lets the phones have their time. */
async function pump(monitor: Monitor, texts: Partial<Texts> = {}) {
  await sendHonest(monitor)
  await send(monitor, { phones: 40, ...texts })
  pass(6 * MINUTE)
  await send(monitor, { phones: 1 })
}

describe('a range that is pumped among honest traffic', () => {
  it('[R33] closes: one send a minute passes, and those who have shown more', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor)
    expect(await shown(name)).toEqual({ closed: ['7000', '700012'].slice(1), stage: 'open' })
    expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    expect(await monitor.admit(wish())).toEqual({
      ok: false,
      reason: 'traffic_held',
      until: Date.now() + MINUTE,
    })
    expect(await monitor.admit(wish(PUMPED, true))).toMatchObject({ ok: true })
    pass(MINUTE - 1)
    expect(await monitor.admit(wish())).toMatchObject({ ok: false })
    pass(1)
    expect(await monitor.admit(wish())).toMatchObject({ ok: true })
  })

  it('closes all the same where one of its phones is verified again and again', async () => {
    const { monitor, name } = trafficMonitor()
    const [phone = ''] = newPhones(1)
    const own = { phone, range: PUMPED, askedBy: ipv4() }
    await monitor.texted({ ...own, gateway: 'webhook', texts: 1 })
    for (let times = 0; times < 30; times++) await monitor.verified(own)
    await pump(monitor, { phones: 60 })
    expect(await shown(name)).toMatchObject({ closed: ['700012'] })
  })

  it('gives the minute of its trickle back where no text came of it, and only that one', async () => {
    const { monitor } = trafficMonitor()
    await pump(monitor)
    const first = await monitor.admit(wish())
    const trickle = first.ok ? first.trickle : undefined
    if (!trickle) throw new Error('it passed as no trickle')
    await monitor.giveBack({ ...trickle, at: trickle.at - 1 })
    expect(await monitor.admit(wish())).toMatchObject({ ok: false })
    await monitor.giveBack({ name: trickle.name, at: trickle.at })
    expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    expect(await monitor.admit(wish())).toMatchObject({ ok: false })
  })

  it('closes no other, not even the range of four digits it is in', async () => {
    const { monitor } = trafficMonitor()
    await pump(monitor)
    for (const other of [...HONEST, range('700013')]) {
      for (let i = 0; i < 3; i++)
        expect(await monitor.admit(wish(other))).toMatchObject({ ok: true })
    }
  })

  it('closes the four digits where the pumped numbers are spread over them', async () => {
    const { monitor, name } = trafficMonitor()
    await sendHonest(monitor)
    for (let i = 10; i < 50; i++) await send(monitor, { phones: 1, range: range(`7000${i}`) })
    pass(6 * MINUTE)
    await send(monitor, { phones: 1, range: range('700099') })
    expect(await shown(name)).toMatchObject({ closed: ['7000'] })
    expect(await monitor.admit(wish(range('700077')))).toMatchObject({ ok: true })
    expect(await monitor.admit(wish(range('700078')))).toMatchObject({ ok: false })
  })

  it('stays closed when the object is put out of memory', async () => {
    const { monitor } = trafficMonitor()
    await pump(monitor)
    await evictDurableObject(monitor)
    expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    await evictDurableObject(monitor)
    expect(await monitor.admit(wish())).toMatchObject({ ok: false })
  })

  it('[R33] opens by itself after an hour, when somebody asks', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor)
    pass(HOUR)
    for (let i = 0; i < 3; i++) expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    expect(await shown(name)).toEqual({ closed: [], stage: 'open' })
  })

  it('opens early when the trickle is honest', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor)
    pass(MINUTE)
    await send(monitor, { phones: 10, verified: 7 })
    pass(6 * MINUTE)
    await send(monitor, { phones: 1, verified: 1 })
    expect(await shown(name)).toEqual({ closed: [], stage: 'open' })
  })

  it('is shown to the edge by the next event where KV failed', async () => {
    const { monitor, name } = trafficMonitor()
    const mend = await breakKv(monitor)
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    await pump(monitor)
    expect(log.mock.calls.join()).toContain('"traffic_record_not_written"')
    expect(await shown(name)).toBeNull()
    await mend()
    await send(monitor, { phones: 1 })
    expect(await shown(name)).toMatchObject({ closed: ['700012'] })
  })
})

describe('a range that somebody tries to close', () => {
  it('stays open for 300 numbers from fifteen networks: two of each count', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor, { phones: 300, from: 15 })
    expect(await shown(name)).toBeNull()
  })

  it('closes for 300 numbers from sixteen, which is the price', async () => {
    const { monitor, name } = trafficMonitor()
    await pump(monitor, { phones: 300, from: 16 })
    expect(await shown(name)).toMatchObject({ closed: ['700012'] })
  })

  it('counts a /48 as one network, whichever of its addresses ask', async () => {
    const { monitor, name } = trafficMonitor()
    await sendHonest(monitor)
    const site = crypto.randomUUID()
    for (const phone of newPhones(60)) {
      const event = { phone, range: PUMPED, askedBy: ipv6(site) }
      await monitor.texted({ ...event, gateway: 'webhook', texts: 1 })
    }
    pass(6 * MINUTE)
    await send(monitor, { phones: 1 })
    expect(await shown(name)).toBeNull()
  })

  it('stays open for one phone that is texted again and again', async () => {
    const { monitor, name } = trafficMonitor()
    await sendHonest(monitor)
    const [phone = ''] = newPhones(1)
    for (let i = 0; i < 60; i++) {
      const event = { phone, range: PUMPED, askedBy: ipv4() }
      await monitor.texted({ ...event, gateway: 'webhook', texts: 1 })
    }
    pass(6 * MINUTE)
    await send(monitor, { phones: 1 })
    expect(await shown(name)).toBeNull()
  })
})

describe('a gateway that takes texts and delivers none', () => {
  it('closes no range, and is named in the log', async () => {
    const { monitor, name } = trafficMonitor()
    await sendHonest(monitor)
    pass(30 * MINUTE)
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    await sendHonest(monitor, 0)
    await send(monitor, { phones: 60 })
    pass(10 * MINUTE)
    await sendHonest(monitor, 0)
    await send(monitor, { phones: 1 })
    expect(await shown(name)).toBeNull()
    const line = log.mock.calls.map(String).find((one) => one.includes('conversion_fell'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ gateways: 'webhook' })
  })
})

describe('the budget of a country', () => {
  // Of these 400 a quarter is this shard's.
  const budget = envWith({ SMS_HOURLY_BUDGET: '400', SMS_DAILY_BUDGET: '2000' })

  it('[R33, R33] holds unknown networks back from four fifths on, and then everybody', async () => {
    const { monitor, name } = trafficMonitor()
    await bindWithin(monitor, budget)
    const home = ipv4()
    const [owner = ''] = newPhones(1)
    const event = { phone: owner, range: range('981010'), askedBy: home }
    await monitor.texted({ ...event, gateway: 'webhook', texts: 1 })
    await monitor.verified(event)
    await send(monitor, { phones: 78, verified: 78 })
    expect(await shown(name)).toBeNull()
    await send(monitor, { phones: 1, verified: 1 })
    expect(await shown(name)).toEqual({ closed: [], stage: 'known_only' })
    expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    expect(await monitor.admit(wish())).toMatchObject({ ok: false, reason: 'traffic_held' })
    for (let i = 0; i < 3; i++) {
      expect(await monitor.admit({ ...wish(), askedBy: home })).toMatchObject({ ok: true })
      expect(await monitor.admit(wish(PUMPED, true))).toMatchObject({ ok: true })
    }
    await send(monitor, { phones: 20, verified: 20 })
    expect(await shown(name)).toEqual({ closed: [], stage: 'spent' })
    expect(await monitor.admit({ ...wish(), askedBy: home })).toMatchObject({ ok: false })
    expect(await monitor.admit(wish(PUMPED, true))).toMatchObject({ ok: false })
    pass(MINUTE)
    expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    pass(HOUR + 5 * MINUTE)
    for (let i = 0; i < 3; i++) expect(await monitor.admit(wish())).toMatchObject({ ok: true })
    expect(await shown(name)).toEqual({ closed: [], stage: 'open' })
  })

  it('counts a text for all of its day, in an object that stays in memory too', async () => {
    const { monitor } = trafficMonitor()
    await bindWithin(monitor, envWith({ SMS_HOURLY_BUDGET: '400', SMS_DAILY_BUDGET: '400' }))
    const event = { phone: 'one', range: PUMPED, askedBy: ipv4(), gateway: 'webhook' }
    await monitor.texted({ ...event, texts: 80 })
    pass(DAY - 30 * MINUTE)
    await monitor.texted({ ...event, texts: 1 })
    expect((await monitor.report()).stage).toBe('known_only')
    pass(HOUR)
    expect((await monitor.report()).stage).toBe('open')
  })

  it('counts every text of a send, and of a phone texted again', async () => {
    const { monitor, name } = trafficMonitor()
    await bindWithin(monitor, budget)
    const event = { phone: 'one', range: PUMPED, askedBy: ipv4(), gateway: 'webhook' }
    for (let i = 0; i < 26; i++) await monitor.texted({ ...event, texts: 3 })
    expect(await shown(name)).toBeNull()
    await monitor.texted({ ...event, texts: 2 })
    expect(await shown(name)).toMatchObject({ stage: 'known_only' })
  })
})

it('a monitor that never counted anything admits, and stays empty', async () => {
  const { monitor } = trafficMonitor()
  expect(await monitor.admit(wish())).toMatchObject({ ok: true })
})
