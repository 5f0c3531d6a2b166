import { listDurableObjectIds, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { DAY } from '../../src/platform/time.ts'
import { lastCode, sendOtp, textsTo, verifyOtp, wrong } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'

/** As test/vitest.config.ts sets it. */
const NUMBER = '+919999900001'
const CODE = '112233'

const clock = stopClock()
const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)

afterEach(async () => {
  log.mockClear()
  await reset()
})

const logged = () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as { event: string })
const uses = () => logged().filter(({ event }) => event === 'fictitious_number_used')

test('a fictitious number is sent nothing, verified by its fixed code and limited like any other', async () => {
  const before = await textsTo(NUMBER)
  const sent = await sendOtp({ phone: NUMBER })
  expect(sent).toMatchObject({ status: 200, body: { attempts_left: 3, expires_in: 300 } })
  expect(await textsTo(NUMBER)).toEqual(before)
  const id = sent.body.session_id
  expect((await verifyOtp(id, wrong(CODE))).body).toMatchObject({ attempts_left: 2 })
  expect(await verifyOtp(id, CODE)).toMatchObject({ status: 200, body: { next_step: 2 } })
  expect(await sendOtp({ phone: NUMBER })).toMatchObject({ body: { error: 'rate_limited' } })
})

test('every use of one is logged, without the number', async () => {
  const sent = await sendOtp({ phone: NUMBER })
  await verifyOtp(sent.body.session_id, CODE)
  expect(uses()).toEqual([
    { event: 'fictitious_number_used', for: 'send' },
    { event: 'fictitious_number_used', for: 'verify' },
  ])
})

test('it costs no budget and counts for no address', async () => {
  const { body } = await sendOtp({ phone: NUMBER })
  await verifyOtp(body.session_id, CODE)
  expect(await listDurableObjectIds(env.TRAFFIC_MONITOR)).toEqual([])
})

test('once its last day is over it is a number like any other', async () => {
  clock.pass(2 * DAY)
  const before = await textsTo(NUMBER)
  const { body } = await sendOtp({ phone: NUMBER })
  expect(await textsTo(NUMBER)).toHaveLength(before.length + 1)
  expect(uses()).toEqual([])
  const code = await lastCode(NUMBER)
  if (code !== CODE) expect((await verifyOtp(body.session_id, CODE)).status).toBe(400)
  expect((await verifyOtp(body.session_id, code)).status).toBe(200)
})
