import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import { newPhone, sendOtp, verifyOtp } from '../support/app.ts'
import type { AwsErrorName } from '../support/aws.ts'
import { stopClock } from '../support/clock.ts'
import { faultyNamespace, objectError } from '../support/faulty.ts'
import {
  again,
  begin,
  type Begun,
  codesAt,
  deliverTo,
  pageOf,
  type World,
  worldOf,
} from '../support/gateways.ts'
import { countedFor } from '../support/guard.ts'
import type { Msg91ErrorName } from '../support/msg91.ts'
import { behaves, textsAt } from '../support/stand-ins.ts'
import { statusOf, takenFor, twilioAnswers } from '../support/twilio-client.ts'
import type { Behaviour } from '../support/twilio.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const msg91 = inject('msg91')
const aws = inject('aws')

const ALL = ['twilio', 'msg91', 'aws', 'webhook']

/** How often each gateway was asked for a text to the phone. */
async function asked(phone: string): Promise<Record<string, number>> {
  const counts = ALL.map(async (name) => [name, (await codesAt(name, phone)).length] as const)
  return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0))
}

/** The codes that went to the phone, by whatever gateway. */
async function codesOf(phone: string): Promise<ReadonlySet<string>> {
  return new Set((await Promise.all(ALL.map((name) => codesAt(name, phone)))).flat())
}

/** Events of this name that are logged from now on. */
function listen() {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  return (event: string) =>
    log.mock.calls
      .map(([line]): Record<string, unknown> => JSON.parse(String(line)))
      .filter((line) => line.event === event)
}

const error = (status: number, code: number): Behaviour => ({ kind: 'error', status, code })

/** Begins a signup for a phone whose texts Twilio treats so. */
async function beginWhereTwilio(behaviour: Behaviour, world: World): Promise<Begun> {
  const phone = newPhone()
  await twilioAnswers(phone, behaviour)
  return begin(world, { phone })
}

/** The one code that went out verifies the signup. */
async function expectOneCode({ phone, sessionId }: Begun): Promise<void> {
  const codes = [...(await codesOf(phone))]
  expect(codes).toHaveLength(1)
  expect((await verifyOtp(sessionId, codes[0])).status).toBe(200)
}

/** Asks for the code again after so many seconds, and tells whom the phone's texts went to. */
async function resend(begun: Begun, wait: number): Promise<Record<string, number>> {
  clock.pass(wait * SECOND)
  expect((await again(begun)).status).toBe(200)
  return asked(begun.phone)
}

describe('a text goes to the first gateway that takes it', () => {
  it('and no other is asked where the first one does', async () => {
    const { phone } = await begin(worldOf('aws,twilio,msg91,webhook'))
    expect(await asked(phone)).toEqual({ aws: 1 })
  })

  it('in the order of the configuration', async () => {
    const phone = newPhone()
    await behaves<AwsErrorName>(aws.origin, phone, { kind: 'error', name: 'throttled' })
    await behaves<Msg91ErrorName>(msg91.origin, phone, { kind: 'error', name: 'rate' })
    await twilioAnswers(phone, error(429, 20_429))
    const world = worldOf('msg91,aws,twilio,webhook')
    const begun = await begin(world, { phone })
    expect(await asked(phone)).toEqual({ msg91: 1, aws: 1, twilio: 1, webhook: 1 })
    const texted = world.told.find(({ method }) => method === 'countText')
    expect(texted?.event).toMatchObject({
      gateway: 'webhook',
      texts: 1,
      attempts: ['msg91', 'aws', 'twilio', 'webhook'].map((gateway) => ({ gateway })),
    })
    expect(await countedFor(phone)).toBe(1)
    await expectOneCode(begun)
  })

  it('and an operator hears of one that refuses our credentials', async () => {
    const logged = listen()
    const world = worldOf('twilio,webhook', { TWILIO_AUTH_TOKEN: 'f'.repeat(32) })
    const begun = await begin(world)
    expect(logged('gateway_misconfigured')).toEqual([
      { event: 'gateway_misconfigured', gateway: 'twilio', reason: '20003' },
    ])
    expect(await asked(begun.phone)).toEqual({ webhook: 1 })
    expect(await countedFor(begun.phone)).toBe(1)
  })

  it('and where none takes it, the send may be made again at once', async () => {
    const [world, phone] = [worldOf('twilio,msg91'), newPhone()]
    await twilioAnswers(phone, error(429, 20_429))
    await behaves<Msg91ErrorName>(msg91.origin, phone, { kind: 'error', name: 'rate' })
    const reply = await sendOtp({ phone }, { env: world.env })
    expect(reply).toMatchObject({ status: 503, body: { error: 'sms_unavailable' } })
    expect(await asked(phone)).toEqual({ twilio: 1, msg91: 1 })
    expect(await countedFor(phone)).toBe(0)
    await twilioAnswers(phone, { kind: 'created' })
    expect((await sendOtp({ phone }, { env: world.env })).status).toBe(200)
  })
})

describe('a number that a gateway refuses for good', () => {
  it('is offered to no other, and counts', async () => {
    const [world, phone] = [worldOf('twilio,webhook'), newPhone()]
    await twilioAnswers(phone, error(400, 21_614))
    const reply = await sendOtp({ phone }, { env: world.env })
    expect(reply).toMatchObject({
      status: 400,
      body: { error: 'undeliverable_phone', field: 'phone' },
    })
    expect(await asked(phone)).toEqual({ twilio: 1 })
    expect(await countedFor(phone)).toBe(1)
  })

  it('leaves the session as it was where it was asked for again there', async () => {
    const phone = newPhone()
    const begun = await begin(worldOf('msg91,twilio'), { phone })
    const before = await pageOf(begun)
    await twilioAnswers(phone, error(400, 21_610))
    clock.pass(30 * SECOND)
    expect(await again(begun)).toMatchObject({ body: { error: 'undeliverable_phone' } })
    expect(await asked(phone)).toEqual({ msg91: 1, twilio: 1 })
    expect(await pageOf(begun)).toEqual({ ...before, resend_in: 0, expires_in: 270 })
    expect(await countedFor(phone)).toBe(2)
    await expectOneCode(begun)
  })
})

describe('a text that may have gone out', () => {
  it('counts as one, and the same code goes out by the next gateway', async () => {
    const begun = await beginWhereTwilio({ kind: 'reset' }, worldOf('twilio,msg91'))
    expect(await asked(begun.phone)).toEqual({ twilio: 1, msg91: 1 })
    expect(await countedFor(begun.phone)).toBe(2)
    await expectOneCode(begun)
  })

  it('counts too where nobody listens, which looks like a connection that was lost', async () => {
    const world = worldOf('twilio,webhook', { TWILIO_ORIGIN: 'http://127.0.0.1:9' })
    const begun = await begin(world)
    expect(await asked(begun.phone)).toEqual({ webhook: 1 })
    expect(await countedFor(begun.phone)).toBe(2)
  })

  it('makes the wait for the next as long as two texts do, and the reply says so', async () => {
    const begun = await beginWhereTwilio({ kind: 'reset' }, worldOf('twilio,msg91'))
    expect(begun.reply.body).toMatchObject({ resend_in: 60 })
    expect(await pageOf(begun)).toMatchObject({ resend_in: 60 })
    clock.pass(60 * SECOND)
    expect(await again(begun)).toMatchObject({ status: 200, body: { resend_in: 300 } })
  })

  it('is answered with the wait of one where the session cannot be told of two', async () => {
    const [phone, logged] = [newPhone(), listen()]
    await twilioAnswers(phone, { kind: 'reset' })
    const fault = { error: objectError({ overloaded: true }), carriedOut: false }
    const SIGNUP_SESSION = faultyNamespace(env.SIGNUP_SESSION, (method) =>
      method === 'recordOutcome' ? fault : undefined,
    )
    const world = worldOf('twilio,msg91', { SIGNUP_SESSION })
    const reply = await sendOtp({ phone }, { env: world.env })
    expect(reply).toMatchObject({ status: 200, body: { resend_in: 30 } })
    expect(logged('task_failed')).toHaveLength(1)
  })

  it('is the last where the phone may get no more', async () => {
    const [world, phone] = [worldOf('twilio,webhook'), newPhone()]
    for (let i = 0; i < 4; i++) {
      await begin(world, { phone })
      clock.pass(30 * SECOND)
    }
    await twilioAnswers(phone, { kind: 'reset' })
    await begin(world, { phone })
    expect(await asked(phone)).toEqual({ twilio: 5 })
    expect(await countedFor(phone)).toBe(5)
  })

  it('is told of by both gateways, each under a reference of its own', async () => {
    const begun = await beginWhereTwilio({ kind: 'reset' }, worldOf('twilio,msg91'))
    const [[ofTwilio], [ofMsg91]] = await Promise.all([
      takenFor(begun.phone),
      textsAt<{ CRQID: string }>(msg91.origin, begun.phone),
    ])
    expect(ofTwilio?.fields['StatusCallback']).not.toContain(ofMsg91?.CRQID)
    const failed = await statusOf(begun.phone, 'undelivered')
    await deliverTo(begun.world, failed.url, failed)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    const arrived = await statusOf(begun.phone, 'delivered')
    await deliverTo(begun.world, arrived.url, arrived)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'delivered' })
  })

  it('has not failed for the page where a gateway that never tells may have it too', async () => {
    const begun = await beginWhereTwilio({ kind: 'reset' }, worldOf('twilio,webhook'))
    const failed = await statusOf(begun.phone, 'undelivered')
    await deliverTo(begun.world, failed.url, failed)
    expect(await pageOf(begun)).not.toHaveProperty('delivery')
  })

  it('has failed for the page once the only gateway that has it says so', async () => {
    const phone = newPhone()
    await behaves<Msg91ErrorName>(msg91.origin, phone, { kind: 'error', name: 'rate' })
    const begun = await begin(worldOf('msg91,twilio'), { phone })
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    const failed = await statusOf(phone, 'undelivered')
    await deliverTo(begun.world, failed.url, failed)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'failed' })
  })
})

describe('a text that is asked for again', () => {
  it('goes to a gateway that this session has not tried, then round', async () => {
    const begun = await begin(worldOf('twilio,msg91,aws'))
    expect(await resend(begun, 30)).toEqual({ twilio: 1, msg91: 1 })
    expect(await resend(begun, 60)).toEqual({ twilio: 1, msg91: 1, aws: 1 })
    expect(await resend(begun, 120)).toEqual({ twilio: 2, msg91: 1, aws: 1 })
    await expectOneCode(begun)
  })

  it('goes past those that the first text was offered to', async () => {
    const begun = await beginWhereTwilio(error(429, 20_429), worldOf('twilio,msg91,aws'))
    expect(await resend(begun, 30)).toEqual({ twilio: 1, msg91: 1, aws: 1 })
  })

  it('[R53] goes past one that did not take it the last time', async () => {
    const phone = newPhone()
    const begun = await begin(worldOf('twilio,msg91,webhook'), { phone })
    await behaves<Msg91ErrorName>(msg91.origin, phone, { kind: 'error', name: 'rate' })
    expect(await resend(begun, 30)).toEqual({ twilio: 1, msg91: 1, webhook: 1 })
    expect(await resend(begun, 60)).toEqual({ twilio: 2, msg91: 1, webhook: 1 })
  })

  it('goes to one not tried yet where the phone was corrected, with a new code', async () => {
    const begun = await begin(worldOf('twilio,msg91'))
    const phone = newPhone()
    expect((await again({ ...begun, phone })).status).toBe(200)
    expect(await asked(phone)).toEqual({ msg91: 1 })
    const [old] = await codesOf(begun.phone)
    expect((await verifyOtp(begun.sessionId, old)).body.error).toBe('otp_incorrect')
    await expectOneCode({ ...begun, phone })
  })
})
