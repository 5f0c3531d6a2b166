import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { configOf } from '../../src/config.ts'
import { mintSessionId } from '../../src/signup/session-id.ts'
import { call, newPhone, sendOtp, start, verifyOtp } from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { expectRefusal } from '../support/contract.ts'

const SESSION = '/users/api/session/'
const NAME = '__Host-signup'
const TOKEN = 'x'.repeat(43)

const asks = (cookie: string) => call(SESSION, { headers: { Cookie: cookie } })

describe('the session cookie', () => {
  it('[R39] is set for the whole host, for https, for no script and for no other site', async () => {
    const reply = await sendOtp({ phone: newPhone() })
    const [cookie = '', ...others] = reply.headers.getSetCookie()
    expect(others).toEqual([])
    const [pair = '', ...attributes] = cookie.split('; ')
    expect(pair).toMatch(
      new RegExp(`^${NAME}=${String(reply.body.session_id)}\\.[A-Za-z0-9_-]{43}$`),
    )
    expect(attributes.toSorted()).toEqual(
      ['HttpOnly', 'Max-Age=259200', 'Path=/', 'SameSite=Strict', 'Secure'].toSorted(),
    )
  })

  it('[R39] has the same attributes, and another token, once the phone is verified', async () => {
    const { sessionId, code, cookie } = await start()
    const reply = await verifyOtp(sessionId, code, { cookie })
    const [set = ''] = reply.headers.getSetCookie()
    expect(reply.cookie).toMatch(new RegExp(`^${NAME}=${sessionId}\\.[A-Za-z0-9_-]{43}$`))
    expect(reply.cookie).not.toBe(cookie)
    expect(set).toMatch(/; Max-Age=259200; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  })

  it('is read among others, with any space a header may have', async () => {
    const { cookie } = await start()
    for (const header of [`a=1; ${cookie}; b=2`, `a=1;${cookie}`, `a=1;\t${cookie} ;`]) {
      expect((await asks(header)).status).toBe(200)
    }
  })

  it('does not let a verify with two cookies take over the session', async () => {
    const { sessionId, code, cookie } = await start()
    const both = { Cookie: `${cookie}; ${cookie}` }
    const verified = await verifyOtp(sessionId, code, { headers: both })
    expect(verified.status).toBe(200)
    const repeated = await verifyOtp(sessionId, code, { cookie })
    expectRefusal(repeated, 409, 'already_verified', { next_step: 2 })
  })

  it.each([
    ['an ideographic space before its name', (pair: string) => `\u3000${pair}`],
    ['a space before its value', (pair: string) => pair.replace('=', '= ')],
    ['its id in capitals', (pair: string) => pair.replace(/=.*\./, (id) => id.toUpperCase())],
    ['a token cut short', (pair: string) => pair.slice(0, -1)],
    ['a token grown longer', (pair: string) => `${pair}A`],
    ['another token', (pair: string) => pair.replace(/\..*/, `.${TOKEN}`)],
  ])('[R42] is no session with %s', async (_, spoilt) => {
    const { cookie } = await start()
    expect((await asks(cookie)).status).toBe(200)
    expectRefusal(await asks(spoilt(cookie)), 404, 'session_not_found')
  })

  it('with the id of another session and its own token is no session', async () => {
    const [first, second] = [await start(), await start()]
    const swapped = second.cookie.replace(second.sessionId, first.sessionId)
    expectRefusal(await asks(swapped), 404, 'session_not_found')
  })

  it('wakes no object where this service did not mint its id', async () => {
    const minted = mintSessionId(configOf(env).indexKeys.sessionId)
    const ids = [
      crypto.randomUUID(),
      '00000000-0000-8000-8000-000000000000',
      minted.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
      minted.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
      '',
      'undefined',
    ]
    for (const id of ids) {
      const reply = await call(SESSION, {
        headers: { Cookie: `${NAME}=${id}.${TOKEN}` },
        env: envUntouched(),
      })
      expectRefusal(reply, 404, 'session_not_found')
    }
  })
})
