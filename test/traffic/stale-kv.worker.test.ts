import { expect, it } from 'vitest'
import { callAtOnce, newAddress, newPhone, sendOtp, textsTo } from '../support/app.ts'
import { envWith, kvAnswering } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'

const { pass } = stopClock()

const open: RateLimit = { limit: async () => ({ success: true }) }

/** KV that has heard of nothing, and bursts that allow all: only the objects are left to hold. */
const OBJECTS_ONLY = envWith({
  ADDRESSES: kvAnswering(() => null),
  SEND_BURST: open,
  NETWORK_SEND_BURST: open,
  VERIFY_BURST: open,
  NETWORK_VERIFY_BURST: open,
})

it("[R28] holds a phone's limits where KV is always stale, from one address or many", async () => {
  for (const [address, texts] of [
    [undefined, 5],
    [newAddress(), 4],
  ] as const) {
    const phone = newPhone()
    for (let times = 0; times < 10; times++) {
      await sendOtp({ phone }, { env: OBJECTS_ONLY, ...(address !== undefined && { address }) })
      pass(30_000)
    }
    expect(await textsTo(phone)).toHaveLength(texts)
  }
})

it('sends one text of 20 that are asked for at once', async () => {
  const phone = newPhone()
  const replies = await callAtOnce(
    '/users/api/send-otp/',
    Array.from({ length: 20 }, () => ({ body: { phone } })),
  )
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await textsTo(phone)).toHaveLength(1)
})
