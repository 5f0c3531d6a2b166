import { afterEach, expect, it, vi } from 'vitest'
import { newPhone, textsTo } from '../../support/app.ts'
import { gatewayOf, soon, textTo } from './support.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('is taken by a receiver that verifies it with the library of Standard Webhooks', async () => {
  const phone = newPhone()
  const text = textTo(phone)
  expect(await gatewayOf('webhook').send(text, soon())).toEqual({ kind: 'accepted' })
  expect(await textsTo(phone)).toEqual([
    {
      id: text.id,
      to: phone,
      text: text.words.body,
      language: 'en',
      signedAt: expect.closeTo(Date.now() / 1000, -1.5),
    },
  ])
})

it('posts exactly what the contract says, and nothing more', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15, 10, 35, 1, 234) })
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
  const SMS_WEBHOOK_URL = 'https://sms.example/otp'
  const text = textTo('+919876543210')
  await gatewayOf('webhook', { SMS_WEBHOOK_URL }, false).send(text, soon())
  const [target, init] = fetched.mock.lastCall ?? []
  expect(target).toBe(SMS_WEBHOOK_URL)
  expect(init?.headers).toEqual({
    'content-type': 'application/json',
    'webhook-id': 'id-+919876543210',
    'webhook-timestamp': String(Date.UTC(2026, 0, 15, 10, 35, 1) / 1000),
    'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
  })
  expect(await new Response(init?.body).json()).toEqual({
    type: 'otp.send',
    timestamp: '2026-01-15T10:35:01.234Z',
    data: { to: '+919876543210', text: text.words.body, language: 'en' },
  })
})

it('reads of a refusal of the number no more than 16 KB', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch')
  for (const [length, kind] of [
    [0, 'undeliverable'],
    [20_000, 'not_taken'],
  ] as const) {
    const refusal = { error: 'undeliverable_phone', more: 'x'.repeat(length) }
    fetched.mockResolvedValue(Response.json(refusal, { status: 400 }))
    expect(await gatewayOf('webhook').send(textTo(newPhone()), soon())).toEqual({ kind })
  }
})

it('takes an acceptance at once, though its body never ends', async () => {
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(new ReadableStream()))
  expect(await gatewayOf('webhook').send(textTo(newPhone()), soon())).toEqual({ kind: 'accepted' })
})
