import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import { verifyOtp } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal, expectReplyHeaders } from '../support/contract.ts'
import {
  again,
  begin,
  codesAt,
  deliverTo,
  MSG91_TOKEN,
  pageOf,
  receiptsTold,
  type World,
  worldOf,
} from '../support/gateways.ts'
import type { SnsOrder } from '../support/sns.ts'
import type { Post } from '../support/stand-in.ts'
import { ordered } from '../support/stand-ins.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const msg91 = inject('msg91')
const aws = inject('aws')

const MSG91 = `/webhooks/sms/msg91/${MSG91_TOKEN}/`
const AWS = '/webhooks/sms/aws/'

const report = (to: string, status: string, version = '3') =>
  ordered<Post>(msg91.origin, '/reports', { to, status, version })

const event = (to: string, type: string, final = 'true') =>
  ordered<Post>(aws.origin, '/events', { to, type, final })

const sns = (order: SnsOrder) => ordered<Post>(aws.origin, '/sns', {}, order)

/** The tokens of the subscriptions that were confirmed. */
async function confirmed(): Promise<readonly string[]> {
  const seen: { confirmed: string[] } = await (await fetch(`${aws.origin}/sns/seen`)).json()
  return seen.confirmed
}

/** A world that has the certificate. */
async function warm(): Promise<World> {
  const world = worldOf('aws')
  await deliverTo(world, AWS, await sns({ type: 'UnsubscribeConfirmation' }))
  return world
}

describe('a report of MSG91', () => {
  it.each(['2', '3'])('of version %s is told to the page and the monitor', async (version) => {
    const begun = await begin(worldOf('msg91'))
    expect(begun.reply.body).toMatchObject({ delivery: 'pending' })
    const onTheWay = await report(begun.phone, '5', version)
    expect((await deliverTo(begun.world, MSG91, onTheWay)).status).toBe(200)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    const arrived = await report(begun.phone, '1', version)
    const reply = await deliverTo(begun.world, MSG91, arrived)
    expect(reply).toMatchObject({ status: 200, body: { success: true } })
    expectReplyHeaders(reply)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'delivered' })
    expect(receiptsTold(begun.world)).toMatchObject([{ gateway: 'msg91', status: 'delivered' }])
    const [code] = await codesAt('msg91', begun.phone)
    expect((await verifyOtp(begun.sessionId, code)).status).toBe(200)
  })

  it('of several texts in one post is told of each', async () => {
    const begun = await begin(worldOf('msg91'))
    clock.pass(30 * SECOND)
    await again(begun)
    const both = await report(begun.phone, '2', '2')
    expect((await deliverTo(begun.world, MSG91, both)).status).toBe(200)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'failed' })
    expect(receiptsTold(begun.world)).toHaveLength(2)
  })

  it.each([
    '/webhooks/sms/msg91/',
    `/webhooks/sms/msg91/${'a'.repeat(32)}`,
    `${MSG91.slice(0, -2)}/`,
  ])('at an address that MSG91 was not told is forged', async (path) => {
    const begun = await begin(worldOf('msg91'))
    expectRefusal(
      await deliverTo(begun.world, path, await report(begun.phone, '2')),
      403,
      'forbidden',
    )
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    expect(receiptsTold(begun.world)).toEqual([])
  })

  it('with a CRQID that we did not make is taken, and changes nothing', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const begun = await begin(worldOf('msg91'))
    const { headers } = await report(begun.phone, '2')
    for (const CRQID of ['0', 'garbage', 'A'.repeat(80), undefined]) {
      const body = JSON.stringify({ CRQID, status: '2' })
      expect((await deliverTo(begun.world, MSG91, { headers, body })).status).toBe(200)
    }
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    const lines = log.mock.calls.map(([line]) => String(line))
    expect(lines.filter((line) => line.includes('receipt_unmatched'))).toEqual(
      Array(3).fill('{"event":"receipt_unmatched","gateway":"msg91"}'),
    )
    expect(lines.join()).not.toContain(MSG91_TOKEN)
  })
})

describe('an event of AWS', () => {
  it('that SNS signed is told to the page and the monitor', async () => {
    const begun = await begin(worldOf('aws'))
    expect(begun.reply.body).toMatchObject({ delivery: 'pending' })
    const pending = await event(begun.phone, 'TEXT_PENDING', 'false')
    expect((await deliverTo(begun.world, AWS, pending)).status).toBe(200)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    const arrived = await event(begun.phone, 'TEXT_DELIVERED')
    for (const post of [arrived, arrived, await event(begun.phone, 'TEXT_UNREACHABLE')]) {
      expect((await deliverTo(begun.world, AWS, post)).status).toBe(200)
    }
    expect(await pageOf(begun)).toMatchObject({ delivery: 'delivered' })
    expect(receiptsTold(begun.world)).toMatchObject([{ gateway: 'aws', status: 'delivered' }])
    const [code] = await codesAt('aws', begun.phone)
    expect((await verifyOtp(begun.sessionId, code)).status).toBe(200)
  })

  it('that SNS did not sign changes nothing', async () => {
    const begun = await begin(worldOf('aws'))
    const { headers, body } = await event(begun.phone, 'TEXT_UNREACHABLE')
    const forged = { headers, body: body.replace('UNREACHABLE', 'CARRIER_BLOCKED') }
    expectRefusal(await deliverTo(begun.world, AWS, forged), 403, 'forbidden')
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    expect(receiptsTold(begun.world)).toEqual([])
  })
})

describe('a subscription of SNS', () => {
  it('is confirmed where SNS signed it for our topic', async () => {
    const post = await sns({ type: 'SubscriptionConfirmation' })
    expect((await deliverTo(worldOf('aws'), AWS, post)).status).toBe(200)
    const { Token } = JSON.parse(post.body) as { Token: string }
    expect(await confirmed()).toContain(Token)
  })

  it('is to be posted again where SNS does not answer the confirmation, and is confirmed then', async () => {
    const world = await warm()
    const post = await sns({ type: 'SubscriptionConfirmation' })
    vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response('', { status: 500 }))
    const reply = await deliverTo(world, AWS, post)
    expectRefusal(reply, 503, 'temporarily_unavailable', { retry_after: 5 })
    expect((await deliverTo(world, AWS, post)).status).toBe(200)
  })
})
