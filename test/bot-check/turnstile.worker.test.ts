import { Buffer } from 'node:buffer'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { BotCheckAttempt } from '../../src/bot-check/bot-check.ts'
import { turnstile } from '../../src/bot-check/turnstile.ts'
import { newKey } from '../support/app.ts'
import { issueToken, questionsAbout, SITE_KEY } from '../support/bot-check.ts'
import type { Behaviour } from '../support/turnstile.ts'

afterEach(() => vi.restoreAllMocks())

const { origin, secret } = inject('turnstile')
const CONFIG = { siteKey: SITE_KEY, secret, origin, testKey: false }
const KEY = Buffer.alloc(32, 1)
const SEND = { phone: '+919876543210' }

function verify(
  token: string,
  more: Partial<BotCheckAttempt> = {},
  { key = KEY, ...config }: Partial<typeof CONFIG> & { key?: Buffer } = {},
) {
  const attempt = { token, send: SEND, hostname: 'signup.example', ...more }
  return turnstile({ ...CONFIG, ...config }, key).verify(attempt)
}

/** What is logged from now on, as JSON. */
function recordLog() {
  const lines: Record<string, unknown>[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)))
  return lines
}

describe('Turnstile', () => {
  it('takes a token earned here for a send, and asks as siteverify wants to be asked', async () => {
    const token = await issueToken()
    expect(await verify(token, { address: '203.0.113.7' })).toBe('solved')
    expect(await questionsAbout(token)).toEqual([
      {
        secret,
        response: token,
        remoteip: '203.0.113.7',
        idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ])
    const another = await issueToken()
    await verify(another)
    expect((await questionsAbout(another))[0]).not.toHaveProperty('remoteip')
  })

  it.each([
    ['for another action', { action: 'sign-in' }],
    ['for no action', { action: '' }],
    ['on another host', { hostname: 'evil.example' }],
    ['on a host below', { hostname: 'x.signup.example' }],
    ['on a host that is not told', { hostname: undefined }],
  ])('[R34] does not take a token earned %s', async (_, issued) => {
    expect(await verify(await issueToken(issued as object))).toBe('not_solved')
  })

  it('does not take a token that was made up, or has expired', async () => {
    expect(await verify('made-up')).toBe('not_solved')
  })

  it('[R34] does not take a token a second time', async () => {
    const token = await issueToken()
    expect(await verify(token)).toBe('solved')
    expect(await verify(token)).toBe('not_solved')
  })

  it('takes it again for the same send under the same key, and for no other', async () => {
    const token = await issueToken()
    const idempotencyKey = newKey()
    const send = { ...SEND, sessionId: 'one', idempotencyKey }
    expect(await verify(token, { send })).toBe('solved')
    expect(await verify(token, { send })).toBe('solved')
    for (const other of [
      { ...send, idempotencyKey: newKey() },
      { ...send, phone: '+919876543211' },
      { ...send, sessionId: 'two' },
      { phone: send.phone, idempotencyKey },
      { phone: send.phone, sessionId: 'one' },
    ]) {
      expect(await verify(token, { send: other })).toBe('not_solved')
    }
    expect(await verify(token, { send }, { key: Buffer.alloc(32, 2) })).toBe('not_solved')
  })

  it('asks a new question for a new token of the same send', async () => {
    const send = { ...SEND, idempotencyKey: newKey() }
    const tokens = [await issueToken(), await issueToken()]
    for (const token of tokens) expect(await verify(token, { send })).toBe('solved')
    const asked = await Promise.all(tokens.map(questionsAbout))
    expect(new Set(asked.flat().map((one) => one.idempotency_key)).size).toBe(2)
  })

  it('does not ask about a token longer than any of theirs', async () => {
    const token = await issueToken()
    const fetched = vi.spyOn(globalThis, 'fetch')
    expect(await verify('x'.repeat(2049))).toBe('not_solved')
    expect(fetched).not.toHaveBeenCalled()
    expect(await verify(token)).toBe('solved')
  })

  it('takes the verdict of a key for tests, which tells another action and host', async () => {
    const issued = { action: 'test', hostname: 'localhost' }
    expect(await verify(await issueToken(issued), {}, { testKey: true })).toBe('solved')
    expect(await verify('made-up', {}, { testKey: true })).toBe('not_solved')
  })
})

const answers = (status: number, body: unknown) => ({
  kind: 'answer' as const,
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

const refuses = (...codes: string[]) => ({ success: false, 'error-codes': codes })

const ERROR = { error: expect.any(String) }

describe('a Turnstile that says nothing of the token is silent, and an event tells why:', () => {
  it.each<[string, Behaviour | undefined, object, Partial<typeof CONFIG>?]>([
    ['500', answers(500, refuses('internal-error')), { status: 500 }],
    ['503', answers(503, 'Service Unavailable'), { status: 503 }],
    ['a 200 in no JSON', answers(200, '<h1>Hello</h1>'), ERROR],
    ['an empty 200', answers(200, ''), ERROR],
    ['a 200 longer than 16 KB', answers(200, { success: true, more: 'x'.repeat(20_000) }), ERROR],
    ['a 200 in other JSON', answers(200, { ok: true }), { status: 200 }],
    ['a success that is a word', answers(200, { success: 'true' }), { status: 200 }],
    ['a redirect', { kind: 'redirect' }, ERROR],
    ['too many requests', answers(429, refuses()), { status: 429 }],
    ['an error of its own', answers(200, refuses('internal-error')), { reason: 'internal-error' }],
    ['a connection lost', { kind: 'reset' }, ERROR],
    ['nobody there', undefined, ERROR, { origin: 'http://127.0.0.1:1' }],
    [
      'a secret that is not theirs',
      undefined,
      { reason: 'invalid-input-secret' },
      { secret: 'another-secret' },
    ],
  ])('%s', async (_, behaviour, fields, config) => {
    const token = await issueToken({ behaviour })
    const log = recordLog()
    expect(await verify(token, {}, config)).toBe('silent')
    expect(log).toEqual([expect.objectContaining({ event: 'bot_check_silent', ...fields })])
    expect(JSON.stringify(log)).not.toContain(token)
    expect(JSON.stringify(log)).not.toContain('another-secret')
  })

  it.each(['silent', 'slow_body'] as const)('no answer within 2.5 s: %s', async (kind) => {
    const token = await issueToken({ behaviour: { kind } })
    recordLog()
    const begun = performance.now()
    expect(await verify(token)).toBe('silent')
    expect(performance.now() - begun).toBeGreaterThan(2000)
  })
})

describe('a refusal of the token is no silence, whatever its status:', () => {
  it.each([
    [400, refuses('bad-request')],
    [400, refuses('invalid-input-response')],
    [403, refuses('timeout-or-duplicate')],
    [200, refuses('missing-input-response')],
    [200, refuses('a-code-of-tomorrow')],
    [403, '<h1>Blocked</h1>'],
    [403, ''],
    [403, '{"ok":true}'],
  ])('%i %j', async (status, body) => {
    const token = await issueToken({ behaviour: answers(status, body) })
    expect(await verify(token)).toBe('not_solved')
  })
})
