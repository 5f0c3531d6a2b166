import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dispatch } from '../../src/sms/dispatch.ts'
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

const patience = vi.spyOn(AbortSignal, 'timeout')

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  patience.mockClear()
  alert.mockClear()
})

type Fake = SmsGateway & { readonly given: { text: CodeText; signal: AbortSignal }[] }

/** A gateway that answers so, after that many seconds on the clock. */
function gateway(kind: GatewayAnswer['kind'], seconds = 0, name = 'webhook'): Fake {
  const given: Fake['given'] = []
  return {
    name,
    given,
    channels: new Set(['sms']),
    async send(text, signal) {
      given.push({ text, signal })
      vi.setSystemTime(Date.now() + seconds * 1000)
      return kind === 'misconfigured' ? { kind, code: '20003' } : { kind }
    },
  }
}

const alert = vi.fn<(gateway: string, code: string) => void>()

const offer = (gateways: readonly SmsGateway[], maxTexts = 15) =>
  dispatch(gateways, () => TEXT, maxTexts, alert)

const answers = (...all: GatewayAnswer['kind'][]) => offer(all.map((one) => gateway(one)))

describe('dispatch', () => {
  it('[R53] asks one gateway after another until one takes the text', async () => {
    const [first, second, third] = [gateway('not_taken'), gateway('accepted'), gateway('accepted')]
    expect(await offer([first, second, third])).toMatchObject({
      kind: 'sent',
      texts: 1,
    })
    expect([first, second, third].map(({ given }) => given.length)).toEqual([1, 1, 0])
  })

  it('names the gateway that took it', async () => {
    const gateways = [gateway('not_taken', 0, 'webhook'), gateway('accepted', 0, 'console')]
    expect(await offer(gateways)).toMatchObject({ gateway: 'console' })
  })

  it('gives each the same text under the same id', async () => {
    const [first, second] = [gateway('unknown'), gateway('accepted')]
    await offer([first, second])
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
    expect(await answers('not_taken')).toMatchObject({ kind: 'not_sent' })
    expect(await answers('not_taken', 'not_taken')).toMatchObject({ kind: 'not_sent' })
    expect(await answers()).toMatchObject({ kind: 'not_sent' })
  })

  it('passes over a gateway that refuses our account, and says so', async () => {
    const [first, second] = [gateway('misconfigured', 0, 'first'), gateway('accepted')]
    expect(await offer([first, second])).toMatchObject({ kind: 'sent', texts: 1 })
    expect(alert.mock.calls).toEqual([['first', '20003']])
    expect(await answers('misconfigured')).toMatchObject({ kind: 'not_sent' })
  })

  it('tells what each gateway that was asked said, and how long that took', async () => {
    const all = [gateway('not_taken', 1, 'first'), gateway('accepted', 2, 'second')]
    expect(await offer([...all, gateway('accepted', 0, 'third')])).toMatchObject({
      attempts: [
        { gateway: 'first', answer: 'not_taken', duration: 1000 },
        { gateway: 'second', answer: 'accepted', duration: 2000 },
      ],
    })
  })

  it('asks no other gateway about a number that one refused for good', async () => {
    const [refusing, next] = [gateway('undeliverable'), gateway('accepted')]
    expect(await offer([refusing, next])).toMatchObject({ kind: 'undeliverable' })
    expect(next.given).toEqual([])
  })

  it('is sent where the number was refused after another gateway may have sent it', async () => {
    expect(await answers('unknown', 'undeliverable')).toMatchObject({ kind: 'sent', texts: 1 })
  })

  it('asks no further gateway once as many texts may have gone out as are allowed', async () => {
    const [first, second, third] = [gateway('unknown'), gateway('unknown'), gateway('accepted')]
    expect(await offer([first, second, third], 2)).toMatchObject({ kind: 'sent', texts: 2 })
    expect([first, second, third].map(({ given }) => given.length)).toEqual([1, 1, 0])
    const sure = [gateway('not_taken'), gateway('not_taken'), gateway('accepted')]
    expect(await offer(sure, 1)).toMatchObject({ kind: 'sent', texts: 1 })
  })

  it('[R52] gives each gateway 4 seconds, and 10 to all', async () => {
    await offer([gateway('unknown', 4), gateway('unknown', 4), gateway('accepted', 1)])
    expect(patience.mock.calls).toEqual([[4000], [4000], [2000]])
  })

  it('hands each the signal of its own time', async () => {
    const [first, second] = [gateway('unknown'), gateway('accepted')]
    await offer([first, second])
    const signals = [first, second].map(({ given }) => given[0]?.signal)
    expect(signals).toEqual(patience.mock.results.map(({ value }) => value))
  })

  it('asks no more once the 10 seconds are over', async () => {
    const late = gateway('accepted')
    const all = [gateway('not_taken', 5), gateway('unknown', 5), late]
    expect(await offer(all)).toMatchObject({ kind: 'sent', texts: 1 })
    expect(late.given).toEqual([])
    expect(await offer([gateway('not_taken', 10), late])).toMatchObject({ kind: 'not_sent' })
    expect(late.given).toEqual([])
  })
})
