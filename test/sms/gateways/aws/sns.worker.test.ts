import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { readSnsMessage, snsTopic } from '../../../../src/sms/gateways/aws/sns.ts'
import type { SnsOrder } from '../../../support/sns.ts'
import type { Post } from '../../../support/stand-in.ts'
import { ordered } from '../../../support/stand-ins.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const { origin, topicArn } = inject('aws')
const TOPIC = snsTopic(topicArn, origin)
const NOTIFICATION = { type: 'Notification', message: 'the event' } as const
const SUBSCRIPTION = { type: 'SubscriptionConfirmation' } as const
const FORGED = { kind: 'forged' }

const posted = (order: SnsOrder) => ordered<Post>(origin, '/sns', {}, order)
const readPosted = async (order: SnsOrder) => readSnsMessage(TOPIC, (await posted(order)).body)

/** What was fetched from SNS: its certificate how often, and confirmations of which tokens. */
async function seen(): Promise<{ fetched: number; confirmed: readonly string[] }> {
  return (await fetch(`${origin}/sns/seen`)).json()
}

/** A signed post with one field changed after it was signed. */
async function tampered(order: SnsOrder, field: string, value: string | undefined) {
  const { body } = await posted(order)
  return readSnsMessage(TOPIC, JSON.stringify({ ...JSON.parse(body), [field]: value }))
}

const subscribeUrl = (base: string, changes: Record<string, string> = {}) => {
  const asked = { Action: 'ConfirmSubscription', TopicArn: topicArn, Token: 'a'.repeat(64) }
  return `${base}/?${String(new URLSearchParams({ ...asked, ...changes }))}`
}

describe('a notification of SNS', () => {
  it.each(['1', '2'] as const)('is read by version %s of the signature', async (version) => {
    const message = '{"a":1}\n– "कोड"'
    const reading = { kind: 'notification', message }
    expect(await readPosted({ ...NOTIFICATION, version, message })).toEqual(reading)
  })

  it('may have a subject, which is signed too', async () => {
    const order = { ...NOTIFICATION, fields: { Subject: 'An event' } }
    expect(await readPosted(order)).toMatchObject({ kind: 'notification' })
    expect(await tampered(order, 'Subject', 'Another')).toEqual(FORGED)
    expect(await tampered(order, 'Subject', undefined)).toEqual(FORGED)
    expect(await tampered(NOTIFICATION, 'Subject', 'Added')).toEqual(FORGED)
  })

  it.each([
    ['Message', 'another'],
    ['MessageId', 'another'],
    ['Timestamp', new Date(Date.now() - 1000).toISOString()],
    ['Type', 'UnsubscribeConfirmation'],
    ['SignatureVersion', '2'],
    ['SignatureVersion', '3'],
    ['Signature', ''],
    ['Signature', 'AAAA'],
    ['Signature', 'not base64!'],
  ])('is forged where %s was changed', async (field, value) => {
    expect(await tampered(NOTIFICATION, field, value)).toEqual(FORGED)
  })

  it('is forged where another key signed it, or it is of another topic', async () => {
    expect(await readPosted({ ...NOTIFICATION, otherKey: true })).toEqual(FORGED)
    const fields = { TopicArn: topicArn.replace('sms-events', 'other') }
    expect(await readPosted({ ...NOTIFICATION, fields })).toEqual(FORGED)
  })

  it.each([
    ['older than an hour', -3_601_000, FORGED],
    ['nearly an hour old', -3_500_000, { kind: 'notification' }],
    ['of a clock ahead', 3_500_000, { kind: 'notification' }],
    ['of another time to come', 3_700_000, FORGED],
  ])('that is %s', async (_, offset, reading) => {
    const fields = { Timestamp: new Date(Date.now() + offset).toISOString() }
    expect(await readPosted({ ...NOTIFICATION, fields })).toMatchObject(reading)
  })

  it.each(['', 'null', '[]', '{}', '"text"', '<xml/>'])('is not %j', async (body) => {
    expect(await readSnsMessage(TOPIC, body)).toEqual(FORGED)
  })
})

const SNS = 'https://sns.ap-south-1.amazonaws.com'
const PATH = '/SimpleNotificationService-0.pem'
const CERTIFICATE = `${origin}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`

describe('the certificate', () => {
  it('is fetched once, also for a notification that SNS repeats', async () => {
    const { body } = await posted(NOTIFICATION)
    await readSnsMessage(TOPIC, body)
    const before = await seen()
    expect(await readSnsMessage(TOPIC, body)).toMatchObject({ kind: 'notification' })
    await readPosted(SUBSCRIPTION)
    expect((await seen()).fetched).toBe(before.fetched)
  })

  it.each([
    `https://sns.evil.example${PATH}`,
    `https://sns.ap-south-1.amazonaws.com.evil.example${PATH}`,
    `https://sns.ap-south-1.amazonaws.com:8443${PATH}`,
    `http://sns.ap-south-1.amazonaws.com${PATH}`,
    `https://sns.us-east-1.amazonaws.com${PATH}`,
    `https://user@sns.ap-south-1.amazonaws.com${PATH}`,
    `${SNS}${PATH}?of=another`,
    `${SNS}/other${PATH}`,
    `${SNS}/my-topic.pem`,
    `file://${PATH}`,
    PATH.slice(1),
    '',
  ])('is not fetched from %j', async (SigningCertURL) => {
    const { body } = await posted({ ...NOTIFICATION, fields: { SigningCertURL } })
    const fetched = vi.spyOn(globalThis, 'fetch')
    expect(await readSnsMessage(snsTopic(topicArn), body)).toEqual(FORGED)
    expect(fetched).not.toHaveBeenCalled()
  })

  it("is fetched from SNS in the topic's region, and no redirect is followed", async () => {
    const SigningCertURL = `${SNS}${PATH}`
    const { body } = await posted({ ...NOTIFICATION, fields: { SigningCertURL } })
    const headers = { location: `${origin}/SimpleNotificationService-0.pem` }
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockResolvedValue(new Response(null, { status: 302, headers }))
    expect(await readSnsMessage(snsTopic(topicArn), body)).toEqual(FORGED)
    expect(fetched).toHaveBeenCalledExactlyOnceWith(
      new URL(SigningCertURL),
      expect.objectContaining({ redirect: 'manual' }),
    )
  })

  it('proves nothing where it cannot be fetched or is none, and is asked for again', async () => {
    for (const name of ['garbage', 'endless', 'missing']) {
      const fields = { SigningCertURL: `${origin}/SimpleNotificationService-${name}.pem` }
      expect(await readPosted({ ...NOTIFICATION, fields })).toEqual(FORGED)
    }
    const fields = { SigningCertURL: `${origin}/SimpleNotificationService-later.pem` }
    const { body } = await posted({ ...NOTIFICATION, fields })
    const pass = globalThis.fetch
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockRejectedValueOnce(new Error('network'))
      .mockImplementation(() => pass(CERTIFICATE))
    expect(await readSnsMessage(TOPIC, body)).toEqual({ kind: 'unavailable' })
    expect(await readSnsMessage(TOPIC, body)).toMatchObject({ kind: 'notification' })
    expect(fetched).toHaveBeenCalledTimes(2)
  })
})

describe('the keys of certificates', () => {
  it('are not fetched again for other spellings of an address, which nobody has signed yet', async () => {
    const { body } = await posted(NOTIFICATION)
    const { SigningCertURL, ...rest } = JSON.parse(body)
    await readSnsMessage(TOPIC, body)
    const before = await seen()
    for (const end of ['#1', '#2', '?', '?#', '#']) {
      const post = { ...rest, SigningCertURL: `${SigningCertURL}${end}` }
      await readSnsMessage(TOPIC, JSON.stringify(post))
    }
    expect((await seen()).fetched).toBe(before.fetched)
  })

  it('are kept within bounds, however many addresses SNS has', async () => {
    const topic = snsTopic(topicArn, origin)
    const address = (name: number) => `${origin}/SimpleNotificationService-${name}.pem`
    const pem = await (await fetch(CERTIFICATE)).text()
    const bodies = await Promise.all(
      Array.from({ length: 20 }, (_, name) =>
        posted({ ...NOTIFICATION, fields: { SigningCertURL: address(name) } }),
      ),
    )
    vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(pem))
    for (const { body } of bodies) {
      expect(await readSnsMessage(topic, body)).toMatchObject({ kind: 'notification' })
      expect(topic.keys.size).toBeLessThanOrEqual(8)
    }
  })
})

describe('a subscription', () => {
  it.each(['1', '2'] as const)('is confirmed at SNS (signature version %s)', async (version) => {
    const { body } = await posted({ ...SUBSCRIPTION, version })
    const { Token } = JSON.parse(body) as { Token: string }
    expect((await seen()).confirmed).not.toContain(Token)
    expect(await readSnsMessage(TOPIC, body)).toEqual({ kind: 'subscription' })
    expect((await seen()).confirmed).toContain(Token)
  })

  it('is not confirmed where it is forged', async () => {
    const before = await seen()
    expect(await readPosted({ ...SUBSCRIPTION, otherKey: true })).toEqual(FORGED)
    expect(await tampered(SUBSCRIPTION, 'Token', 'b'.repeat(64))).toEqual(FORGED)
    expect(await tampered(SUBSCRIPTION, 'SubscribeURL', subscribeUrl(origin))).toEqual(FORGED)
    expect((await seen()).confirmed).toEqual(before.confirmed)
  })

  it.each([
    subscribeUrl('https://evil.example'),
    subscribeUrl(`${origin}/other`),
    subscribeUrl(origin, { Action: 'Unsubscribe' }),
    subscribeUrl(origin, { TopicArn: 'arn:aws:sns:ap-south-1:123456789012:other' }),
    'no address',
  ])('is not confirmed at %j, even where SNS signed it', async (SubscribeURL) => {
    await readPosted(NOTIFICATION)
    const { body } = await posted({ ...SUBSCRIPTION, fields: { SubscribeURL } })
    const fetched = vi.spyOn(globalThis, 'fetch')
    expect(await readSnsMessage(TOPIC, body)).toEqual({ kind: 'unreadable' })
    expect(fetched).not.toHaveBeenCalled()
  })

  it('is unreadable where SNS refuses to confirm it', async () => {
    const fields = { SubscribeURL: subscribeUrl(origin, { Token: 'unknown' }) }
    expect(await readPosted({ ...SUBSCRIPTION, fields })).toEqual({ kind: 'unreadable' })
  })

  it.each([429, 500, 503])('is unavailable where SNS answers %s', async (status) => {
    await readPosted(NOTIFICATION)
    const { body } = await posted(SUBSCRIPTION)
    vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response('', { status }))
    expect(await readSnsMessage(TOPIC, body)).toEqual({ kind: 'unavailable' })
    expect(await readSnsMessage(TOPIC, body)).toEqual({ kind: 'subscription' })
  })

  it('that ended is not confirmed anew', async () => {
    const before = await seen()
    expect(await readPosted({ type: 'UnsubscribeConfirmation' })).toEqual({ kind: 'subscription' })
    expect((await seen()).confirmed).toEqual(before.confirmed)
  })
})
