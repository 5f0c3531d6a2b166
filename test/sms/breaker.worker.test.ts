import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import { newPhone, sendOtp } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { again, begin, codesAt, type World, worldOf } from '../support/gateways.ts'
import { holdAnswers } from '../support/texting.ts'
import { takenFor, twilioAnswers } from '../support/twilio-client.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const DOWN = { kind: 'error', status: 503, code: 20_503 } as const

/** A send to a new phone, which Twilio takes or not; whether Twilio was asked. */
async function askedTwilio(world: World, well: boolean): Promise<boolean> {
  const phone = newPhone()
  if (!well) await twilioAnswers(phone, DOWN)
  await begin(world, { phone })
  return (await takenFor(phone)).length > 0
}

/** Five sends that Twilio did not take, so that it is passed over. */
async function tripped(gateways: string): Promise<World> {
  const world = worldOf(gateways)
  for (let i = 0; i < 5; i++) expect(await askedTwilio(world, false)).toBe(true)
  return world
}

const record = ({ monitor }: World) => env.ADDRESSES.get(trafficKey(monitor), 'json')

describe('a gateway that fails five times in a row', () => {
  it('is passed over by the next sends, and tried again after its wait', async () => {
    const world = await tripped('twilio,webhook')
    expect(await record(world)).toMatchObject({ tripped: { twilio: Date.now() + 30 * SECOND } })
    expect(await askedTwilio(world, true)).toBe(false)
    clock.pass(30 * SECOND - 1)
    expect(await askedTwilio(world, true)).toBe(false)
    clock.pass(1)
    expect(await askedTwilio(world, true)).toBe(true)
    expect(await record(world)).not.toHaveProperty('tripped')
    expect(await askedTwilio(world, true)).toBe(true)
  })

  it('waits twice as long where the probe fails, whose person is served by the next', async () => {
    const world = await tripped('twilio,webhook')
    clock.pass(30 * SECOND)
    const phone = newPhone()
    await twilioAnswers(phone, DOWN)
    await begin(world, { phone })
    expect(await takenFor(phone)).toHaveLength(1)
    expect(await codesAt('webhook', phone)).toHaveLength(1)
    clock.pass(60 * SECOND - 1)
    expect(await askedTwilio(world, true)).toBe(false)
    clock.pass(1)
    expect(await askedTwilio(world, true)).toBe(true)
  })

  it('gets exactly one of many parallel sends at the moment its probe is due', async () => {
    const world = await tripped('twilio,webhook')
    clock.pass(30 * SECOND)
    const phones = Array.from({ length: 8 }, newPhone)
    const taken = async (name: string) =>
      (await Promise.all(phones.map((phone) => codesAt(name, phone)))).flat().length
    const held = holdAnswers()
    const sending = Promise.all(phones.map((phone) => sendOtp({ phone }, { env: world.env })))
    await vi.waitUntil(async () => (await taken('twilio')) + (await taken('webhook')) === 8, 10_000)
    held.release()
    expect((await sending).map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(await taken('twilio')).toBe(1)
    expect(await taken('webhook')).toBe(7)
  })

  it('keeps its turn where the send that had it was refused', async () => {
    const world = await tripped('twilio,webhook')
    const begun = await begin(world)
    clock.pass(30 * SECOND)
    const changed = await again({ ...begun, phone: newPhone(), cookie: '' })
    expect(changed.status).toBe(404)
    expect(await askedTwilio(world, true)).toBe(true)
  })

  it('keeps its turn where the session of the send has tried it and asks another', async () => {
    const world = worldOf('twilio,msg91,webhook')
    const begun = await begin(world)
    for (let i = 0; i < 5; i++) await askedTwilio(world, false)
    clock.pass(30 * SECOND)
    expect((await again(begun)).status).toBe(200)
    expect(await takenFor(begun.phone)).toHaveLength(1)
    expect(world.told.map(({ method }) => method)).toContain('returnProbe')
    // The edge hears of the turn with the next text.
    expect(await askedTwilio(world, true)).toBe(false)
    expect(await askedTwilio(world, true)).toBe(true)
  })

  it('is asked in its order where all are passed over', async () => {
    const world = worldOf('twilio')
    for (let i = 0; i < 6; i++) {
      const phone = newPhone()
      await twilioAnswers(phone, DOWN)
      expect((await sendOtp({ phone }, { env: world.env })).status).toBe(503)
      expect(await takenFor(phone)).toHaveLength(1)
    }
    expect(await askedTwilio(world, true)).toBe(true)
    expect(await record(world)).not.toHaveProperty('tripped')
  })
})
