import { describe, expect, it } from 'vitest'
import {
  call,
  newAddress,
  newPhone,
  ORIGIN,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { CountingLimit, envUntouched, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal, raw } from '../support/contract.ts'

const { pass } = stopClock()

/** Headers by which proxies tell whom they ask for; a client may write anything into them. */
const FORGED_ADDRESSES = [
  'X-Forwarded-For',
  'X-Real-IP',
  'True-Client-IP',
  'Forwarded',
  'X-Client-IP',
  'CF-Connecting-IPv6',
  'CF-Pseudo-IPv4',
  'X-Cluster-Client-IP',
]

const FORGED_HOSTS = {
  Host: 'evil.example',
  'X-Forwarded-Host': 'evil.example',
  'X-Host': 'evil.example',
  'X-Forwarded-Server': 'evil.example',
  Forwarded: 'for=1.2.3.4;host=evil.example;proto=http',
  'X-Original-URL': '/users/api/session',
  'X-Rewrite-URL': '/users/api/session',
}

/** Every header of the list, with another address in each request. */
function forgedAddress(): Record<string, string> {
  const address = newAddress()
  const forged = FORGED_ADDRESSES.map((name) => [name, address] as const)
  return { ...Object.fromEntries(forged), Forwarded: `for=${address}` }
}

describe('a forged address', () => {
  it('[R24] does not get a sender past the burst limit of its own address', async () => {
    const [limit, address] = [new CountingLimit(5), newAddress()]
    const env = envWith({ SEND_BURST: limit })
    const replies = []
    for (let times = 0; times < 6; times++) {
      const headers = forgedAddress()
      replies.push(await sendOtp({ phone: newPhone() }, { address, headers: json(headers), env }))
    }
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    expect(limit.keys).toHaveLength(1)
  })

  it('does not get a guesser past the burst limit of its own address', async () => {
    const [limit, address] = [new CountingLimit(2), newAddress()]
    const { sessionId } = await start()
    const guess = () =>
      verifyOtp(sessionId, '000000', {
        address,
        headers: json(forgedAddress()),
        env: envWith({ VERIFY_BURST: limit }),
      })
    await guess()
    await guess()
    expectRefusal(await guess(), 429, 'rate_limited', { retry_after: 60 })
    expect(limit.keys).toHaveLength(1)
  })

  it("does not get a sender past its address's share of a phone's texts", async () => {
    const [phone, address] = [newPhone(), newAddress()]
    const statuses = []
    for (let times = 0; times < 5; times++) {
      statuses.push((await sendOtp({ phone }, { address, headers: json(forgedAddress()) })).status)
      pass(30_000)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429])
  })

  it('is none where the real one is missing: all who show none share one limit', async () => {
    const limit = new CountingLimit(5)
    const env = envWith({ SEND_BURST: limit })
    for (const address of ['', 'unknown', '999.1.1.1', '1.2.3.4, 5.6.7.8', 'localhost']) {
      const headers = json({ ...forgedAddress(), 'CF-Connecting-IP': address })
      await sendOtp({ phone: newPhone() }, { headers, env })
    }
    const body = JSON.stringify({ phone: newPhone() })
    const reply = await raw('/users/api/send-otp/', { headers: json(forgedAddress()), body, env })
    expectRefusal(reply, 429, 'rate_limited', { retry_after: 60 })
    expect(limit.keys).toHaveLength(1)
  })
})

describe('a forged host', () => {
  it('does not change the host that the text is bound to', async () => {
    const phone = newPhone()
    expect((await sendOtp({ phone }, { headers: json(FORGED_HOSTS) })).status).toBe(200)
    const [text] = await textsTo(phone)
    expect(text?.text).toMatch(/\n@signup\.example #\d{6}$/)
    expect(text?.text).not.toContain('evil')
  })

  it('does not change it where the request itself names another host', async () => {
    const phone = newPhone()
    const origin = 'https://evil.example'
    const headers = { ...json({}), Origin: origin, 'CF-Connecting-IP': newAddress() }
    const reply = await raw('/users/api/send-otp/', {
      headers,
      origin,
      body: JSON.stringify({ phone }),
    })
    expect(reply.status).toBe(200)
    expect((await textsTo(phone))[0]?.text).toMatch(/\n@signup\.example #\d{6}$/)
  })

  it('does not lead / elsewhere, nor show itself in a reply', async () => {
    const replies = [
      await call('/', { headers: FORGED_HOSTS }),
      await call('/users/api/x', { headers: FORGED_HOSTS }),
      await sendOtp({ phone: newPhone() }, { headers: json(FORGED_HOSTS) }),
    ]
    expect(replies[0]?.headers.get('Location')).toBe('/users/signup/')
    for (const { headers, body } of replies) {
      expect(JSON.stringify([[...headers], body])).not.toContain('evil')
    }
  })
})

const OVERRIDES = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method']

describe('a method override', () => {
  const paths = ['/users/api/send-otp', '/users/api/verify-otp', '/users/api/session']

  it.each(paths.flatMap((path) => [path, `${path}/`]))(
    'is not heard by %s: the method is that of the request',
    async (path) => {
      const allowed = path.includes('session') ? 'GET, HEAD' : 'POST'
      const [asked, meant] = allowed === 'POST' ? ['GET', 'POST'] : ['POST', 'GET']
      for (const name of OVERRIDES) {
        for (const way of [
          { path, headers: { [name]: meant } },
          { path: `${path}?${name}=${meant}`, headers: {} },
        ]) {
          const reply = await raw(way.path, {
            method: asked,
            headers: { ...json({}), ...way.headers },
            env: envUntouched(),
            ...(asked === 'POST' && { body: JSON.stringify({ [name]: meant }) }),
          })
          expectRefusal(reply, 405, 'method_not_allowed')
          expect(reply.headers.get('Allow')).toBe(allowed)
        }
      }
    },
  )

  it('[R43] does not make a post of another site a safe one', async () => {
    for (const name of OVERRIDES) {
      const headers = { ...json({ [name]: 'GET' }), Origin: 'https://evil.example' }
      const body = JSON.stringify({ phone: newPhone() })
      const reply = await raw('/users/api/send-otp/', { headers, body, env: envUntouched() })
      expectRefusal(reply, 403, 'cross_site')
    }
  })
})

function json(headers: Record<string, string>): Record<string, string> {
  return { 'Content-Type': 'application/json', Origin: ORIGIN, ...headers }
}
