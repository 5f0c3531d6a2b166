import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import { addressKey, writeAddressRecord } from '../../src/traffic/address-record.ts'
import { newAddress, newPhone, sendOtp, start, textsTo, verifyOtp } from '../support/app.ts'
import { CountingLimit, envWith, kvAnswering, untouchable } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND

const { pass } = stopClock()
afterEach(() => vi.restoreAllMocks())

const namesOf = (address: string) => addressNames(configOf(env).indexKeys.addressName, address)

const put = (name: string, value: unknown) =>
  env.ADDRESSES.put(addressKey(name), typeof value === 'string' ? value : JSON.stringify(value))

const held = (until: number) => ({ blockedUntil: until, strikes: 1, shared: false })

describe('an address that is held', () => {
  it.each([
    [1, 60],
    [60 * SECOND, 60],
    [60 * SECOND + 1, 300],
    [300 * SECOND, 300],
    [300 * SECOND + 1, 3600],
    [HOUR, 3600],
    [HOUR + 1, 86_400],
    [24 * HOUR, 86_400],
    [1000 * HOUR, 86_400],
  ])('for %i ms more gets 429 with retry_after %i, and no text', async (left, retry_after) => {
    const address = newAddress()
    await put(namesOf(address).address, held(Date.now() + left))
    const phone = newPhone()
    const reply = await sendOtp({ phone }, { address })
    expectRefusal(reply, 429, 'rate_limited', { retry_after })
    expect(await textsTo(phone)).toEqual([])
  })

  it('may send from the moment that it is held no more', async () => {
    const address = newAddress()
    await put(namesOf(address).address, held(Date.now()))
    expect((await sendOtp({ phone: newPhone() }, { address })).status).toBe(200)
  })

  it('[R35] is told the same as at any other limit', async () => {
    const address = newAddress()
    await put(namesOf(address).address, held(Date.now() + 1))
    const byAddress = await sendOtp({ phone: newPhone() }, { address })
    const phone = newPhone()
    await start({ phone })
    const byPhone = await sendOtp({ phone })
    const burst = envWith({ SEND_BURST: new CountingLimit(0) })
    const byBurst = await sendOtp({ phone: newPhone() }, { env: burst })
    expect(byAddress.body).toEqual(byPhone.body)
    expect(byBurst.body).toEqual(byPhone.body)
    const names = (reply: typeof byPhone) => [...reply.headers.keys()]
    expect(names(byAddress)).toEqual(names(byPhone))
  })

  it('is every address of a /64, and of a /48, that is', async () => {
    await put(namesOf('2001:db8:10:1::1').address, held(Date.now() + HOUR))
    const byHome = await sendOtp({ phone: newPhone() }, { address: '2001:db8:10:1:ffff::2' })
    expectRefusal(byHome, 429, 'rate_limited', { retry_after: 3600 })
    const neighbour = await sendOtp({ phone: newPhone() }, { address: '2001:db8:10:2::1' })
    expect(neighbour.status).toBe(200)

    await put(String(namesOf('2001:db8:11::1').network), held(Date.now() + HOUR))
    const bySite = await sendOtp({ phone: newPhone() }, { address: '2001:db8:11:ffff::1' })
    expectRefusal(bySite, 429, 'rate_limited', { retry_after: 3600 })
  })

  it('may verify all the same: nobody reads its record', async () => {
    const { sessionId, code } = await start()
    const reply = await verifyOtp(sessionId, code, {
      env: envWith({ ADDRESSES: untouchable('ADDRESSES') }),
    })
    expect(reply.status).toBe(200)
  })
})

const FAULTS: readonly [string, KVNamespace][] = [
  ['throws', kvAnswering(() => Promise.reject(new Error('KV GET failed: 429 for 10.0.0.1')))],
  ['never answers', kvAnswering(() => new Promise(() => undefined))],
  ['is gone', untouchable('ADDRESSES') as KVNamespace],
  ['gives a number', kvAnswering(() => 5)],
  ['gives a list', kvAnswering(() => [])],
  ['gives an empty record', kvAnswering(() => ({}))],
  ['gives a time in words', kvAnswering(() => ({ ...held(0), blockedUntil: '2099-01-01' }))],
  ['gives a record without end', kvAnswering(() => ({ ...held(0), blockedUntil: Infinity }))],
  ['says "true" for shared', kvAnswering(() => ({ ...held(0), shared: 'true' }))],
]

describe('a KV that', () => {
  it.each(FAULTS)(
    '[R29] %s counts as silent: sends pass, at the strict burst',
    async (_, ADDRESSES) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
      const within = envWith({ ADDRESSES, SEND_BURST: new CountingLimit(1) })
      const address = newAddress()
      expect((await sendOtp({ phone: newPhone() }, { address, env: within })).status).toBe(200)
      const second = await sendOtp({ phone: newPhone() }, { address, env: within })
      expectRefusal(second, 429, 'rate_limited', { retry_after: 60 })
      const lines = log.mock.calls.map(([line]) => String(line))
      expect(lines.filter((line) => line.includes('"address_record_silent"'))).toHaveLength(2)
      expect(lines.join()).not.toContain('10.0.0.1')
    },
  )

  it.each(['not json', '', '{"blockedUntil":'])('holds %j counts as silent', async (stored) => {
    const address = newAddress()
    await put(namesOf(address).address, stored)
    expect((await sendOtp({ phone: newPhone() }, { address })).status).toBe(200)
  })

  it("[R28] is always stale leaves a phone's limits as they are, from one address or many", async () => {
    const allowing: RateLimit = { limit: async () => ({ success: true }) }
    const objectsOnly = envWith({
      ADDRESSES: kvAnswering(() => null),
      SEND_BURST: allowing,
      NETWORK_SEND_BURST: allowing,
    })
    for (const [one, texts] of [
      [undefined, 5],
      [newAddress(), 4],
    ] as const) {
      const phone = newPhone()
      for (let times = 0; times < 10; times++) {
        for (let twice = 0; twice < 2; twice++) {
          await sendOtp({ phone }, { env: objectsOnly, address: one ?? newAddress() })
        }
        pass(30_000)
      }
      expect(await textsTo(phone)).toHaveLength(texts)
    }
  })

  it('fails for the /48 alone still holds the /64', async () => {
    const { address } = namesOf('2001:db8:12::1')
    const ADDRESSES = kvAnswering((key) => {
      if (key === addressKey(address)) return held(Date.now() + HOUR)
      throw new Error('KV GET failed')
    })
    const within = envWith({ ADDRESSES })
    const reply = await sendOtp({ phone: newPhone() }, { address: '2001:db8:12::1', env: within })
    expectRefusal(reply, 429, 'rate_limited', { retry_after: 3600 })
  })
})

describe('writing a record', () => {
  it.each([
    [30 * SECOND, 60],
    [90_500, 91],
    [24 * HOUR, 86_400],
  ])('[R30] that is over in %i ms keeps it for %i seconds', async (left, expirationTtl) => {
    const kv = { put: vi.fn(async () => undefined) }
    const record = { blockedUntil: 5, strikes: 2, shared: true }
    const now = Date.now()
    await writeAddressRecord(kv as unknown as KVNamespace, 'name', record, now + left, now)
    expect(kv.put).toHaveBeenCalledWith('address:name', JSON.stringify(record), { expirationTtl })
  })
})
