import { describe, expect, it } from 'vitest'
import { timersOf } from '../../src/otp/challenge.ts'
import { recordReceipt } from '../../src/otp/outcome.ts'
import type { SmsGateway } from '../../src/sms/gateway.ts'
import { type Bearer, spokenCode, statusOf } from '../../src/signup/status.ts'
import { at, guessed, SECRET_IDS, sending, texted } from '../support/challenge.ts'
import {
  codeOf,
  KEY,
  ring,
  SECRETS,
  secretsOf,
  session,
  sessionWith,
  TOKEN,
  verifiedAt,
} from '../support/session.ts'

type State = Parameters<typeof spokenCode>[0]

const gateway = (name: string, reports: boolean): SmsGateway => ({
  name,
  channels: new Set(['sms']),
  send: async () => ({ kind: 'accepted' }),
  readReceipts: reports ? async () => ({ kind: 'receipts', receipts: [], skipped: 0 }) : undefined,
})

const SILENT = [gateway('a', false), gateway('b', true)]
const REPORTING = [gateway('a', true), gateway('b', false)]

const status = (
  state = session(),
  bearer: Bearer = {},
  { seconds = 1, secrets = SECRETS, gateways = SILENT } = {},
) => statusOf(state, bearer, secrets, { gateways }, at(seconds))

describe('the status of a session', () => {
  it('has the timers of a code that is waited for, and the phone masked', () => {
    expect(status()).toEqual({
      ok: true,
      step: 1,
      completed: [],
      phone: '+91 •••••• 3210',
      issue: 1,
      timers: timersOf(session().challenge, SECRET_IDS),
      isOver: false,
      delivery: undefined,
      token: undefined,
    })
  })

  it('has the next step once the phone is verified, and no timers nor delivery', () => {
    const challenge = guessed({ ...session().challenge, issues: 3 }, 3)
    const over = session({ ...verifiedAt(1), challenge })
    expect(status(over, {}, { gateways: REPORTING })).toMatchObject({
      step: 2,
      completed: ['mobile'],
      timers: undefined,
      isOver: false,
      delivery: undefined,
    })
  })

  it('is over once no code can come any more', () => {
    const last = sessionWith((from) => ({ ...from, issues: 3 }))
    expect(status(last, {}, { seconds: 299 })).toMatchObject({ isOver: false })
    expect(status(last, {}, { seconds: 300 })).toMatchObject({ isOver: true })
  })

  it('says how the last text stands, where its gateway reports', () => {
    expect(status(session(), {}, { gateways: REPORTING })).toMatchObject({ delivery: 'pending' })
    const delivered = sessionWith(
      (from) => recordReceipt(from, 'first', 'a', 'delivered').next ?? from,
    )
    expect(status(delivered)).toMatchObject({ delivery: 'delivered' })
  })

  it('[R63] is of no session, nor of one whose phone does not open any more', () => {
    const notFound = { ok: false, reason: 'session_not_found' }
    expect(statusOf(undefined, { token: TOKEN }, SECRETS, { gateways: [] }, at(1))).toEqual(
      notFound,
    )
    const secrets = secretsOf({ DATA_SECRET: ring('k2') })
    expect(status(session(), { token: TOKEN }, { secrets })).toEqual(notFound)
  })
})

describe('the token in a status', () => {
  const { value } = KEY

  it.each<[string, Bearer, string | undefined]>([
    ['the cookie', { token: TOKEN }, TOKEN],
    ['another cookie', { token: SECRETS.firstToken('b') }, undefined],
    ["the first send's key", { idempotencyKey: value }, TOKEN],
    ['another key, whatever the cookie', { idempotencyKey: 'b', token: TOKEN }, undefined],
  ])('by %s is that of the session or none', (_, bearer, token) => {
    expect(status(session(), bearer)).toMatchObject({ token })
  })

  it('is made again under the secret that it was made under', () => {
    const secrets = secretsOf({ DATA_SECRET: ring('k2', 'k1') })
    expect(status(session(), { idempotencyKey: value }, { secrets })).toMatchObject({
      token: TOKEN,
    })
  })

  it('is not made again once it was rotated', () => {
    const rotated = session({ token: { hash: 'another', secretId: 'k1' } })
    expect(status(rotated, { idempotencyKey: value })).toMatchObject({ token: undefined })
  })
})

describe('a call whose key was pressed', () => {
  const call = { channel: 'voice', language: 'hi' } as const
  const called = sessionWith((from) =>
    texted(texted(texted(from, 30), 90), 210, { id: 'call', more: call }),
  )
  const speak = (state: State = called, seconds = 211, secrets = SECRETS, id = 'call') =>
    spokenCode(state, id, secrets, at(seconds)).answer

  it('speaks the code in its language', () => {
    expect(speak()).toEqual({ language: 'hi', code: codeOf(called) })
  })

  it('counts what it speaks in the session', () => {
    const { next } = spokenCode(called, 'call', SECRETS, at(211))
    expect(next?.challenge.dispatches.at(-1)).toMatchObject({ id: 'call', spoken: 1 })
    expect(spokenCode({ ...called, ...verifiedAt(211) }, 'call', SECRETS, at(211)).next).toBe(
      undefined,
    )
  })

  it('speaks no later code than the one it was made for', () => {
    const fresh = session({ challenge: sending(guessed(called.challenge, 3), 510) })
    expect(speak(fresh, 511)).toEqual({ language: 'hi', code: undefined })
  })

  it('speaks no code that was used', () => {
    expect(speak({ ...called, ...verifiedAt(211) })).toEqual({ language: 'hi', code: undefined })
  })

  it('speaks English where nothing is known of it, and no code', () => {
    const unknown = { language: 'en' }
    expect(spokenCode(undefined, 'call', SECRETS, at(211)).answer).toEqual(unknown)
    expect(speak(called, 211, SECRETS, 'first')).toEqual(unknown)
    expect(speak(called, 211, secretsOf({ DATA_SECRET: ring('k2') }))).toEqual(unknown)
    const phone = SECRETS.sealPhone({ e164: '+919876543211', country: 'IN' })
    const changed = session({ challenge: sending(called.challenge, 211, { phone }) })
    expect(speak(changed)).toEqual(unknown)
  })
})
