import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import {
  call,
  lastCode,
  newAddress,
  newKey,
  newPhone,
  receiverAnswers,
  type Reply,
  sendOtp,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { leaks, recordConsole, type Secret } from '../support/canary.ts'
import { stopClock } from '../support/clock.ts'
import { again, begin, codesAt, deliverTo, MSG91_TOKEN, worldOf } from '../support/gateways.ts'
import type { Post } from '../support/stand-in.ts'
import { behaves, ordered, textsAt } from '../support/stand-ins.ts'
import { openForm, postForm } from '../support/signup-form.ts'
import { everythingStored } from '../support/stores.ts'
import { keyPressed, statusOf, takenFor, twilioAnswers } from '../support/twilio-client.ts'
import type { Callback } from '../support/twilio.ts'

const clock = stopClock()

/** A reply, without what may name the session and the cookie that is its credential. */
const shown = ({ body, headers }: Reply) =>
  JSON.stringify({
    body: { ...body, session_id: undefined },
    headers: [...headers].filter(([name]) => name !== 'set-cookie'),
  })

test('[R10, R14, R19, R66] no phone, code, address, key or token is in any log, reply or store', async () => {
  const written = recordConsole()
  const replies: Reply[] = []
  const secrets = new Map<string, Secret>()
  const guessable = (name: string, text: string) => secrets.set(name, { text, guessable: true })
  const keep = async (pending: Promise<Reply>) => {
    const reply = await pending
    replies.push(reply)
    const token = reply.cookie?.split('.')[1]
    if (token !== undefined)
      secrets.set(`token ${replies.length}`, { text: token, guessable: false })
    return reply
  }

  const phone = newPhone()
  const corrected = newPhone()
  const address = newAddress()
  const network = '2001:db8:7a7a:1::5'
  const key = newKey()
  guessable('phone', phone)
  guessable('corrected phone', corrected)
  guessable('address', address)
  secrets.set('key', { text: key, guessable: false })
  const headers = { 'Idempotency-Key': key }

  const { body, cookie } = await keep(sendOtp({ phone }, { address, headers }))
  const sessionId = body.session_id
  const code = await lastCode(phone)
  guessable('code', code)
  await keep(sendOtp({ phone }, { address, headers }))
  await keep(verifyOtp(sessionId, wrong(code), { cookie, address: network }))
  await keep(sendOtp({ phone: corrected, session_id: sessionId }, { cookie, address }))
  const correctedCode = await lastCode(corrected)
  guessable('corrected code', correctedCode)
  clock.pass(60 * SECOND)
  await receiverAnswers(corrected, { kind: 'reset' })
  await keep(sendOtp({ phone: corrected, session_id: sessionId }, { cookie, address: network }))
  await receiverAnswers(phone, { kind: 'status', status: 500 })
  await keep(sendOtp({ phone }, { address: network }))
  await keep(sendOtp({ phone: `${phone}0` }, { address }))
  await keep(sendOtp({ phone, [phone]: 1 }, { address }))
  await keep(call(`/users/api/nothing/${phone}`, { address }))
  const right = await keep(verifyOtp(sessionId, correctedCode, { cookie, address }))
  expect(right.status).toBe(200)
  await keep(verifyOtp(sessionId, correctedCode, { cookie, address }))
  await keep(call('/users/api/session/', { cookie: right.cookie, address }))

  const outputs = await expectNoLeak(written, replies, secrets)
  for (const text of outputs) expect(text).not.toMatch(/2001:0?db8|7a7a/)
})

test('[R10] nor is any where plain forms send and verify, but for a refused number in its own field', async () => {
  const written = recordConsole()
  const replies: Reply[] = []
  const secrets = new Map<string, Secret>()
  const guessable = (name: string, text: string) => secrets.set(name, { text, guessable: true })
  const keep = async (pending: Promise<Reply>) => {
    const reply = await pending
    const { headers, text } = reply
    const body = { page: text, url: headers.get('Location') }
    replies.push({ ...reply, body })
    const token = reply.cookie?.split('.')[1]
    if (token !== undefined) {
      secrets.set(`token ${replies.length}`, { text: token, guessable: false })
    }
    return reply
  }
  const [phone, corrected, address] = [newPhone(), newPhone(), newAddress()]
  guessable('phone', phone)
  guessable('corrected phone', corrected)
  guessable('address', address)
  const sent = await keep(postForm({ intent: 'send', phone }, { address }))
  const { cookie } = sent
  const code = await lastCode(phone)
  guessable('code', code)
  await keep(openForm({ cookie, address }))
  await keep(postForm({ intent: 'verify', otp_code: wrong(code) }, { cookie, address }))
  await keep(postForm({ intent: 'verify', otp_code: `${code}0` }, { cookie, address }))
  await keep(postForm({ intent: 'resend' }, { cookie, address }))
  await keep(postForm({ intent: 'change', phone: corrected }, { cookie, address }))
  await keep(openForm({ cookie, address }))
  const correctedCode = await lastCode(corrected)
  guessable('corrected code', correctedCode)
  const refused = await keep(postForm({ intent: 'send', phone: `${phone}0` }, { cookie, address }))
  expect(refused.text).toContain(` value="${phone}0"`)
  replies.push({ ...refused, body: { page: refused.text.replace(` value="${phone}0"`, '') } })
  replies.splice(-2, 1)
  await keep(postForm({ intent: 'verify', otp_code: correctedCode }, { cookie, address }))
  expect(replies.map(({ status }) => status)).toEqual([303, 200, 400, 400, 429, 303, 200, 400, 303])
  await expectNoLeak(written, replies, secrets)
})

test('nor is any where providers send, tell and call: no reference, token or signature either', async () => {
  const written = recordConsole()
  const replies: Reply[] = []
  const secrets = new Map<string, Secret>()
  const guessable = (name: string, text: string) => secrets.set(name, { text, guessable: true })
  const random = (name: string, text: string | undefined) =>
    secrets.set(name, { text: text ?? '', guessable: false })
  const keep = async (pending: Promise<Reply>) => {
    const reply = await pending
    replies.push(reply)
    return reply
  }
  const post = async (url: string, one: Post) => keep(deliverTo(begun.world, url, one))
  const ofTwilio = async ({ url, headers, body }: Callback, status: number) => {
    random(`signature ${secrets.size}`, headers['x-twilio-signature'])
    expect((await post(url, { headers, body })).status).toBe(status)
    expect((await post(`${url}&forged=1`, { headers, body })).status).toBe(403)
  }

  const begun = await begin(worldOf('twilio,msg91,aws,webhook'))
  const { phone } = begun
  replies.push(begun.reply)
  random('cookie', begun.cookie.split('.')[1])
  await ofTwilio(await statusOf(phone, 'delivered'), 200)
  for (const wait of [30, 60]) {
    clock.pass(wait * SECOND)
    expect((await keep(again(begun))).status).toBe(200)
  }
  const report = await ordered<Post>(inject('msg91').origin, '/reports', { to: phone, status: '2' })
  expect((await post(`/webhooks/sms/msg91/${MSG91_TOKEN}`, report)).status).toBe(200)
  expect((await post(`/webhooks/sms/msg91/${MSG91_TOKEN}x`, report)).status).toBe(403)
  const event = await ordered<Post>(inject('aws').origin, '/events', { to: phone })
  expect((await post('/webhooks/sms/aws/', event)).status).toBe(200)
  const changed = { ...event, body: event.body.replace('DELIVERED', 'BLOCKED') }
  expect((await post('/webhooks/sms/aws/', changed)).status).toBe(403)
  clock.pass(120 * SECOND)
  expect((await keep(again(begun, { channel: 'voice' }))).status).toBe(200)
  await ofTwilio(await keyPressed(phone, '1'), 200)
  await ofTwilio(await keyPressed(phone, '2'), 200)

  const refused = newPhone()
  guessable('refused phone', refused)
  await twilioAnswers(refused, { kind: 'error', status: 401, code: 20_003 })
  await behaves(inject('msg91').origin, refused, { kind: 'error', name: 'balance' })
  await behaves(inject('aws').origin, refused, { kind: 'error', name: 'telling' })
  await receiverAnswers(refused, { kind: 'status', status: 500 })
  await keep(sendOtp({ phone: refused }, { env: begun.world.env }))

  const texts = await takenFor(phone)
  const [text, spoken] = texts.map(({ fields }) => new URL(fields['StatusCallback'] ?? ''))
  const [byMsg91] = await textsAt<{ CRQID: string }>(inject('msg91').origin, phone)
  const [byAws] = await textsAt<{ Context: { reference: string } }>(inject('aws').origin, phone)
  const references = [
    text?.searchParams.get('ref') ?? '',
    spoken?.searchParams.get('ref') ?? '',
    byMsg91?.CRQID ?? '',
    byAws?.Context.reference ?? '',
  ]
  expect(references.map(({ length }) => length)).toEqual([80, 80, 80, 80])
  for (const [i, reference] of references.entries()) random(`reference ${i}`, reference)
  const [code] = await codesAt('twilio', phone)
  guessable('phone', phone)
  guessable('code', code ?? '')
  random('token of MSG91', MSG91_TOKEN)
  for (const name of ['TWILIO_AUTH_TOKEN', 'MSG91_AUTH_KEY', 'AWS_SECRET_ACCESS_KEY'] as const) {
    random(name, begun.world.env[name])
  }
  await keep(verifyOtp(begun.sessionId, code, { cookie: begun.cookie }))
  expect(replies.at(-1)?.status).toBe(200)
  await expectNoLeak(written, replies, secrets)
})

/** Searches all that was written, answered and stored; returns it. */
async function expectNoLeak(
  written: readonly string[],
  replies: readonly Reply[],
  secrets: ReadonlyMap<string, Secret>,
): Promise<readonly string[]> {
  const outputs = {
    log: written.join('\n'),
    replies: replies.map(shown).join('\n'),
    stores: await everythingStored(),
  }
  expect(written.length).toBeGreaterThanOrEqual(replies.length)
  for (const [output, text] of Object.entries(outputs)) {
    for (const [name, secret] of secrets) {
      const found = leaks(text, secret)
      expect({ output, name, found }).toEqual({ output, name, found: [] })
    }
  }
  return Object.values(outputs)
}

test('[R10] the search finds what it looks for, in each place and spelling', async () => {
  const phone = '+919876543210'
  const secret = { text: phone, guessable: true }
  const written = recordConsole()
  console.warn(`sent to ${phone.slice(1)}`)
  await env.ADDRESSES.put('planted', Buffer.from(phone).toString('base64'))
  const stub = env.SIGNUP_SESSION.getByName('planted')
  await runInDurableObject(stub, (_, { storage }) => storage.kv.put('planted', '98765 43210'))
  const stored = await everythingStored()
  expect(leaks(written.join(), secret)).toContain(phone.slice(3))
  expect(leaks(stored, secret)).toEqual(
    expect.arrayContaining([Buffer.from(phone).toString('base64'), '98765 43210']),
  )
  expect(leaks('code 123456.', { text: '123456', guessable: true })).toContain('123456')
})
