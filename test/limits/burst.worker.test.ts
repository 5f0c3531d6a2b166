import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { mintSessionId } from '../../src/signup/session-id.ts'
import { newAddress, newPhone, type Reply, sendOtp, textsTo, verifyOtp } from '../support/app.ts'
import { CountingLimit, envWith, kvAnswering } from '../support/bindings.ts'
import { expectRefusal, raw } from '../support/contract.ts'

afterEach(() => vi.restoreAllMocks())

const LIMITED = { retry_after: 60 }

/** The limits of wrangler.toml (a test in test/build holds them to it), in no clock's minute. */
function limits() {
  return {
    SEND_BURST: new CountingLimit(5),
    NETWORK_SEND_BURST: new CountingLimit(20),
    SHARED_SEND_BURST: new CountingLimit(60),
    SHARED_NETWORK_SEND_BURST: new CountingLimit(240),
    VERIFY_BURST: new CountingLimit(30),
    NETWORK_VERIFY_BURST: new CountingLimit(120),
  }
}

const unknownSession = mintSessionId(configOf(env).indexKeys.sessionId)

/** A send that passes the limits of the address and goes no further. */
const send = (address: string, within: Env, headers: Record<string, string> = {}) =>
  sendOtp({ phone: newPhone(), session_id: unknownSession }, { address, env: within, headers })

const verify = (address: string, within: Env) =>
  verifyOtp(unknownSession, '123456', { address, env: within })

function sendWithoutAddress(within: Env) {
  const body = JSON.stringify({ phone: newPhone(), session_id: unknownSession })
  const headers = { 'Content-Type': 'application/json' }
  return raw('/users/api/send-otp/', { headers, body, env: within })
}

/** Addresses of one /64, and of ten /64s of one /48. */
const host = (i: number) => `2001:db8:1:2:${i}:${i}::${i + 1}`
const subnet = (i: number) => `2001:db8:2:${i % 10}::${i + 1}`

/** What a client may claim to be. */
const claims = (i: number) => ({
  'X-Forwarded-For': `192.0.2.${i}`,
  'X-Real-IP': `192.0.2.${i}`,
  Forwarded: `for=192.0.2.${i}`,
  'True-Client-IP': `192.0.2.${i}`,
  'CF-Connecting-IPv6': `2001:db8::${i}`,
  'Fastly-Client-IP': `192.0.2.${i}`,
})

/** How many of the requests pass before the first is refused. */
async function passing(most: number, ask: (i: number) => Promise<Reply>): Promise<number> {
  for (let i = 0; i < most; i++) {
    const reply = await ask(i)
    if (reply.status === 429) {
      expectRefusal(reply, 429, 'rate_limited', LIMITED)
      return i
    }
  }
  return most
}

describe('in a minute an address may', () => {
  it('[R27] send five times; the sixth is refused, and no text goes out', async () => {
    const within = envWith(limits())
    const address = newAddress()
    expect(await passing(9, () => send(address, within))).toBe(5)
    const phone = newPhone()
    expectRefusal(await sendOtp({ phone }, { address, env: within }), 429, 'rate_limited', LIMITED)
    expect(await textsTo(phone)).toEqual([])
    expect((await sendOtp({ phone }, { env: within })).status).toBe(200)
  })

  it('verify thirty times, however often it sent', async () => {
    const within = envWith(limits())
    const address = newAddress()
    await passing(9, () => send(address, within))
    expect(await passing(40, () => verify(address, within))).toBe(30)
    expect((await verify(newAddress(), within)).status).toBe(404)
  })

  it.each([
    ['send sixty times where many verified people share it', newAddress(), 60],
    ['not send more often where nothing is known of an address that is none', 'junk', 5],
  ])('%s', async (_, address, times) => {
    const shared = { blockedUntil: 0, strikes: 0, shared: true }
    const within = envWith({ ...limits(), ADDRESSES: kvAnswering(() => shared) })
    expect(await passing(70, () => send(address, within))).toBe(times)
  })
})

describe('IPv6', () => {
  it('counts as its /64', async () => {
    const within = envWith(limits())
    expect(await passing(9, (i) => send(host(i), within))).toBe(5)
    expect(await passing(40, (i) => verify(host(i), within))).toBe(30)
    expect((await send('2001:db8:1:3::1', within)).status).toBe(404)
  })

  it('counts as its /48 at four times the limit', async () => {
    const within = envWith(limits())
    expect(await passing(30, (i) => send(subnet(i), within))).toBe(20)
    expect(await passing(130, (i) => verify(subnet(i), within))).toBe(120)
    expect((await send('2001:db8:3::1', within)).status).toBe(404)
  })
})

describe('the address', () => {
  it('[R24] is CF-Connecting-IP alone, whatever other headers say', async () => {
    const within = envWith(limits())
    const address = newAddress()
    expect(await passing(9, (i) => send(address, within, claims(i)))).toBe(5)
    expect((await send(newAddress(), within, claims(0))).status).toBe(404)
  })

  it('[R25] that is missing or broken shares one strict bucket with all others', async () => {
    const within = envWith(limits())
    const broken = ['', 'unknown', '10.0.0.1, 10.0.0.2', '10.0.0.999', '2001:db8::/64']
    const missing = await sendWithoutAddress(within)
    expect(missing.status).toBe(404)
    expect(await passing(9, (i) => send(broken[i % 5] ?? '', within))).toBe(4)
    expectRefusal(await sendWithoutAddress(within), 429, 'rate_limited', LIMITED)
    const verifying = envWith(limits())
    expect(await passing(40, (i) => verify(broken[i % 5] ?? '', verifying))).toBe(30)
  })

  it('is shown to no binding', async () => {
    const bindings = limits()
    const within = envWith(bindings)
    await send('203.0.113.77', within)
    await verify('2001:db8:77::1', within)
    const keys = Object.values(bindings).flatMap((limit) => limit.keys)
    expect(keys).toHaveLength(3)
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })
})

describe('a binding that fails', () => {
  it('[R29] lets requests pass, and is seen in the log', async () => {
    const failing = { limit: () => Promise.reject(new Error('of 203.0.113.8')) }
    const within = envWith({ SEND_BURST: failing, VERIFY_BURST: failing })
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    expect((await sendOtp({ phone: newPhone() }, { env: within })).status).toBe(200)
    expect((await verify(newAddress(), within)).status).toBe(404)
    const lines = log.mock.calls.map(([line]) => String(line))
    expect(lines.filter((line) => line.includes('"burst_limit_failed"'))).toHaveLength(2)
    expect(lines.join()).not.toContain('203.0.113.8')
  })
})

describe('the bindings themselves', () => {
  // The minute may turn between two of these requests, so as many are made as no two minutes allow.
  it.each([
    ['sends', send, 5],
    ['verifies', verify, 30],
  ])('refuse %s of an address, and allow as many a minute as they say', async (_, ask, limit) => {
    const address = newAddress()
    let allowed = 0
    for (let i = 0; i < 2 * limit + 1; i++) {
      const { status } = await ask(address, env)
      expect([404, 429]).toContain(status)
      allowed += Number(status === 404)
    }
    expect(allowed).toBeGreaterThanOrEqual(limit)
    expect(allowed).toBeLessThanOrEqual(2 * limit)
  })
})
