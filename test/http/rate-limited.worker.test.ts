import { afterEach, expect, it, vi } from 'vitest'
import { type Call, newPhone, sendOtp, verifyOtp } from '../support/app.ts'
import { CountingLimit, envWith, kvAnswering } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { useUp } from '../support/use-up.ts'

const { pass } = stopClock()
afterEach(() => vi.restoreAllMocks())

const MINUTE = 60_000

const none = new CountingLimit(0)

const held = (span: number) => () =>
  envWith({
    ADDRESSES: kvAnswering((key) =>
      key.startsWith('address:')
        ? { blockedUntil: Date.now() + span, strikes: 1, shared: false }
        : null,
    ),
  })

const stage = (span: number) => () => {
  const until = Date.now() + span
  const monitor = { admit: async () => ({ ok: false, reason: 'traffic_held', until }) }
  return envWith({
    ADDRESSES: kvAnswering((key) =>
      key.startsWith('traffic:') ? { closed: [], stage: 'spent' } : null,
    ),
    TRAFFIC_MONITOR: { getByName: () => monitor },
  })
}

/** Everything that refuses a send as too many, each with a minute at most to wait. */
const LIMITS: Record<string, (phone: string) => Promise<Call>> = {
  'burst of an address': async () => ({ env: envWith({ SEND_BURST: none }) }),
  'burst of a network': async () => ({
    env: envWith({ NETWORK_SEND_BURST: none }),
    address: '2001:db8:1:2::3',
  }),
  'held address': async () => ({ env: held(MINUTE)() }),
  'held country': async () => ({ env: stage(MINUTE)() }),
  'phone just texted': async (phone) => {
    await sendOtp({ phone })
    return {}
  },
  'phone with its hour used up': async (phone) => {
    await useUp(phone)
    pass(60 * MINUTE - 6 * 30_000)
    return {}
  },
}

/** All of a reply but what is another in each. */
async function refused(limit: string): Promise<unknown> {
  const phone = newPhone()
  const options = await LIMITS[limit]?.(phone)
  const { status, headers, body } = await sendOtp({ phone }, options)
  const kept = [...headers].filter(([name]) => name !== 'x-request-id')
  return { status, headers: kept, body: JSON.stringify(body) }
}

it('[R35] every limit of a send refuses in the same bytes, so that none shows itself', async () => {
  const first = await refused('burst of an address')
  expect(first).toMatchObject({ status: 429 })
  for (const limit of Object.keys(LIMITS)) {
    expect({ limit, reply: await refused(limit) }).toEqual({ limit, reply: first })
  }
})

it.each([
  [1, 60],
  [60, 60],
  [61, 300],
  [301, 3600],
  [3601, 86_400],
  [100_000, 86_400],
])('a wait of %i seconds is told as %i, whatever limit it comes from', async (seconds, told) => {
  for (const limit of [held, stage]) {
    const reply = await sendOtp({ phone: newPhone() }, { env: limit(seconds * 1000)() })
    expect(reply.body).toMatchObject({ error: 'rate_limited', retry_after: told })
  }
})

it('a guess is refused in the same bytes as a send', async () => {
  const send = await sendOtp({ phone: newPhone() }, { env: envWith({ SEND_BURST: none }) })
  const env = envWith({ VERIFY_BURST: none })
  const sessionId = String((await sendOtp({ phone: newPhone() })).body.session_id)
  const guess = await verifyOtp(sessionId, '123456', { env })
  expect(JSON.stringify(guess.body)).toBe(JSON.stringify(send.body))
})
