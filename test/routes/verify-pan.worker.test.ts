import { describe, expect, it } from 'vitest'
import { call } from '../support/app.ts'
import { expectRefusal } from '../support/contract.ts'
import { givePan, identifiedSignup, showQr } from '../support/identity.ts'

const PAN_ALONE = { PAN_VERIFIER: 'sandbox' }

const signupForPan = () => identifiedSignup(PAN_ALONE)

describe('a PAN', () => {
  it('leads on, and is shown by its end', async () => {
    const signup = await signupForPan()
    const pan = { masked: 'XXXXXX001A', name_match: 'match' }
    expect(await givePan(signup, 'sndpa 0001-a')).toMatchObject({
      status: 200,
      body: { next_step: 5, pan },
    })
    const { body } = await call('/users/api/session/', { cookie: signup.cookie, env: signup.env })
    expect(body).toMatchObject({ step: 5, steps: [2, 4, 5], answers: { pan } })
  })

  it('comes after Aadhaar where both are on', async () => {
    const signup = await identifiedSignup()
    expectRefusal(await givePan(signup), 409, 'step_out_of_order', { next_step: 3 })
    await showQr(signup)
    expect(await givePan(signup)).toMatchObject({ status: 200, body: { next_step: 5 } })
  })

  it('with one name more leads on, and says so', async () => {
    const reply = await givePan(await signupForPan(), 'SNDPA0002A')
    expect(reply.body).toMatchObject({ pan: { name_match: 'review' } })
  })

  it.each([
    ['SNDPA0003A', 'name_mismatch', { step: 2 }],
    ['SNDPA0004A', 'date_of_birth_mismatch', { step: 2 }],
    ['SNDPA0005A', 'pan_invalid', { field: 'pan' }],
    ['SNDPA0006A', 'pan_deceased', { field: 'pan' }],
    ['SNDPA0007A', 'pan_deactivated', { field: 'pan' }],
    ['SNDPA0008A', 'pan_not_linked', { field: 'pan' }],
  ])('%s is refused as %s', async (pan, error, more) => {
    const signup = await signupForPan()
    expectRefusal(await givePan(signup, pan), 409, error, more)
    const { body } = await call('/users/api/session/', { cookie: signup.cookie, env: signup.env })
    expect(body).toMatchObject({ step: 4 })
  })

  it.each([
    ['SNDPA0001', 'invalid_pan'],
    ['SNDCA0001A', 'pan_not_individual'],
  ])('%s is refused as %s', async (pan, error) => {
    expectRefusal(await givePan(await signupForPan(), pan), 400, error, { field: 'pan' })
  })

  it('is looked up five times a signup, and what was told is told again for nothing', async () => {
    const signup = await signupForPan()
    for (let times = 0; times < 7; times++) {
      expectRefusal(await givePan(signup, 'SNDPA0005A'), 409, 'pan_invalid', { field: 'pan' })
    }
    for (const pan of ['SNDPB0005A', 'SNDPC0005A', 'SNDPD0005A', 'SNDPE0005A']) {
      expectRefusal(await givePan(signup, pan), 409, 'pan_invalid', { field: 'pan' })
    }
    expectRefusal(await givePan(signup), 429, 'rate_limited', { retry_after: 86_400 })
    expectRefusal(await givePan(signup, 'SNDPA0005A'), 409, 'pan_invalid', { field: 'pan' })
  })
})
