import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import { addressKey } from '../../src/traffic/address-record.ts'
import { newAddress, newKey, newPhone, sendOtp, textsTo } from '../support/app.ts'
import { envWithBotCheck, issueToken, questionsAbout } from '../support/bot-check.ts'
import { CountingLimit, envUntouched, kvAnswering, PRODUCTION } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import type { Behaviour } from '../support/turnstile.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const CHECK = { bot_check_url: '/users/bot-check/' }
const HELD_WITH_CHECK = { retry_after: 60, ...CHECK }
const OUTAGE: Behaviour = { kind: 'answer', status: 503, body: '' }

type Options = Parameters<typeof sendOtp>[1]

const send = (body: object, options: Options = {}) =>
  sendOtp(body, { env: envWithBotCheck(), ...options })

/** An address that KV holds back for a minute. */
async function heldAddress(): Promise<string> {
  const address = newAddress()
  const { address: name } = addressNames(configOf(env).indexKeys.addressName, address)
  const record = { blockedUntil: Date.now() + 60_000, strikes: 1, shared: false }
  await env.ADDRESSES.put(addressKey(name), JSON.stringify(record))
  return address
}

describe('send-otp with a bot check', () => {
  it('[R34] is refused without a token, and says where the check is', async () => {
    const phone = newPhone()
    expectRefusal(await send({ phone }), 403, 'bot_check_required', CHECK)
    expect(await textsTo(phone)).toEqual([])
  })

  it('sends with a token, of which it tells the address', async () => {
    const [phone, token, address] = [newPhone(), await issueToken(), newAddress()]
    const reply = await send({ phone, bot_check_token: token }, { address })
    expect(reply.status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(1)
    expect(await questionsAbout(token)).toMatchObject([{ remoteip: address }])
  })

  it('is refused with a token that is not good, and says where another may be had', async () => {
    const phone = newPhone()
    const [elsewhere, spent] = [await issueToken({ hostname: 'evil.example' }), await issueToken()]
    expect((await send({ phone: newPhone(), bot_check_token: spent })).status).toBe(200)
    for (const token of ['made-up', '', elsewhere, spent, 'x'.repeat(2048)]) {
      const reply = await send({ phone, bot_check_token: token })
      expectRefusal(reply, 403, 'bot_check_failed', CHECK)
    }
    expect(await textsTo(phone)).toEqual([])
  })

  it('answers a repeat under its key with the same token, and sends one text', async () => {
    const body = { phone: newPhone(), bot_check_token: await issueToken() }
    const headers = { 'Idempotency-Key': newKey() }
    const first = await send(body, { headers })
    const again = await send(body, { headers })
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body.session_id).toBe(first.body.session_id)
    expect(await textsTo(body.phone)).toHaveLength(1)
  })

  it('is needed again for another text of the session', async () => {
    const phone = newPhone()
    const first = await send({ phone, bot_check_token: await issueToken() })
    const { session_id } = first.body
    clock.pass(30_000)
    expectRefusal(await send({ phone, session_id }), 403, 'bot_check_required', CHECK)
    const again = await send({ phone, session_id, bot_check_token: await issueToken() })
    expect(again.status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(2)
  })

  it('[R34] goes on under the ordinary limits while Turnstile is silent, and says so in the log', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const phone = newPhone()
    const token = await issueToken({ behaviour: OUTAGE })
    expect((await send({ phone, bot_check_token: token })).status).toBe(200)
    expect(log.mock.calls.flat().join('\n')).toContain('"event":"bot_check_silent"')
    const again = await send({ phone, bot_check_token: token })
    expect(again.body.error).toBe('rate_limited')
  })

  it('compares the host with the public one in production, without its port', async () => {
    const changes = { ...PRODUCTION, TURNSTILE_ORIGIN: undefined, PUBLIC_HOST: 'bank.example:8443' }
    const production = envWithBotCheck(changes)
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      expect(url).toBe('https://challenges.cloudflare.com/turnstile/v0/siteverify')
      return Response.json({ success: true, action: 'send-otp', hostname: 'signup.example' })
    })
    const headers = { Origin: 'https://bank.example:8443' }
    const body = { phone: newPhone(), bot_check_token: 'any' }
    const refused = await send(body, { env: production, headers })
    expectRefusal(refused, 403, 'bot_check_failed', CHECK)
    asked.mockImplementation(async () =>
      Response.json({ success: true, action: 'send-otp', hostname: 'bank.example' }),
    )
    const taken = await send(body, { env: production, headers })
    expect(taken.body.error).not.toBe('bot_check_failed')
  })

  it("compares it with the request's own in development", async () => {
    const elsewhere = envWithBotCheck({ PUBLIC_HOST: 'localhost:8787' })
    const [here, there] = [await issueToken(), await issueToken({ hostname: 'localhost' })]
    const refused = await send({ phone: newPhone(), bot_check_token: there }, { env: elsewhere })
    expectRefusal(refused, 403, 'bot_check_failed', CHECK)
    const taken = await send({ phone: newPhone(), bot_check_token: here }, { env: elsewhere })
    expect(taken.status).toBe(200)
  })

  it.each([1, null, {}, ['x'], 'x'.repeat(2049)])(
    'refuses the token %j',
    async (bot_check_token) => {
      const reply = await send({ phone: newPhone(), bot_check_token })
      expectRefusal(reply, 400, 'invalid_request', { field: 'bot_check_token' })
    },
  )

  it('asks Turnstile no more often than the burst limit allows', async () => {
    const SEND_BURST = new CountingLimit(1)
    const [address, token] = [newAddress(), await issueToken()]
    const limited = envWithBotCheck({ SEND_BURST })
    const body = { phone: newPhone(), bot_check_token: 'made-up' }
    await send(body, { address, env: limited })
    const reply = await send({ ...body, bot_check_token: token }, { address, env: limited })
    expectRefusal(reply, 429, 'rate_limited', { retry_after: 60 })
    expect(await questionsAbout(token)).toEqual([])
  })

  it('counts no burst for a send that lacks a token, so that a check costs nobody one', async () => {
    const SEND_BURST = new CountingLimit(1)
    await send({ phone: newPhone() }, { env: envWithBotCheck({ SEND_BURST }) })
    expect(SEND_BURST.keys).toEqual([])
  })
})

describe('a check that is solved', () => {
  it('gives a phone two texts more when its common ones are used up', async () => {
    const phone = newPhone()
    for (let text = 0; text < 10; text++) {
      clock.pass(15 * 60_000)
      expect((await sendOtp({ phone })).status).toBe(200)
    }
    clock.pass(15 * 60_000)
    const unsolved = { phone, bot_check_token: await issueToken({ behaviour: OUTAGE }) }
    expect((await send(unsolved)).body.error).toBe('rate_limited')
    const statuses: number[] = []
    for (let text = 0; text < 3; text++) {
      clock.pass(15 * 60_000)
      statuses.push((await send({ phone, bot_check_token: await issueToken() })).status)
    }
    expect(statuses).toEqual([200, 200, 429])
  })

  it.each([
    ['counts', 'verdict', true],
    ['does not count while Turnstile is silent', 'outage', false],
  ])('%s where traffic is held back', async (_, behaviour, trusted) => {
    const seen: unknown[] = []
    const admit = async (wish: { readonly trusted: boolean }) => {
      seen.push(wish.trusted)
      return { ok: false, reason: 'traffic_held', until: Date.now() + 60_000 }
    }
    const held = envWithBotCheck({
      ADDRESSES: kvAnswering((key) =>
        key.startsWith('traffic:') ? { closed: [], stage: 'known_only' } : null,
      ),
      TRAFFIC_MONITOR: { getByName: () => ({ admit }) },
    })
    const issued = behaviour === 'outage' ? { behaviour: OUTAGE } : {}
    const body = { phone: newPhone(), bot_check_token: await issueToken(issued) }
    expectRefusal(await send(body, { env: held }), 429, 'rate_limited', { retry_after: 60 })
    expect(seen).toEqual([trusted])
  })
})

describe('an address that is held', () => {
  it.each<[string, () => string | undefined | Promise<string>, number, string, object]>([
    ['a token, and told of the check', () => undefined, 429, 'rate_limited', HELD_WITH_CHECK],
    ['one that is good', () => 'made-up', 403, 'bot_check_failed', CHECK],
    [
      'a verdict of Turnstile',
      () => issueToken({ behaviour: OUTAGE }),
      429,
      'rate_limited',
      { retry_after: 60 },
    ],
  ])('is refused without %s', async (_, tokenOf, status, error, more) => {
    const body = { phone: newPhone(), bot_check_token: await tokenOf() }
    expectRefusal(await send(body, { address: await heldAddress() }), status, error, more)
    expect(await textsTo(body.phone)).toEqual([])
  })

  it('sends with a check that is solved', async () => {
    const body = { phone: newPhone(), bot_check_token: await issueToken() }
    const reply = await send(body, { address: await heldAddress() })
    expect(reply.status).toBe(200)
    expect(await textsTo(body.phone)).toHaveLength(1)
  })
})

describe('send-otp without a bot check', () => {
  it('refuses a token, and touches nothing', async () => {
    const body = { phone: newPhone(), bot_check_token: 'any' }
    const reply = await sendOtp(body, { env: envUntouched() })
    expectRefusal(reply, 400, 'invalid_request', { field: 'bot_check_token' })
  })

  it('tells a held address of no check', async () => {
    const reply = await sendOtp({ phone: newPhone() }, { address: await heldAddress() })
    expectRefusal(reply, 429, 'rate_limited', { retry_after: 60 })
  })
})
