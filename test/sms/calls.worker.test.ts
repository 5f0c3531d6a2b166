import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, inject, it } from 'vitest'
import worker from '../../src/index.ts'
import { SECOND } from '../../src/platform/time.ts'
import { newPhone, replyTo, sendOtp, verifyOtp, wrong } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { PROVIDERS } from '../support/gateways.ts'
import { keyPressed, takenFor } from '../support/twilio-client.ts'
import { type Callback, sign } from '../support/twilio.ts'

const { account } = inject('twilio')

const there = { env: envWith({ ...PROVIDERS, SMS_GATEWAYS: 'twilio' }) }

const { pass } = stopClock()

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** A signup whose phone has had three texts and is called, and what Twilio posts of the key. */
async function called() {
  const phone = newPhone()
  const { body, cookie } = await sendOtp({ phone }, there)
  const sessionId = String(body['session_id'])
  const again = (more = {}) => sendOtp({ phone, session_id: sessionId, ...more }, there)
  for (const wait of [30, 60]) {
    pass(wait * SECOND)
    await again()
  }
  pass(120 * SECOND)
  expect((await again({ channel: 'voice' })).status).toBe(200)
  const [text] = await takenFor(phone)
  const code = text?.fields['Body']?.slice(0, 6) ?? ''
  const callback = text?.fields['StatusCallback'] ?? ''
  return { phone, sessionId, cookie, code, callback, key: await keyPressed(phone, '1') }
}

/** Posts what a call does; the status, and the digits that are spoken. */
async function heard({ url, headers, body }: Callback) {
  const context = createExecutionContext()
  const { pathname, search } = new URL(url)
  const request = new Request<unknown, IncomingRequestCfProperties>(
    new URL(pathname + search, 'https://signup.example'),
    { method: 'POST', headers, body },
  )
  const response = await worker.fetch(request, there.env, context)
  const { status, text } = await replyTo(request, response)
  const words = [...text.matchAll(/<Say[^>]*>([^<]*)</g)].map(([, said]) => said)
  await waitOnExecutionContext(context)
  const digits = words.map((word) => DIGITS.indexOf(word ?? '')).filter((digit) => digit >= 0)
  return { status, spoken: digits.slice(0, 6).join('') }
}

const NO_CODE = { status: 200, spoken: '' }
const FORGED = { status: 403, spoken: '' }

/** The same post for another address, signed as though by Twilio. */
function signedFor(url: string, { body, headers }: Callback): Callback {
  const signature = sign(account.authToken, url, Object.fromEntries(new URLSearchParams(body)))
  return { url, body, headers: { ...headers, 'x-twilio-signature': signature } }
}

const signed = (signature: string) => (key: Callback) => ({
  headers: { ...key.headers, 'x-twilio-signature': signature },
})

describe('a call whose key is pressed', () => {
  it('speaks the code that was texted', async () => {
    const { key, code } = await called()
    expect(await heard(key)).toEqual({ status: 200, spoken: code })
  })

  it.each<[string, (key: Callback) => Partial<Callback>]>([
    ['no signature', signed('')],
    ['another signature', signed(`${'A'.repeat(27)}=`)],
    ['another language', ({ url }) => ({ url: url.replace('lang=en', 'lang=hi') })],
    ['a parameter more', ({ body }) => ({ body: `${body}&Digits=2` })],
    ['the key in the address', ({ url }) => ({ url: `${url}&Digits=1` })],
    [
      'a name of the address moved into the form',
      ({ url, body }) => ({ url: url.replace('&lang=en', ''), body: `%26lang=en&${body}` }),
    ],
  ])('speaks nothing to a post with %s', async (_, change) => {
    const { key } = await called()
    expect(await heard({ ...key, ...change(key) })).toEqual(FORGED)
  })

  it('speaks nothing for the reference of a text, nor for one of another gateway', async () => {
    const { key, callback } = await called()
    const ofText = new URL(callback).searchParams.get('ref') ?? ''
    const url = new URL(key.url)
    url.searchParams.set('ref', ofText)
    expect(await heard(signedFor(url.href, key))).toEqual(NO_CODE)
    url.searchParams.set('ref', 'A'.repeat(80))
    expect(await heard(signedFor(url.href, key))).toEqual(NO_CODE)
    expect(await heard({ ...key, url: key.url.replace('/twilio/', '/aws/') })).toMatchObject({
      status: 404,
    })
  })

  it('speaks no code of another phone, once the session is changed to it', async () => {
    const { key, sessionId, cookie } = await called()
    const change = { phone: newPhone(), session_id: sessionId }
    expect((await sendOtp(change, { ...there, cookie })).status).toBe(200)
    expect(await heard(key)).toEqual(NO_CODE)
  })

  it('speaks its code three times, and no later code to a post that comes again', async () => {
    const { key, code } = await called()
    for (let time = 1; time <= 3; time++) expect(await heard(key)).toMatchObject({ spoken: code })
    expect(await heard(key)).toEqual(NO_CODE)
    const other = await called()
    for (const by of [1, 2, 3]) await verifyOtp(other.sessionId, wrong(other.code, by))
    pass(300 * SECOND)
    const next = { phone: other.phone, session_id: other.sessionId }
    expect((await sendOtp(next, there)).status).toBe(200)
    expect(await heard(other.key)).toEqual(NO_CODE)
  })

  it('speaks no code that is locked, that is over, or that was used', async () => {
    const locked = await called()
    for (const by of [1, 2, 3]) await verifyOtp(locked.sessionId, wrong(locked.code, by))
    expect(await heard(locked.key)).toEqual(NO_CODE)
    const used = await called()
    await verifyOtp(used.sessionId, used.code)
    expect(await heard(used.key)).toEqual(NO_CODE)
    const over = await called()
    pass(600 * SECOND)
    expect(await heard(over.key)).toEqual(NO_CODE)
  })
})

it('another key, or the same twice, speaks no code', async () => {
  const { phone, key } = await called()
  expect(await heard(await keyPressed(phone, '2'))).toEqual(NO_CODE)
  const twice = signedFor(key.url, key)
  expect(await heard({ ...twice, body: `${key.body}&Digits=1` })).toEqual(NO_CODE)
})
