import { describe, expect, it } from 'vitest'
import { call, newPhone, ORIGIN, sendOtp, textsTo, verifyOtp } from '../support/app.ts'
import { envWith, PRODUCTION } from '../support/bindings.ts'
import { expectRefusal, expectReplyHeaders } from '../support/contract.ts'

const SHORT = btoa('x'.repeat(31))

describe('a service that is not configured', () => {
  it.each([
    ['OTP_SECRET', undefined],
    ['DATA_SECRET', undefined],
    ['INDEX_SECRET', undefined],
    ['SMS_WEBHOOK_SECRET', undefined],
    ['SMS_WEBHOOK_URL', undefined],
    ['BRAND', ''],
    ['ALLOWED_COUNTRIES', ''],
    ['SMS_GATEWAYS', ''],
    ['OTP_SECRET', `k1:${SHORT}`],
    ['DATA_SECRET', `k1:${SHORT}`],
    ['INDEX_SECRET', SHORT],
    ['SMS_WEBHOOK_SECRET', `whsec_${btoa('x'.repeat(23))}`],
  ])('[R63] answers 503, and /healthz names %s where it is %j', async (name, value) => {
    const env = envWith({ [name]: value })
    const phone = newPhone()
    expectRefusal(await sendOtp({ phone }, { env }), 503, 'not_configured')
    expectRefusal(await verifyOtp('x', '123456', { env }), 503, 'not_configured')
    expectRefusal(await call('/users/api/session', { env }), 503, 'not_configured')
    expect(await textsTo(phone)).toEqual([])

    for (const path of ['/healthz', '/healthz/']) {
      const health = await call(path, { env })
      expect(health.status).toBe(503)
      expect(health.body).toEqual({ status: 'not_configured', unusable: [name] })
      expectReplyHeaders(health)
    }
  })

  it('refuses the console gateway in production, on its own or behind another', async () => {
    for (const SMS_GATEWAYS of ['console', 'webhook,console']) {
      const env = envWith({ ...PRODUCTION, SMS_GATEWAYS })
      const headers = { Origin: ORIGIN }
      expectRefusal(await sendOtp({ phone: newPhone() }, { env, headers }), 503, 'not_configured')
      const health = await call('/healthz', { env })
      expect(health).toMatchObject({ status: 503, body: { unusable: ['SMS_GATEWAYS'] } })
    }
  })

  it('names all that is missing at once, and no value', async () => {
    const env = envWith({ OTP_SECRET: 'k1:c2VjcmV0', BRAND: undefined, PUBLIC_HOST: 'HTTPS://X' })
    const health = await call('/healthz', { env })
    expect(health.body).toEqual({
      status: 'not_configured',
      unusable: ['BRAND', 'OTP_SECRET', 'PUBLIC_HOST'],
    })
    expect(JSON.stringify(health.body)).not.toMatch(/c2VjcmV0|HTTPS/)
  })

  it('still sends / on to the page', async () => {
    const reply = await call('/', { env: envWith({ OTP_SECRET: undefined }) })
    expect(reply.status).toBe(302)
  })
})

describe('a configured production', () => {
  it.each(['/healthz', '/healthz/'])('is healthy by %s', async (path) => {
    const health = await call(path, { env: envWith(PRODUCTION) })
    expect(health).toMatchObject({ status: 200, body: { status: 'ok' } })
    expectReplyHeaders(health)
  })
})
