import { expect, test } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import type { PhoneEvent } from '../../src/traffic/events.ts'
import { sendOtp, start, verifyOtp } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'

const clock = stopClock()

test('everybody who asked for a text hears once that the phone was verified', async () => {
  const { phone, sessionId, code, cookie } = await start()
  clock.pass(30 * SECOND)
  await sendOtp({ phone, session_id: sessionId })
  const askers: string[] = []
  const countVerification = async ({ asker }: PhoneEvent) => void askers.push(asker.address)
  const there = envWith({ TRAFFIC_MONITOR: { getByName: () => ({ countVerification }) } })
  for (const time of ['first', 'again']) {
    const { status } = await verifyOtp(sessionId, code, { cookie, env: there })
    expect({ time, status }).toEqual({ time, status: 200 })
  }
  expect(new Set(askers).size).toBe(2)
  expect(askers).toHaveLength(2)
})
