import { describe, expect, it } from 'vitest'
import { answeredSignup, createAccount, openedAccount } from '../support/account.ts'
import { call, sendOtp, start, verifyOtp } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { deviceCookieOf, useUp } from '../support/use-up.ts'

stopClock()

/** Header values in which a cookie stands so that it must not count. */
const SPOILT: readonly (readonly [string, (pair: string) => string])[] = [
  ['twice', (pair) => `${pair}; ${pair}`],
  ['before another of its name, as from a subdomain', (pair) => `${pair}; ${nameOf(pair)}=tossed`],
  ['after another of its name, as for a longer path', (pair) => `${nameOf(pair)}=tossed; ${pair}`],
  ['beside an empty one of its name', (pair) => `${nameOf(pair)}=; ${pair}`],
  ['under an empty name', (pair) => `=${pair}`],
  ['under an empty name, after others', (pair) => `a=1; =${pair}`],
  ['within the value of another', (pair) => `a=${pair}`],
  ['after a no-break space', (pair) => `\u00A0${pair}`],
  ['after a no-break space, among others', (pair) => `a=1; \u00A0${pair}`],
  ['after a byte order mark', (pair) => `\uFEFF${pair}`],
  ['with a quoted value', (pair) => `${pair.replace('=', '="')}"`],
  ['with a space in its name', (pair) => pair.replace('=', ' =')],
  ['in lower case', (pair) => pair.replace('__Host', '__host')],
  ['in upper case', (pair) => pair.replace(nameOf(pair), nameOf(pair).toUpperCase())],
  ['without its prefix', (pair) => pair.replace('__Host-', '')],
  ['with the weaker prefix', (pair) => pair.replace('__Host-', '__Secure-')],
  ['with a comma for the separator', (pair) => `a=1, ${pair}`],
  ['encoded', (pair) => pair.replaceAll('.', '%2E')],
  ['with something after its value', (pair) => `${pair}.x`],
]

function nameOf(pair: string): string {
  return pair.slice(0, pair.indexOf('='))
}

/** What stands beside a cookie in good order, and looks like it. */
const LOOK_ALIKES = (pair: string) =>
  [`x${nameOf(pair)}=a`, `${nameOf(pair)}x=b`, `${nameOf(pair).toLowerCase()}=c`, pair].join('; ')

describe('the session cookie', () => {
  it.each(SPOILT)('[R42] counts for nothing %s', async (_, spoil) => {
    const { cookie } = await start()
    const reply = await call('/users/api/session/', { cookie: spoil(cookie) })
    expectRefusal(reply, 404, 'session_not_found')
    expect((await call('/users/api/session/', { cookie })).status).toBe(200)
  })

  it('is found among look-alikes', async () => {
    const { cookie } = await start()
    expect((await call('/users/api/session/', { cookie: LOOK_ALIKES(cookie) })).status).toBe(200)
  })
})

describe("the account's cookie", () => {
  it('counts for nothing in any such order, and does among look-alikes', async () => {
    const { account } = await openedAccount()
    for (const [how, spoil] of SPOILT) {
      const reply = await call('/users/api/account/', { cookie: spoil(account) })
      expect({ how, error: reply.body.error }).toEqual({ how, error: 'signed_out' })
    }
    const reply = await call('/users/api/account/', { cookie: LOOK_ALIKES(account) })
    expect(reply.status).toBe(200)
  })

  it('is set for the whole host, for https, for no script, no other site and no longer than the browser', async () => {
    const reply = await createAccount(await answeredSignup())
    const [cookie = ''] = reply.headers.getSetCookie()
    const [pair, ...attributes] = cookie.split('; ')
    expect(pair).toMatch(
      new RegExp(`^__Host-account=${String(reply.body['account_id'])}\\.[A-Za-z0-9_-]{43}$`),
    )
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'])
  })
})

describe('the device cookie', () => {
  it('counts for nothing in any such order, and does among look-alikes', async () => {
    const { phone, sessionId, code } = await start()
    const device = deviceCookieOf(await verifyOtp(sessionId, code)) ?? ''
    await useUp(phone)
    for (const [how, spoil] of SPOILT) {
      const reply = await sendOtp({ phone }, { cookie: spoil(device) })
      expect({ how, error: reply.body.error }).toEqual({ how, error: 'rate_limited' })
    }
    const reply = await sendOtp({ phone }, { cookie: LOOK_ALIKES(device) })
    expect(reply.status).toBe(200)
  })

  it('does not spoil the session cookie beside it, nor the other way round', async () => {
    const { sessionId, code, phone } = await start()
    const verified = await verifyOtp(sessionId, code)
    const device = deviceCookieOf(verified) ?? ''
    const both = `${device}; ${verified.cookie}`
    expect((await call('/users/api/session/', { cookie: both })).status).toBe(200)
    await useUp(phone)
    expect((await sendOtp({ phone }, { cookie: both })).status).toBe(200)
  })
})
