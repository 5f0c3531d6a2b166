import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { configOf } from '../src/config.ts'
import { addressNames } from '../src/limits/address-names.ts'
import { seal, sha256 } from '../src/platform/secrets.ts'
import { mintSessionId } from '../src/signup/session-id.ts'
import { call, lastCode, newAddress, newPhone, sendOtp, verifyOtp } from './support/app.ts'
import { stopClock } from './support/clock.ts'
import { newGuard, request } from './support/guard.ts'
import { newMonitor } from './support/monitor.ts'

// What the first release stored and sent, written out by hand. During a deployment objects of this
// release read it, so it changes only once nothing of that release is left (three days after it).
// Untyped on purpose: the types of this release say nothing about that one.

const clock = stopClock()

type Methods = Readonly<Record<string, (...given: readonly unknown[]) => Promise<unknown>>>

const untyped = (stub: unknown) => stub as Methods

const TOKEN = 'T'.repeat(43)

/** A session as the first release stored it, 40 s after its first text. */
async function storedSession(phone: string, more: object = {}) {
  const { dataSecret, otpSecret, indexKeys } = configOf(env)
  const sessionId = mintSessionId(indexKeys.sessionId)
  const at = Date.now() - 40_000
  const secretId = otpSecret[0].id
  const issue = { number: 1, secretId, firstTextAt: at, expiresAt: at + 300_000, attempts: 1 }
  const record = {
    version: 1,
    startedBy: 'b71a4c5e-0d5f-4c7e-8a55-0f5f1f3f8a01',
    startedAt: at,
    phone: { number: seal(dataSecret, 'phone-at-rest', phone, sessionId), country: 'IN' },
    askedBy: { kind: 'ipv6', address: 'a'.repeat(43), network: 'n'.repeat(43) },
    token: { hash: sha256(TOKEN), secretId: dataSecret[0].id },
    texting: { issue, issuesUsed: 1, texts: 1, lastTextAt: at },
    lastIssue: 1,
    lastGuess: '0c6ce0b5-6cf4-4d0e-8f8e-6f9c7f1d2b02',
    ...more,
  }
  await runInDurableObject(env.SIGNUP_SESSION.getByName(sessionId), async (_, { storage }) => {
    storage.kv.put('session', record)
    await storage.setAlarm(at + 3_600_000)
  })
  return { sessionId, cookie: `__Host-signup=${sessionId}.${TOKEN}`, record }
}

describe('a session that the first release stored', () => {
  it('[R59] goes on: it is read, texted again and verified', async () => {
    const phone = newPhone()
    const { sessionId, cookie } = await storedSession(phone)
    expect(await call('/users/api/session/', { cookie })).toMatchObject({
      status: 200,
      body: { step: 1, attempts_left: 2, expires_in: 260, resend_in: 0 },
    })
    const again = await sendOtp({ phone, session_id: sessionId }, { cookie })
    expect(again).toMatchObject({ status: 200, body: { attempts_left: 2, resend_in: 60 } })
    const verified = await verifyOtp(sessionId, await lastCode(phone), { cookie })
    expect(verified).toMatchObject({ status: 200, body: { next_step: 2 } })
  })

  it('may be texted again once the send that was under way has run out', async () => {
    const phone = newPhone()
    const { sessionId, cookie, record } = await storedSession(phone)
    const { phone: sealed, texting } = record
    const sending = {
      id: '5d9a9b8e-41b0-4ac4-9d37-2b1f0f6f3c03',
      until: Date.now() + 5_000,
      before: { phone: sealed, texting },
    }
    await runInDurableObject(env.SIGNUP_SESSION.getByName(sessionId), (_, { storage }) => {
      storage.kv.put('session', { ...record, sending })
    })
    const body = { phone, session_id: sessionId }
    expect((await sendOtp(body, { cookie })).body.error).toBe('in_progress')
    clock.pass(35_000)
    expect((await sendOtp(body, { cookie })).status).toBe(200)
  })

  it('stays verified, and its cookie counts', async () => {
    const verified = {
      at: Date.now() - 1000,
      replay: { formerHash: sha256('former'), until: Date.now() + 59_000, left: 3 },
    }
    const { sessionId, cookie } = await storedSession(newPhone(), { verified })
    expect(await call('/users/api/session/', { cookie })).toMatchObject({
      status: 200,
      body: { step: 2, completed: ['mobile'] },
    })
    expect((await verifyOtp(sessionId, '123456')).body.error).toBe('already_verified')
  })
})

describe('a phone guard that the first release stored', () => {
  it('[R59] goes on counting, and takes the outcome of a send that was under way', async () => {
    const guard = newGuard()
    const now = Date.now()
    const text = (ago: number, more: object = {}) => ({
      id: crypto.randomUUID(),
      at: now - ago,
      address: 'somebody',
      ...more,
    })
    const pending = text(31_000, { pendingFor: 'a session' })
    await runInDurableObject(guard, async (_, { storage }) => {
      storage.kv.put('guard', {
        texts: [text(180_000), text(120_000), text(60_000), text(45_000), pending],
        keys: [{ hash: 'h', body: 'b', sessionId: 's', sendId: pending.id, at: pending.at }],
        wakeAt: now + 90_000_000,
      })
      await storage.setAlarm(now + 90_000_000)
    })
    expect(await guard.reserve(request())).toMatchObject({ ok: false, reason: 'phone_limited' })
    await untyped(guard).settle?.(pending.id, { kind: 'failed', counts: false })
    expect(await guard.reserve(request())).toMatchObject({ ok: true })
  })
})

describe('a traffic monitor that the first release stored', () => {
  it('[R59] goes on counting, and keeps the strikes there are', async () => {
    const monitor = newMonitor()
    const slot = Date.now() - (Date.now() % 300_000) - 1_800_000
    await runInDurableObject(monitor, async (_, { storage }) => {
      storage.sql.exec(`CREATE TABLE phones (
        address TEXT, phone TEXT, slot INTEGER, verified INTEGER DEFAULT 0,
        PRIMARY KEY (address, phone)) WITHOUT ROWID`)
      storage.sql.exec(`CREATE TABLE slots (
        address TEXT, slot INTEGER, texted INTEGER DEFAULT 0, verified INTEGER DEFAULT 0,
        PRIMARY KEY (address, slot)) WITHOUT ROWID`)
      storage.sql.exec(`CREATE TABLE addresses (
        address TEXT PRIMARY KEY, strikes INTEGER, struckAt INTEGER, blockedUntil INTEGER,
        shownUntil INTEGER, shownShared INTEGER) WITHOUT ROWID`)
      storage.sql.exec("INSERT INTO phones VALUES ('x', 'p', ?, 0)", slot)
      storage.sql.exec("INSERT INTO slots VALUES ('x', ?, 30, 0)", slot)
      storage.sql.exec(
        "INSERT INTO addresses VALUES ('x', 1, ?, ?, 0, 0)",
        Date.now() - 7_200_000,
        Date.now() - 7_140_000,
      )
    })
    // As that release told it, by its own names.
    const event = { phone: 'p', askedBy: { kind: 'ipv4', address: 'x' } }
    await untyped(monitor).texted?.(event)
    await untyped(monitor).verified?.(event)
    expect(await env.ADDRESSES.get('address:x', 'json')).toMatchObject({ strikes: 2 })
  })

  it('goes on counting where it stored texts by gateway, and counts receipts from now on', async () => {
    const monitor = newMonitor()
    const slot = Date.now() - (Date.now() % 300_000)
    await runInDurableObject(monitor, async (_, { storage }) => {
      storage.sql.exec(`CREATE TABLE seen (
        scope TEXT, phone TEXT, slot INTEGER, verified INTEGER DEFAULT 0,
        counted INTEGER DEFAULT 1, gateway TEXT, PRIMARY KEY (scope, phone)) WITHOUT ROWID`)
      storage.sql.exec(`CREATE TABLE counts (
        scope TEXT, slot INTEGER, texted INTEGER DEFAULT 0, verified INTEGER DEFAULT 0,
        texts INTEGER DEFAULT 0, PRIMARY KEY (scope, slot)) WITHOUT ROWID`)
      storage.sql.exec(`CREATE TABLE addresses (
        address TEXT PRIMARY KEY, strikes INTEGER, struckAt INTEGER, blockedUntil INTEGER,
        shownUntil INTEGER, shownShared INTEGER) WITHOUT ROWID`)
      storage.sql.exec(`CREATE TABLE shares (
        range TEXT, asker TEXT, since INTEGER, phones INTEGER,
        PRIMARY KEY (range, asker)) WITHOUT ROWID`)
      storage.sql.exec(`CREATE TABLE closings (
        range TEXT PRIMARY KEY, strikes INTEGER, at INTEGER, until INTEGER) WITHOUT ROWID`)
      storage.sql.exec('CREATE TABLE trickles (name TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID')
      storage.sql.exec("INSERT INTO seen VALUES ('range:987654', 'p', ?, 0, 1, 'g')", slot)
      storage.sql.exec("INSERT INTO counts VALUES ('gateway:g', ?, 1, 0, 2)", slot)
    })
    // As that release told it: no `tried`.
    const range = { six: '987654', four: '9876' }
    const event = { phone: 'p', range, askedBy: { kind: 'ipv4', address: 'x' } }
    const text = { ...event, phone: 'q', gateway: 'g', texts: 1 }
    await untyped(monitor).texted?.(text)
    await untyped(monitor).verified?.(event)
    await untyped(monitor).receipt?.({ ...event, gateway: 'g', status: 'delivered' })
    expect((await monitor.report()).gateways).toMatchObject([
      { gateway: 'g', hour: { texts: 3, phones: 2, verified: 1, delivered: 1, undelivered: 0 } },
    ])
  })

  it('wrote records that still hold an address', async () => {
    const address = newAddress()
    const name = addressNames(configOf(env).indexKeys.addressName, address).address
    const until = Date.now() + 600_000
    const record = `{"blockedUntil":${until},"strikes":2,"shared":false}`
    await env.ADDRESSES.put(`address:${name}`, record)
    expect((await sendOtp({ phone: newPhone() }, { address })).status).toBe(429)
  })
})

describe('a request of the first release', () => {
  it('[R59] is understood by a session of this one', async () => {
    const sessionId = mintSessionId(configOf(env).indexKeys.sessionId)
    const session = untyped(env.SIGNUP_SESSION.getByName(sessionId))
    const phone = { e164: newPhone(), country: 'IN' }
    const askedBy = { kind: 'ipv4', address: 'a'.repeat(43) }
    const sendId = crypto.randomUUID()
    const started = await session.start?.({ sendId, phone, askedBy })
    expect(started).toMatchObject({
      ok: true,
      code: expect.stringMatching(/^\d{6}$/),
      token: expect.any(String),
      timers: { attemptsLeft: 3, expiresAt: expect.any(Number), resendAt: expect.any(Number) },
    })
    const { code, token } = started as { code: string; token: string }
    const requestId = crypto.randomUUID()
    expect(await session.status?.({ token })).toMatchObject({ ok: true, step: 1, token })
    expect(await session.verify?.({ requestId, code, token, freshToken: TOKEN })).toMatchObject({
      ok: true,
      nextStep: 2,
      token: expect.any(String),
      phone,
    })
  })

  it('[R59] is understood by a guard of this one', async () => {
    const guard = untyped(newGuard())
    const sendId = crypto.randomUUID()
    const key = { hash: 'h', body: 'b' }
    const reserve = { sendId, address: 'a'.repeat(43), sessionId: 's', key }
    expect(await guard.reserve?.(reserve)).toMatchObject({ ok: true })
    await guard.settle?.(sendId, { kind: 'sent', texts: 1 })
    const other = { ...reserve, sendId: crypto.randomUUID() }
    expect(await guard.reserve?.(other)).toMatchObject({ reason: 'repeat', sessionId: 's' })
    expect(await guard.reserve?.({ ...other, key: undefined })).toMatchObject({
      reason: 'phone_limited',
      retryAt: expect.any(Number),
    })
  })
})
