import { describe, expect, it } from 'vitest'
import { NOTICES } from '../../src/contract/notices.ts'
import {
  answeredSignup,
  answerStep,
  DETAILS,
  giveDetails,
  verifiedSignup,
} from '../support/account.ts'
import { call, start } from '../support/app.ts'
import { CountingLimit, envWith } from '../support/bindings.ts'
import { expectRefusal } from '../support/contract.ts'

const { version } = NOTICES['personal-details']
const { consent } = DETAILS

const session = (cookie: string) => call('/users/api/session/', { cookie })

describe('personal details', () => {
  it('lead on, and are shown to the bearer as they were given', async () => {
    const signup = await verifiedSignup()
    expect((await session(signup.cookie)).body).toMatchObject({
      step: 2,
      steps: [2, 5],
      answers: {},
    })
    const reply = await giveDetails(signup, { full_name: '  Md. Rafi ', pin_code: '560 001' })
    expect(reply).toMatchObject({ status: 200, body: { next_step: 5 } })
    expect((await session(signup.cookie)).body).toMatchObject({
      step: 5,
      completed: ['mobile', 'personal-details'],
      answers: {
        full_name: 'Md. Rafi',
        date_of_birth: '1990-03-27',
        email: 'janaki@example.com',
        pin_code: '560001',
        purposes: ['account', 'contact', 'offers'],
      },
    })
  })

  it('may be given again, and take the place of the former ones', async () => {
    const signup = await answeredSignup()
    await giveDetails(signup, { email: 'rafi@example.com' })
    expect((await session(signup.cookie)).body).toMatchObject({
      answers: { email: 'rafi@example.com' },
    })
  })

  it('are refused with every field that is wrong, each in its own words', async () => {
    const wrong = { full_name: '', date_of_birth: '2020-01-01', email: 'x', pin_code: '1' }
    const none = { consent: { ...consent, purposes: [] } }
    const reply = await giveDetails(await verifiedSignup(), { ...wrong, ...none })
    const { errors } = reply.body
    expectRefusal(reply, 400, 'invalid_name', { field: 'full_name', errors })
    expect(errors).toMatchObject([
      { field: 'full_name', error: 'invalid_name' },
      { field: 'date_of_birth', error: 'under_age' },
      { field: 'email', error: 'invalid_email' },
      { field: 'pin_code', error: 'invalid_pin_code' },
      { field: 'consent', error: 'consent_required' },
    ])
  })

  it('keep nothing where one field is wrong', async () => {
    const signup = await verifiedSignup()
    const reply = await giveDetails(signup, { pin_code: '012345' })
    expectRefusal(reply, 400, 'invalid_pin_code', { field: 'pin_code' })
    expect((await session(signup.cookie)).body).toMatchObject({ step: 2, answers: {} })
  })

  it('are refused under a notice that is no longer shown, which is named', async () => {
    const old = { consent: { ...consent, notice_version: '2020-01-01' } }
    const reply = await giveDetails(await verifiedSignup(), old)
    expectRefusal(reply, 409, 'notice_changed', { notice_version: version })
  })

  it.each([
    ['a language that is none of ours', { language: 'tlh' }],
    ['a purpose that the notice has not', { purposes: ['account', 'contact', 'everything'] }],
  ])('are refused with %s', async (_, more) => {
    const reply = await giveDetails(await verifiedSignup(), { consent: { ...consent, ...more } })
    expectRefusal(reply, 400, 'invalid_request', { field: 'consent' })
  })

  it('are taken of the signup that the page shows, and of no other', async () => {
    const [mine, other] = [await verifiedSignup(), await verifiedSignup()]
    const reply = await giveDetails({ ...mine, cookie: other.cookie })
    expectRefusal(reply, 409, 'other_signup')
    expect((await session(other.cookie)).body).toMatchObject({ step: 2, answers: {} })
  })

  it('are taken of nobody without the cookie', async () => {
    const { sessionId } = await verifiedSignup()
    const body = { session_id: sessionId, ...DETAILS }
    expectRefusal(await call('/users/api/personal-details/', { body }), 404, 'session_not_found')
  })

  it('are not taken before the phone is verified', async () => {
    const { cookie, sessionId } = await start()
    const reply = await answerStep('personal-details', { cookie, sessionId }, DETAILS)
    expectRefusal(reply, 409, 'step_out_of_order', { next_step: 1 })
  })

  it('are asked for so often a minute of one signup, whatever the address', async () => {
    const env = envWith({ BEARER_BURST: new CountingLimit(1) })
    const signup = await verifiedSignup()
    expect((await giveDetails(signup, {}, { env })).status).toBe(200)
    const second = await giveDetails(signup, {}, { env })
    expectRefusal(second, 429, 'rate_limited', { retry_after: 60 })
    expect((await giveDetails(await verifiedSignup(), {}, { env })).status).toBe(200)
  })
})
