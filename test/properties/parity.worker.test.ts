import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { newPhone, type Reply, sendOtp, start, verifyOtp, wrong } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { faultyNamespace } from '../support/faulty.ts'

const { pass } = stopClock()

const OBJECTS = ['SIGNUP_SESSION', 'PHONE_GUARD', 'TRAFFIC_MONITOR'] as const

/** The environment with a note of every object call made in it, and of every read of KV. */
function noted() {
  const calls: string[] = []
  const objects = OBJECTS.map((name) => [
    name,
    faultyNamespace(env[name], (method) => void calls.push(`${name}.${method}`)),
  ])
  const get = (key: string) => {
    calls.push('ADDRESSES.get')
    return env.ADDRESSES.get(key, 'json')
  }
  return { calls, bindings: envWith({ ...Object.fromEntries(objects), ADDRESSES: { get } }) }
}

const own = ([name, value]: readonly [string, unknown]) =>
  ['session_id', 'set-cookie', 'x-request-id'].includes(name) ? [name] : [name, value]

/** All of a reply that may tell phones apart: its values too, but those that are its own. */
function shape({ status, headers, body }: Reply, phone: string) {
  const text = JSON.stringify([status, [...headers].map(own), Object.entries(body).map(own)])
  return text.replaceAll(phone.slice(-4), 'last')
}

async function neverSeen() {
  return newPhone()
}

async function texted() {
  const { phone } = await start()
  return phone
}

async function guessedAt() {
  const { phone, sessionId, code } = await start()
  for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
  return phone
}

async function verified() {
  const { phone, sessionId, code } = await start()
  await verifyOtp(sessionId, code)
  return phone
}

async function send(phone: string) {
  const { calls, bindings } = noted()
  const reply = await sendOtp({ phone }, { env: bindings })
  return { reply: shape(reply, phone), calls, sessionId: reply.body.session_id, bindings }
}

describe.each([texted, guessedAt, verified])('a phone that was $name before', (known) => {
  it('[R37] is answered as one never seen, byte for byte, after the same calls', async () => {
    const phones = [await neverSeen(), await known()] as const
    pass(30_000)
    const [unknown, seen] = [await send(phones[0]), await send(phones[1])]
    expect(unknown.reply).toMatch(/^\[200,/)
    expect(seen.reply).toBe(unknown.reply)
    expect(seen.calls).toEqual(unknown.calls)
  })

  it('is answered alike when its code is guessed at', async () => {
    const phones = [await neverSeen(), await known()] as const
    pass(30_000)
    const replies = []
    for (const phone of phones) {
      const { calls, bindings, sessionId } = await send(phone)
      calls.length = 0
      const reply = await verifyOtp(sessionId, '000000', { env: bindings })
      replies.push({ reply: shape(reply, phone), calls })
    }
    expect(replies[1]).toEqual(replies[0])
  })
})
