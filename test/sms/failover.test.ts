import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deliver } from '../../src/sms/failover.ts'
import type { CodeText, GatewayAnswer, SmsGateway } from '../../src/sms/gateway.ts'

const TEXT: CodeText = {
  id: 'send-1',
  to: '+919876543210',
  body: '012345 is your code.',
  language: 'en',
  code: '012345',
  sessionId: 'session',
  expiresAt: 0,
}

const patience = vi.spyOn(AbortSignal, 'timeout')

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  patience.mockClear()
})

type Fake = SmsGateway & { readonly given: { text: CodeText; signal: AbortSignal }[] }

/** A gateway that answers so, after that many seconds on the clock. */
function gateway(answer: GatewayAnswer, seconds = 0, name: SmsGateway['name'] = 'webhook'): Fake {
  const given: Fake['given'] = []
  return {
    name,
    given,
    async send(text, signal) {
      given.push({ text, signal })
      vi.setSystemTime(Date.now() + seconds * 1000)
      return answer
    },
  }
}

const answers = (...all: GatewayAnswer[]) =>
  deliver(
    all.map((one) => gateway(one)),
    TEXT,
    15,
  )

describe('deliver', () => {
  it('asks one gateway after another until one takes the text', async () => {
    const [first, second, third] = [gateway('not_taken'), gateway('accepted'), gateway('accepted')]
    expect(await deliver([first, second, third], TEXT, 15)).toMatchObject({
      kind: 'sent',
      texts: 1,
    })
    expect([first, second, third].map(({ given }) => given.length)).toEqual([1, 1, 0])
  })

  it('names the gateway that took it', async () => {
    const gateways = [gateway('not_taken', 0, 'webhook'), gateway('accepted', 0, 'console')]
    expect(await deliver(gateways, TEXT, 15)).toMatchObject({ gateway: 'console' })
  })

  it('gives each the same text under the same id', async () => {
    const [first, second] = [gateway('unknown'), gateway('accepted')]
    await deliver([first, second], TEXT, 15)
    expect(first.given[0]?.text).toEqual(TEXT)
    expect(second.given[0]?.text).toEqual(TEXT)
  })

  it('counts every gateway that took it or may have', async () => {
    expect(await answers('accepted')).toMatchObject({ kind: 'sent', texts: 1 })
    expect(await answers('unknown', 'accepted')).toMatchObject({ kind: 'sent', texts: 2 })
    expect(await answers('unknown', 'unknown', 'accepted')).toMatchObject({ texts: 3 })
    expect(await answers('unknown', 'not_taken')).toMatchObject({ kind: 'sent', texts: 1 })
    expect(await answers('unknown', 'unknown')).toMatchObject({ kind: 'sent', texts: 2 })
  })

  it('is not sent where certainly none took it', async () => {
    expect(await answers('not_taken')).toEqual({ kind: 'not_sent' })
    expect(await answers('not_taken', 'not_taken')).toEqual({ kind: 'not_sent' })
    expect(await answers()).toEqual({ kind: 'not_sent' })
  })

  it('asks no other gateway about a number that one refused for good', async () => {
    const [refusing, next] = [gateway('undeliverable'), gateway('accepted')]
    expect(await deliver([refusing, next], TEXT, 15)).toEqual({ kind: 'undeliverable' })
    expect(next.given).toEqual([])
  })

  it('is sent where the number was refused after another gateway may have sent it', async () => {
    expect(await answers('unknown', 'undeliverable')).toMatchObject({ kind: 'sent', texts: 1 })
  })

  it('asks no further gateway once as many texts may have gone out as are allowed', async () => {
    const [first, second, third] = [gateway('unknown'), gateway('unknown'), gateway('accepted')]
    expect(await deliver([first, second, third], TEXT, 2)).toMatchObject({ kind: 'sent', texts: 2 })
    expect([first, second, third].map(({ given }) => given.length)).toEqual([1, 1, 0])
    const sure = [gateway('not_taken'), gateway('not_taken'), gateway('accepted')]
    expect(await deliver(sure, TEXT, 1)).toMatchObject({ kind: 'sent', texts: 1 })
  })

  it('gives each gateway 4 seconds, and 10 to all', async () => {
    await deliver([gateway('unknown', 4), gateway('unknown', 4), gateway('accepted', 1)], TEXT, 15)
    expect(patience.mock.calls).toEqual([[4000], [4000], [2000]])
  })

  it('hands each the signal of its own time', async () => {
    const [first, second] = [gateway('unknown'), gateway('accepted')]
    await deliver([first, second], TEXT, 15)
    const signals = [first, second].map(({ given }) => given[0]?.signal)
    expect(signals).toEqual(patience.mock.results.map(({ value }) => value))
  })

  it('asks no more once the 10 seconds are over', async () => {
    const late = gateway('accepted')
    const all = [gateway('not_taken', 5), gateway('unknown', 5), late]
    expect(await deliver(all, TEXT, 15)).toMatchObject({ kind: 'sent', texts: 1 })
    expect(late.given).toEqual([])
    expect(await deliver([gateway('not_taken', 10), late], TEXT, 15)).toEqual({ kind: 'not_sent' })
    expect(late.given).toEqual([])
  })
})
