import { listDurableObjectIds, reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import type { SessionState } from '../../src/signup/state.ts'
import { DAY, SECOND } from '../../src/platform/time.ts'
import { call, lastCode, sendOtp, textsTo, verifyOtp, wrong } from '../support/app.ts'
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

test('a fictitious number is sent nothing, and its fixed code verifies it', async () => {
  const sent = await sendOtp({ phone: NUMBER })
  expect(sent).toMatchObject({ status: 200, body: { attempts_left: 3, expires_in: 300 } })
  expect(await textsTo(NUMBER)).toEqual([])
  const id = sent.body.session_id
  expect((await verifyOtp(id, wrong(CODE))).body).toMatchObject({ attempts_left: 2 })
  expect(await verifyOtp(id, CODE)).toMatchObject({ status: 200, body: { next_step: 2 } })
})

test('every use of one is logged, without the number', async () => {
  const sent = await sendOtp({ phone: NUMBER })
  await verifyOtp(sent.body.session_id, CODE)
  expect(uses()).toEqual([
    { event: 'fictitious_number_used', for: 'send' },
    { event: 'fictitious_number_used', for: 'verify' },
  ])
})

test('its attempts and waits are those of any other number', async () => {
  const { body } = await sendOtp({ phone: NUMBER })
  for (const by of [1, 2, 3]) await verifyOtp(body.session_id, wrong(CODE, by))
  expect(await verifyOtp(body.session_id, CODE)).toMatchObject({
    status: 429,
    body: { error: 'too_many_attempts' },
  })
  expect(await sendOtp({ phone: NUMBER })).toMatchObject({ body: { error: 'rate_limited' } })
  clock.pass(30 * SECOND)
  expect((await sendOtp({ phone: NUMBER, session_id: body.session_id })).status).toBe(200)
})

test('the page is told nothing of a delivery that there is none of, at first and again', async () => {
  const { body, cookie } = await sendOtp({ phone: NUMBER })
  const session = env.SIGNUP_SESSION.getByName(String(body.session_id))
  const stored = () =>
    runInDurableObject(session, (_, { storage }) => storage.kv.get<SessionState>('session'))
  const status = async () => (await call('/users/api/session/', { cookie })).body
  expect((await stored())?.sends?.at(-1)?.gateways).toEqual([])
  expect(await status()).not.toHaveProperty('delivery')
  clock.pass(30 * SECOND)
  await sendOtp({ phone: NUMBER, session_id: body.session_id })
  expect((await stored())?.sends?.at(-1)?.gateways).toEqual([])
  expect(await status()).not.toHaveProperty('delivery')
})

test('it costs no budget and counts for no address', async () => {
  const { body } = await sendOtp({ phone: NUMBER })
  await verifyOtp(body.session_id, CODE)
  expect(await listDurableObjectIds(env.TRAFFIC_MONITOR)).toEqual([])
})

test('once its last day is over it is a number like any other', async () => {
  clock.pass(2 * DAY)
  const { body } = await sendOtp({ phone: NUMBER })
  const texts = await textsTo(NUMBER)
  expect(texts).toHaveLength(1)
  expect(uses()).toEqual([])
  const code = await lastCode(NUMBER)
  if (code !== CODE) expect((await verifyOtp(body.session_id, CODE)).status).toBe(400)
  expect((await verifyOtp(body.session_id, code)).status).toBe(200)
})
