import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { configOf } from '../../src/config.ts'
import { deviceProof } from '../../src/guard/device.ts'
import { DEVICE_LIFETIME } from '../../src/guard/limits.ts'
import { randomToken } from '../../src/platform/secrets.ts'
import { HOUR } from '../../src/platform/time.ts'
import {
  call,
  newPhone,
  receiverAnswers,
  type Reply,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { envWith, kvAnswering } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { deviceCookieOf, useUp } from '../support/use-up.ts'

const { pass } = stopClock()

/** A phone verified by a device, which keeps a cookie of it. */
async function verifiedDevice(phone = newPhone()) {
  const signup = await start({ phone })
  const reply = await verifyOtp(signup.sessionId, signup.code, { cookie: signup.cookie })
  return { ...signup, reply, device: deviceCookieOf(reply) ?? '' }
}

const send = (phone: string, cookie: string) => sendOtp({ phone }, { cookie })

const namesSet = ({ headers }: Reply) =>
  headers.getSetCookie().map((cookie) => cookie.slice(0, cookie.indexOf('=')))

describe('the device cookie', () => {
  it('comes with a verification, for this host and https, and for no script or other site', async () => {
    const { reply } = await verifiedDevice()
    const [, set = ''] = reply.headers.getSetCookie()
    const [pair, ...attributes] = set.split('; ')
    expect(pair).toMatch(/^__Host-device=[0-9a-z]+\.[\w-]{43}\.[\w-]{43}$/)
    expect(attributes.toSorted()).toEqual(
      ['HttpOnly', 'Max-Age=15552000', 'Path=/', 'SameSite=Strict', 'Secure'].toSorted(),
    )
  })

  it('is in no other reply', async () => {
    const { phone, sessionId, code, cookie } = await start()
    pass(30_000)
    const replies = [
      await sendOtp({ phone: newPhone() }),
      await sendOtp({ phone, session_id: sessionId }, { cookie }),
      await verifyOtp(sessionId, wrong(code), { cookie }),
      await call('/users/api/session/', { cookie }),
    ]
    const verified = await verifyOtp(sessionId, code, { cookie })
    replies.push(
      await verifyOtp(sessionId, code),
      await sendOtp({ phone, session_id: sessionId }, { cookie: verified.cookie }),
      await call('/users/api/session/', { cookie: verified.cookie }),
    )
    expect(replies.flatMap(namesSet)).toEqual(['__Host-signup'])
    expect(namesSet(verified)).toEqual(['__Host-signup', '__Host-device'])
  })

  it('shows neither the phone nor the session', async () => {
    const { device, phone, sessionId } = await verifiedDevice()
    expect(device).not.toContain(phone.slice(3))
    expect(device).not.toContain(sessionId)
  })

  it('gets its bearer texts when strangers have used the others up', async () => {
    const { phone, device } = await verifiedDevice()
    expect(await useUp(phone)).toBe(4)
    expect((await sendOtp({ phone })).body.error).toBe('rate_limited')
    expect((await send(phone, device)).status).toBe(200)
  })

  it('gets a stranger who replays it three texts more, and nothing else', async () => {
    const { phone, device, sessionId } = await verifiedDevice()
    await useUp(phone)
    const before = (await textsTo(phone)).length
    for (let times = 0; times < 6; times++) {
      await send(phone, device)
      pass(30_000)
    }
    expect((await textsTo(phone)).length - before).toBe(3)
    expect((await call('/users/api/session/', { cookie: device })).status).toBe(404)
    const asked = await sendOtp({ phone: newPhone(), session_id: sessionId }, { cookie: device })
    expect(asked.status).toBe(404)
  })

  it('proves nothing where it is forged', async () => {
    const { phone, device } = await verifiedDevice()
    const [, time = '', id = '', mac = ''] = device.split(/[=.]/)
    const ownKey = deviceProof(Buffer.alloc(32), phone, crypto.randomUUID(), Date.now())
    await useUp(phone)
    const forged = [
      `${time}.${id}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'Q' : 'A'}`,
      `${time}.${id}.${randomToken()}`,
      `${time}.${randomToken()}.${mac}`,
      `${(Date.now() + 1).toString(36)}.${id}.${mac}`,
      `${time}.${id}.`,
      `${time}.${id}`,
      `.${id}.${mac}`,
      ownKey.proof,
    ]
    for (const proof of forged) {
      const reply = await send(phone, `__Host-device=${proof}`)
      expect({ proof, error: reply.body.error }).toEqual({ proof, error: 'rate_limited' })
    }
    expect((await send(phone, device)).status).toBe(200)
  })

  it('proves nothing where the service made it for a device that never verified', async () => {
    const { phone } = await verifiedDevice()
    const key = configOf(env).indexKeys.device
    const { proof } = deviceProof(key, phone, crypto.randomUUID(), Date.now())
    await useUp(phone)
    const reply = await send(phone, `__Host-device=${proof}`)
    expect(reply.body.error).toBe('rate_limited')
  })

  it('proves nothing for another phone', async () => {
    const [mine, theirs] = [await verifiedDevice(), await verifiedDevice()]
    await useUp(theirs.phone)
    expect((await send(theirs.phone, mine.device)).body.error).toBe('rate_limited')
    expect((await send(theirs.phone, theirs.device)).status).toBe(200)
  })

  it('gets nobody past a closed range for another phone', async () => {
    const [mine, other] = [await verifiedDevice(), await start()]
    const trusted: boolean[] = []
    const admit = async (wish: { readonly trusted: boolean }) => {
      trusted.push(wish.trusted)
      return { ok: false, reason: 'traffic_held', until: Date.now() }
    }
    const within = envWith({
      ADDRESSES: kvAnswering((key) =>
        key.startsWith('traffic:') ? { closed: [], stage: 'known_only' } : null,
      ),
      TRAFFIC_MONITOR: { getByName: () => ({ admit }) },
    })
    for (const { phone } of [mine, other]) {
      await sendOtp({ phone }, { cookie: mine.device, env: within })
    }
    expect(trusted).toEqual([true, false])
  })

  it('proves nothing from the 180th day on', async () => {
    const [early, late] = [await verifiedDevice(), await verifiedDevice()]
    pass(DEVICE_LIFETIME - HOUR)
    await useUp(early.phone)
    expect((await send(early.phone, early.device)).status).toBe(200)
    pass(HOUR)
    await useUp(late.phone)
    expect((await send(late.phone, late.device)).body.error).toBe('rate_limited')
  })

  it('proves nothing once another device has verified the phone', async () => {
    const former = await verifiedDevice()
    pass(30_000)
    const current = await verifiedDevice(former.phone)
    await useUp(former.phone)
    expect((await send(former.phone, former.device)).body.error).toBe('rate_limited')
    expect((await send(former.phone, current.device)).status).toBe(200)
  })

  it('loses none of its texts to sends that no gateway took', async () => {
    const { phone, device } = await verifiedDevice()
    await useUp(phone)
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    for (let times = 0; times < 4; times++) {
      expect((await send(phone, device)).body.error).toBe('sms_unavailable')
    }
    await receiverAnswers(phone, { kind: 'status', status: 204 })
    expect((await send(phone, device)).status).toBe(200)
  })
})
