import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { Words } from '../../../src/sms/gateway.ts'
import { newPhone } from '../../support/app.ts'
import { MSG91_TOKEN } from '../../support/gateways.ts'
import type { Msg91Text } from '../../support/msg91.ts'
import type { Post } from '../../support/stand-in.ts'
import { ordered, receiptRequest, textsAt } from '../../support/stand-ins.ts'
import { gatewayOf, receipts, REFERENCE, soon, textTo } from './support.ts'

afterEach(() => vi.restoreAllMocks())

const { origin, authKey, templateId } = inject('msg91')
const PHONE = '+919876543210'
const OTP = { OTP: '012345' }

const gateway = gatewayOf('msg91')

const send = (to: string, words: Partial<Words> = {}) =>
  gateway.send(textTo(to, { words: { templateId, variables: OTP, ...words } }), soon())

describe('what the MSG91 gateway posts', () => {
  it('is the flow of the template for one number without a plus sign', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
    const text = textTo(PHONE, { words: { templateId, variables: OTP } })
    await gatewayOf('msg91', { MSG91_ORIGIN: undefined }, false).send(text, soon())
    const [target, init] = fetched.mock.lastCall ?? []
    expect(target).toBe('https://control.msg91.com/api/v5/flow')
    expect(init?.headers).toEqual({ authkey: authKey, 'content-type': 'application/json' })
    expect(await new Response(init?.body).json()).toEqual({
      template_id: templateId,
      short_url: '0',
      realTimeResponse: '1',
      CRQID: REFERENCE,
      recipients: [{ OTP: '012345', mobiles: '919876543210' }],
    })
  })

  it('goes to the number of the text, whatever a variable is called', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
    await send(PHONE, { variables: { mobiles: '919999999999' } })
    const posted = await new Response(fetched.mock.lastCall?.[1]?.body).json()
    expect(posted).toMatchObject({ recipients: [{ mobiles: '919876543210' }] })
  })

  it('is nothing without a template', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    expect(await send(PHONE, { templateId: undefined })).toEqual({
      kind: 'misconfigured',
      code: 'template_id_missing',
    })
    expect(fetched).not.toHaveBeenCalled()
  })

  it('is refused where the template or its variables are others', async () => {
    const phone = newPhone()
    const unknown = await send(phone, { templateId: 'unknown' })
    expect(unknown).toEqual({ kind: 'misconfigured', code: '211' })
    expect(await send(phone, { variables: { CODE: '012345' } })).toEqual({ kind: 'not_taken' })
    expect(await textsAt<Msg91Text>(origin, phone)).toEqual([])
  })
})

const read = (post: Post, token: string | undefined = MSG91_TOKEN) =>
  gateway.readReceipts?.(receiptRequest('/webhooks/sms/msg91/token/', post, token))

/** The delivery reports of so many texts that were taken. */
async function reported(version: '2' | '3', times = 1): Promise<Post> {
  const to = newPhone()
  for (let sent = 0; sent < times; sent += 1) await send(to)
  return ordered(origin, '/reports', { to, status: '1', version })
}

describe('a post of delivery reports', () => {
  it.each(['2', '3'] as const)('is forged without the segment: version %s', async (version) => {
    const post = await reported(version)
    for (const token of ['', 'another', MSG91_TOKEN.slice(1), `${MSG91_TOKEN}x`]) {
      expect(await read(post, token)).toEqual({ kind: 'forged' })
    }
    const bare = receiptRequest('/webhooks/sms/msg91/', post)
    expect(await gateway.readReceipts?.(bare)).toEqual({ kind: 'forged' })
  })

  it('may have several', async () => {
    expect(await read(await reported('2', 3))).toEqual(
      receipts('delivered', 'delivered', 'delivered'),
    )
    const { headers, body } = await reported('3')
    const several = `[${body},${body}]`
    expect(await read({ headers, body: several })).toEqual(receipts('delivered', 'delivered'))
  })

  it('may have a number as its status', async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ status: 1, CRQID: REFERENCE })
    expect(await read({ headers, body })).toEqual(receipts('delivered'))
  })

  const ours = { status: '1', CRQID: REFERENCE }

  it.each([
    ['a foreign one', { status: '1', CRQID: null }],
    ['one whose reference is a number', { status: '1', CRQID: 7 }],
    ['one without a reference', { status: '1' }],
    ['one without a status', { CRQID: 'x' }],
    ['one that is null', null],
    ['one that is a list', []],
  ])('is taken though %s comes with it, which is counted', async (_, other) => {
    const reading = { ...receipts('delivered'), skipped: 1 }
    const form = new URLSearchParams({
      data: JSON.stringify([{ report: [other] }, { report: [ours] }]),
    })
    const type = 'Application/X-WWW-Form-URLEncoded; charset=utf-8'
    expect(await read({ headers: { 'content-type': type }, body: String(form) })).toEqual(reading)
    const json = { 'content-type': 'application/json' }
    const body = JSON.stringify([ours, other])
    expect(await read({ headers: json, body })).toEqual(reading)
  })

  it.each([null, {}, { report: 1 }])('is taken beside a request that is %j', async (request) => {
    const form = new URLSearchParams({ data: JSON.stringify([request, { report: [ours] }]) })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const reading = { ...receipts('delivered'), skipped: 1 }
    expect(await read({ headers, body: String(form) })).toEqual(reading)
  })

  it.each([
    ['application/json', ''],
    ['application/json', 'null'],
    ['application/json', '7'],
    ['application/x-www-form-urlencoded', ''],
    ['application/x-www-form-urlencoded', 'data='],
    ['application/x-www-form-urlencoded', 'data=%7B%7D'],
    ['', '<xml/>'],
  ])('of %j that is %j is unreadable', async (type, body) => {
    expect(await read({ headers: { 'content-type': type }, body })).toEqual({ kind: 'unreadable' })
  })
})
