import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { CodeText } from '../../../../src/sms/gateway.ts'
import { newPhone } from '../../../support/app.ts'
import type { AwsText } from '../../../support/aws.ts'
import type { SnsOrder } from '../../../support/sns.ts'
import type { Post } from '../../../support/stand-in.ts'
import { ordered, receiptRequest, textsAt } from '../../../support/stand-ins.ts'
import { gatewayOf, receipts, REFERENCE, soon, textTo } from '../support.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const { origin, identity, header, configurationSet } = inject('aws')
const INDIAN = { entityId: '1101234567890123456', templateId: '1107123456789012345', header }

/** What AWS took of a text. */
async function taken(changes: Partial<CodeText> = {}, vars = {}): Promise<AwsText | undefined> {
  const phone = newPhone()
  await gatewayOf('aws', vars).send(textTo(phone, changes), soon())
  return (await textsAt<AwsText>(origin, phone)).at(-1)
}

describe('what the AWS gateway posts', () => {
  it('has the fields of SendTextMessage, and those of DLT where the template names them', async () => {
    const text = textTo('', { words: INDIAN })
    const fields = await taken({ words: text.words })
    expect(fields).toEqual({
      to: fields?.to,
      DestinationPhoneNumber: fields?.to,
      OriginationIdentity: header,
      MessageBody: text.words.body,
      MessageType: 'TRANSACTIONAL',
      ConfigurationSetName: configurationSet,
      TimeToLive: expect.closeTo(298, -1),
      Context: { reference: REFERENCE },
      DestinationCountryParameters: {
        IN_ENTITY_ID: INDIAN.entityId,
        IN_TEMPLATE_ID: INDIAN.templateId,
      },
    })
  })

  it('is sent from the configured identity, and by no set, where nothing else is named', async () => {
    const none = { AWS_CONFIGURATION_SET: undefined, AWS_SNS_TOPIC_ARN: undefined }
    const fields = await taken({}, none)
    expect(fields).toMatchObject({ OriginationIdentity: identity })
    expect(fields).not.toHaveProperty('DestinationCountryParameters')
    expect(fields).not.toHaveProperty('ConfigurationSetName')
  })

  it('goes to the region in AWS JSON 1.0, with all its headers signed', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
    const gateway = gatewayOf('aws', { AWS_SMS_ORIGIN: undefined }, false)
    await gateway.send(textTo('+919876543210'), soon())
    const [target, init] = fetched.mock.lastCall ?? []
    expect(target).toBe('https://sms-voice.ap-south-1.amazonaws.com/')
    const headers = new Headers(init?.headers)
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0')
    expect(headers.get('x-amz-target')).toBe('PinpointSMSVoiceV2.SendTextMessage')
    const signed = 'SignedHeaders=content-type;host;x-amz-date;x-amz-target'
    expect(headers.get('authorization')).toContain(signed)
  })

  it.each([
    [299_999, 299],
    [4999, 5],
    [-60_000, 5],
    [7 * 24 * 3_600_000, 259_200],
  ])('lives for %i ms at most, within the bounds of AWS', async (left, TimeToLive) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    expect(await taken({ expiresAt: Date.now() + left })).toMatchObject({ TimeToLive })
  })
})

const read = (post: Post) =>
  gatewayOf('aws').readReceipts?.(receiptRequest('/webhooks/sms/aws/', post))

const posted = (order: SnsOrder) => ordered<Post>(origin, '/sns', {}, order)

describe('a post to the AWS gateway', () => {
  it.each([
    JSON.stringify({ eventType: 'TEXT_DELIVERED', isFinal: true, context: null }),
    JSON.stringify({ eventType: 'TEXT_DELIVERED', isFinal: true, context: { reference: 7 } }),
    '{}',
    'no JSON',
  ])('is passed over and counted where it is not of a text of ours: %s', async (message) => {
    const reading = { ...receipts(), skipped: 1 }
    expect(await read(await posted({ type: 'Notification', message }))).toEqual(reading)
  })

  it('confirms the subscription to its topic, and is forged where SNS did not sign it', async () => {
    const type = 'SubscriptionConfirmation'
    expect(await read(await posted({ type }))).toEqual(receipts())
    expect(await read(await posted({ type, otherKey: true }))).toEqual({ kind: 'forged' })
  })
})
