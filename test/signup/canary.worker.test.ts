import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { SECOND } from '../../src/time.ts'
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
import { leaks, type Secret } from '../support/canary.ts'
import { stopClock } from '../support/clock.ts'
import { everythingStored } from '../support/stores.ts'

const clock = stopClock()

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

/** Everything written to the console from now on. */
function recordConsole(): readonly string[] {
  const written: string[] = []
  for (const method of METHODS) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      written.push(
        parts.map((part) => (part instanceof Error ? part.stack : String(part))).join(' '),
      )
    })
  }
  return written
}

/** A reply, without what may name the session and the cookie that is its credential. */
const shown = ({ body, headers }: Reply) =>
  JSON.stringify({
    body: { ...body, session_id: undefined },
    headers: [...headers].filter(([name]) => name !== 'set-cookie'),
  })

test('no phone, code, address, key or token is in any log, reply or store', async () => {
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
    expect(text).not.toMatch(/2001:0?db8|7a7a/)
  }
})

test('the search finds what it looks for, in each place and spelling', async () => {
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
