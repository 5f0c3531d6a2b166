import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import type { PhoneEvent, TextEvent } from '../../src/traffic/events.ts'
import { monitorName } from '../../src/traffic/shard.ts'
import {
  newAddress,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { CountingLimit, envWith, untouchable } from '../support/bindings.ts'

afterEach(() => vi.restoreAllMocks())

type Told = {
  readonly monitor: string
  readonly kind: string
  readonly event: PhoneEvent | TextEvent
}

/** An environment whose monitors keep what they are told. */
function listening() {
  const told: Told[] = []
  const hear = (monitor: string, kind: string) => async (event: PhoneEvent | TextEvent) => {
    told.push({ monitor, kind, event })
  }
  const getByName = (name: string) => ({
    countText: hear(name, 'countText'),
    countVerification: hear(name, 'countVerification'),
    countFailure: hear(name, 'countFailure'),
  })
  return { told, env: envWith({ TRAFFIC_MONITOR: { getByName } }) }
}

const namesOf = (address: string) => addressNames(configOf(env).indexKeys.addressName, address)

describe('the monitor', () => {
  it('is told of a text sent, by whom, and nothing that shows phone or address', async () => {
    const { told, env: within } = listening()
    const [address, phone] = [newAddress(), newPhone()]
    await start({ phone, address, env: within })
    const asker = namesOf(address)
    expect(told).toEqual([
      {
        monitor: monitorName('IN', asker, configOf(env).trafficShards),
        kind: 'countText',
        event: {
          phone: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
          range: { prefix6: phone.slice(3, 9), prefix4: phone.slice(3, 7) },
          gateway: 'webhook',
          texts: 1,
          segments: 1,
          channel: 'sms',
          attempts: [{ gateway: 'webhook', answer: 'accepted', duration: expect.any(Number) }],
          asker,
        },
      },
    ])
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${phone.slice(3)}|${address}`))
  })

  it('is told of both segments of a text in Hindi', async () => {
    const { told, env: within } = listening()
    const headers = { 'Content-Type': 'application/json', 'Accept-Language': 'hi' }
    await start({ env: within, headers })
    expect(told).toMatchObject([{ event: { texts: 1, segments: 2 } }])
  })

  it('is told of a phone verified, on the account of who asked for its text', async () => {
    const { told, env: within } = listening()
    const address = newAddress()
    const { sessionId, code } = await start({ address, env: within })
    await verifyOtp(sessionId, wrong(code), { env: within })
    await verifyOtp(sessionId, code, { env: within })
    expect(told.map(({ kind }) => kind)).toEqual(['countText', 'countVerification'])
    expect(told[0]?.event).toMatchObject({ ...told[1]?.event })
    expect(told[1]?.event.asker).toEqual(namesOf(address))
    expect(told[1]?.monitor).toBe(told[0]?.monitor)
  })

  it('is told once of a verify that is repeated', async () => {
    const { told, env: within } = listening()
    const { sessionId, code, cookie } = await start({ env: within })
    for (let i = 0; i < 3; i++) await verifyOtp(sessionId, code, { cookie, env: within })
    expect(told.map(({ kind }) => kind)).toEqual(['countText', 'countVerification'])
  })

  it('is told of a text that no gateway took, and by whom not', async () => {
    const { told, env: within } = listening()
    const phone = newPhone()
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    expect((await sendOtp({ phone }, { env: within })).status).toBe(503)
    expect(told).toMatchObject([
      { kind: 'countFailure', event: { attempts: [{ gateway: 'webhook', answer: 'not_taken' }] } },
    ])
  })

  it('is told nothing of a request that was refused', async () => {
    const silent = untouchable('TRAFFIC_MONITOR')
    const within = envWith({ TRAFFIC_MONITOR: silent })
    const none = new CountingLimit(0)
    const full = envWith({ TRAFFIC_MONITOR: silent, SEND_BURST: none })
    const { phone, sessionId, code } = await start()
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const statuses = [
      await sendOtp({ phone: '12345' }, { env: within }),
      await sendOtp({ phone: newPhone() }, { env: full }),
      await sendOtp({ phone }, { env: within }),
      await sendOtp({ phone, session_id: sessionId }, { env: within }),
      await verifyOtp(sessionId, wrong(code), { env: within }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([400, 429, 429, 429, 400])
    expect(log.mock.calls.join()).not.toContain('task_failed')
  })

  it('changes no reply by failing, and its failure is logged', async () => {
    const within = envWith({ TRAFFIC_MONITOR: untouchable('TRAFFIC_MONITOR') })
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const { sessionId, code } = await start({ env: within })
    expect((await verifyOtp(sessionId, code, { env: within })).status).toBe(200)
    const failures = log.mock.calls.filter(([line]) => String(line).includes('"task_failed"'))
    expect(failures).toHaveLength(2)
  })
})
