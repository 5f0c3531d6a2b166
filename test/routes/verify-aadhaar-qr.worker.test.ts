import { describe, expect, it } from 'vitest'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { giveDetails, verifiedSignup } from '../support/account.ts'
import { call } from '../support/app.ts'
import { envWith, PRODUCTION } from '../support/bindings.ts'
import { expectRefusal } from '../support/contract.ts'
import { identifiedSignup, showQr } from '../support/identity.ts'

const mobileOf = (phone: string) => phone.slice(-10)

describe('an Aadhaar code', () => {
  it.each([
    ['V2', true],
    ['', true],
  ])('of version %j leads on, and is shown as its last four digits', async (version, linked) => {
    const signup = await identifiedSignup()
    const qr = makeTestQr({ version, mobile: mobileOf(signup.phone) })
    const reply = await showQr(signup, qr)
    const aadhaar = { last4: '4821', name_match: 'match', mobile_linked: linked }
    expect(reply).toMatchObject({
      status: 200,
      body: { next_step: 4, aadhaar: { ...aadhaar, issued_on: '2026-10-02' } },
    })
    const { body } = await call('/users/api/session/', { cookie: signup.cookie, env: signup.env })
    expect(body).toMatchObject({ step: 4, steps: [2, 3, 4, 5], answers: { aadhaar } })
  })

  it.each([
    ['of another phone', { mobile: '9000000000' }, { mobile_linked: false }],
    ['without a phone', { mobile: '' }, { mobile_linked: null }],
    ['with one name more', { name: 'Anita Kumari Rao' }, { name_match: 'review' }],
    ['that has a year alone', { dateOfBirth: '1990' }, { name_match: 'match' }],
  ])('%s leads on, and says so', async (_, person, told) => {
    const signup = await identifiedSignup()
    const qr = makeTestQr({ mobile: mobileOf(signup.phone), ...person })
    const reply = await showQr(signup, qr)
    expect(reply).toMatchObject({ status: 200, body: { aadhaar: told } })
  })

  it.each([
    ['name_mismatch', { name: 'Zubin Quarterman' }],
    ['date_of_birth_mismatch', { dateOfBirth: '28-03-1990' }],
  ])('of somebody else is refused as %s, with where to correct it', async (error, person) => {
    const signup = await identifiedSignup()
    expectRefusal(await showQr(signup, makeTestQr(person)), 409, error, { step: 2 })
    const { body } = await call('/users/api/session/', { cookie: signup.cookie, env: signup.env })
    expect(body).toMatchObject({ step: 3 })
  })

  it('is void once the person is another', async () => {
    const signup = await identifiedSignup()
    await showQr(signup)
    const reply = await giveDetails(signup, { full_name: 'Asha Rao' }, { env: signup.env })
    expect(reply.body).toMatchObject({ next_step: 3 })
  })

  it('is kept where the same person changes how to be reached', async () => {
    const signup = await identifiedSignup()
    await showQr(signup)
    const other = { full_name: 'Anita Rao', email: 'anita@example.org', pin_code: '110001' }
    const reply = await giveDetails(signup, other, { env: signup.env })
    expect(reply.body).toMatchObject({ next_step: 4 })
  })

  it.each([
    ['invalid_qr', '1234'],
    ['unsigned_qr', '<PrintLetterBarcodeData uid="1"/>'],
    ['qr_version_unknown', makeTestQr({ version: 'V9' })],
    ['qr_not_genuine', makeTestQr({ issuedAt: Date.parse('2036-01-01') })],
  ])('is refused as %s', async (error, qr) => {
    expectRefusal(await showQr(await identifiedSignup(), qr), 400, error, { field: 'qr_data' })
  })

  it('of the sandbox is no code in production', async () => {
    const signup = await identifiedSignup()
    const env = envWith({ ...PRODUCTION, AADHAAR_VERIFIERS: 'qr' })
    expectRefusal(await showQr({ ...signup, env }), 400, 'qr_not_genuine', { field: 'qr_data' })
  })

  it('is not taken where its step is off, whether it is one or not', async () => {
    const signup = { ...(await verifiedSignup()), env: envWith({}) }
    for (const qr of ['1', makeTestQr()]) {
      expectRefusal(await showQr(signup, qr), 409, 'step_out_of_order', { next_step: 2 })
    }
  })

  it('may be 16 KB with its body, and no more', async () => {
    const signup = await identifiedSignup()
    expect((await showQr(signup, '1'.repeat(15_000))).status).toBe(400)
    expectRefusal(await showQr(signup, '1'.repeat(16_384)), 413, 'body_too_large')
  })
})
