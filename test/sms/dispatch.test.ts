import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dispatchText } from '../../src/sms/dispatch.ts'
import type { CodeText, GatewayAnswer, SmsGateway } from '../../src/sms/gateway.ts'

const TEXT: CodeText = {
  id: 'send-1',
  to: '+919876543210',
  channel: 'sms',
  words: { body: '012345 is your code.', language: 'en', variables: {} },
  code: '012345',
  sessionId: 'session',
  expiresAt: 0,
  reference: 'reference',
}

const timeout = vi.spyOn(AbortSignal, 'timeout')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  timeout.mockClear()
})
afterEach(() => void vi.useRealTimers())

type Kind = GatewayAnswer['kind']

/** Offers a text to gateways that answer so, each after as many seconds on the clock. */
async function offer(
  answers: readonly (Kind | readonly [Kind, number])[],
  maxTexts = 15,
  textFor = () => TEXT,
) {
  const given: { name: string; text: CodeText; signal: AbortSignal }[] = []
  const misconfigured: string[] = []
  const gateways = answers.map((answer, at): SmsGateway => {
    const [kind, seconds] = typeof answer === 'string' ? [answer, 0] : answer
    const name = String(at + 1)
    return {
      name,
      channels: new Set(['sms']),
      async send(text, signal) {
        given.push({ name, text, signal })
        vi.setSystemTime(Date.now() + seconds * 1000)
        return kind === 'misconfigured' ? { kind, code: '20003' } : { kind }
      },
    }
  })
  const result = await dispatchText(gateways, textFor, maxTexts, (...all) =>
    misconfigured.push(all.join()),
  )
  return { result, given, asked: given.map(({ name }) => name).join(), misconfigured }
}

const NOT_SENT = { kind: 'not_sent' }
const sent = (texts: number, gateway: string) => ({ kind: 'sent', texts, gateway })

describe('[R53] a text is offered to one gateway after another until one takes it:', () => {
  it.each<[Parameters<typeof offer>, object, string]>([
    [[['accepted', 'accepted']], sent(1, '1'), '1'],
    [[['not_taken', 'accepted', 'accepted']], sent(1, '2'), '1,2'],
    [[['misconfigured', 'accepted']], sent(1, '2'), '1,2'],
    // Each that may have sent it counts.
    [[['unknown', 'accepted']], sent(2, '2'), '1,2'],
    [[['unknown', 'unknown', 'accepted']], sent(3, '3'), '1,2,3'],
    [[['unknown', 'not_taken']], sent(1, '1'), '1,2'],
    [[['not_taken', 'unknown', 'unknown']], sent(2, '2'), '1,2,3'],
    // No more may have gone out than are allowed.
    [[['unknown', 'unknown', 'accepted'], 2], sent(2, '1'), '1,2'],
    [[['not_taken', 'not_taken', 'accepted'], 1], sent(1, '3'), '1,2,3'],
    [[[]], NOT_SENT, ''],
    [[['not_taken', 'misconfigured']], NOT_SENT, '1,2'],
    // A number that is refused for good is offered to no other.
    [[['not_taken', 'undeliverable', 'accepted']], { kind: 'undeliverable' }, '1,2'],
    [[['unknown', 'undeliverable', 'accepted']], sent(1, '1'), '1,2'],
    // None is asked once the 10 seconds are over.
    [[[['not_taken', 5], ['unknown', 5], 'accepted']], sent(1, '2'), '1,2'],
    [[[['not_taken', 10], 'accepted']], NOT_SENT, '1'],
  ])('%j', async (offered, result, asked) => {
    expect(await offer(...offered)).toMatchObject({ result, asked })
  })
})

it('costs the segments of every gateway that took it, or may have', async () => {
  const words = [
    { body: 'x'.repeat(161), language: 'en', variables: {} },
    { body: '', language: 'hi', templateId: 'held', variables: {} },
    { body: 'x', language: 'en', variables: {} },
  ]
  const costing = async (...answers: readonly Kind[]) => {
    let asked = 0
    const { result } = await offer(answers, 15, () => ({
      ...TEXT,
      words: words[asked++] ?? TEXT.words,
    }))
    return result
  }
  expect(await costing('accepted')).toMatchObject({ texts: 1, segments: 2 })
  expect(await costing('not_taken', 'accepted')).toMatchObject({ texts: 1, segments: 2 })
  expect(await costing('unknown', 'unknown', 'accepted')).toMatchObject({ texts: 3, segments: 5 })
  expect(await costing('unknown', 'misconfigured', 'unknown')).toMatchObject({ segments: 3 })
})

it('each is given the same text under the same id', async () => {
  const { given } = await offer(['unknown', 'accepted'])
  expect(given.map(({ text }) => text)).toEqual([TEXT, TEXT])
})

it('an operator hears of a gateway that refuses our account', async () => {
  const { misconfigured } = await offer(['not_taken', 'unknown', 'misconfigured', 'accepted'])
  expect(misconfigured).toEqual(['3,20003'])
})

it('tells what each gateway that was asked said, and how long that took', async () => {
  const { result } = await offer([['not_taken', 1], ['accepted', 2], 'accepted'])
  expect(result.attempts).toEqual([
    { gateway: '1', answer: 'not_taken', duration: 1000 },
    { gateway: '2', answer: 'accepted', duration: 2000 },
  ])
})

it('[R52] gives each gateway 4 seconds and its own signal, and 10 seconds to all', async () => {
  const { given } = await offer([
    ['unknown', 4],
    ['unknown', 4],
    ['accepted', 1],
  ])
  expect(timeout.mock.calls).toEqual([[4000], [4000], [2000]])
  expect(given.map(({ signal }) => signal)).toEqual(timeout.mock.results.map(({ value }) => value))
})
