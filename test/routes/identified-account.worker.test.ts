import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { DAY } from '../../src/platform/time.ts'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { accountCookie, createAccount } from '../support/account.ts'
import { call, newPhone } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { ALL_STEPS, givePan, identifiedSignup, newPan, showQr } from '../support/identity.ts'

const { pass } = stopClock()

let prints = 1000

/** A person who signs up with this phone, and a PAN and an Aadhaar of their own; the answer to that. */
async function signUpWith(phone: string, aadhaar: Parameters<typeof makeTestQr>[0] = {}) {
  const signup = await identifiedSignup(ALL_STEPS, {}, { phone })
  const own = { mobile: phone.slice(-10), last4: String(prints++) }
  await showQr(signup, makeTestQr({ ...own, ...aadhaar }))
  await givePan(signup, newPan())
  return createAccount(signup, { env: signup.env })
}

/** Tells of the account with this id what its rows tell. */
async function rowsOf(id: unknown) {
  const ask = async (query: string) =>
    (await env.ACCOUNTS.prepare(query).bind(id).all()).results as readonly object[]
  return {
    account: (await ask('SELECT identity FROM accounts WHERE id = ?1'))[0],
    verifications: await ask(
      'SELECT step, source, name_match, date_match, mobile_linked, issued_on FROM verifications WHERE account_id = ?1 ORDER BY step',
    ),
    reviews: (await ask('SELECT mark FROM reviews WHERE account_id = ?1 ORDER BY mark')).map(
      (row) => ('mark' in row ? row.mark : undefined),
    ),
  }
}

it('an account of all five steps tells what was verified, and holds no more of it', async () => {
  const signup = await identifiedSignup()
  await showQr(signup)
  await givePan(signup, newPan())
  const made = await createAccount(signup, { env: signup.env })
  expect(made.status).toBe(201)
  const { body } = await call('/users/api/account/', { cookie: accountCookie(made) })
  expect(body).toMatchObject({ tier: 'non_face_to_face', identity: 'secure_qr', reviews: [] })
  expect(body.data).toContainEqual({
    item: 'aadhaar_last4',
    value: '•••• •••• 4821',
    source: 'verified_by_register',
    kept_until: 'closing',
  })
  expect(body.data).toContainEqual(expect.objectContaining({ item: 'pan' }))
  expect(body.consents).toMatchObject(
    [2, 2, 2, 3, 4].map((step) => expect.objectContaining({ step })),
  )
  expect(await rowsOf(made.body.account_id)).toEqual({
    account: { identity: 'secure_qr' },
    verifications: [
      {
        step: 3,
        source: 'sandbox',
        name_match: 'match',
        date_match: 'match',
        mobile_linked: 1,
        issued_on: '2026-10-02',
      },
      {
        step: 4,
        source: 'sandbox',
        name_match: 'match',
        date_match: 'match',
        mobile_linked: null,
        issued_on: null,
      },
    ],
    reviews: [],
  })
})

it('what is near, but no match, is for a human to look at', async () => {
  const signup = await identifiedSignup()
  await showQr(signup, makeTestQr({ mobile: '', name: 'Anita Kumari Rao', last4: '0001' }))
  await givePan(signup, newPan(2))
  const made = await createAccount(signup, { env: signup.env })
  const { reviews } = await rowsOf(made.body.account_id)
  expect(reviews).toEqual(['aadhaar_mobile', 'aadhaar_name', 'pan_name'])
  const { body } = await call('/users/api/account/', { cookie: accountCookie(made) })
  expect(body).toMatchObject({ reviews: expect.arrayContaining(reviews) })
})

it('a print that is shown for two accounts marks both', async () => {
  const qr = makeTestQr({ last4: '0002' })
  const accounts: Awaited<ReturnType<typeof createAccount>>[] = []
  for (let person = 0; person < 2; person++) {
    const signup = await identifiedSignup(ALL_STEPS)
    await showQr(signup, qr)
    await givePan(signup, newPan())
    accounts.push(await createAccount(signup, { env: signup.env }))
  }
  for (const made of accounts) {
    expect((await rowsOf(made.body.account_id)).reviews).toContain('same_aadhaar_print')
    // Neither person is told of the other.
    const { body } = await call('/users/api/account/', { cookie: accountCookie(made) })
    expect(body.reviews).toContain('other')
    expect(body.reviews).not.toContain('same_aadhaar_print')
  }
})

it('a phone that an account has held for 90 days goes to a new person, and its former account is marked', async () => {
  const phone = newPhone()
  const former = await signUpWith(phone)
  pass(90 * DAY)
  const made = await signUpWith(phone)
  expect(made.status).toBe(201)
  expect(made.body.account_id).not.toBe(former.body.account_id)
  expect((await rowsOf(former.body.account_id)).reviews).toEqual(['phone_reassigned'])
  expect((await rowsOf(made.body.account_id)).reviews).toEqual([])
})

it('a phone stays with its account where anything about the new person is for a human to look at', async () => {
  const phone = newPhone()
  const former = await signUpWith(phone)
  pass(90 * DAY)
  const refused = await signUpWith(phone, { mobile: '' })
  expectRefusal(refused, 409, 'account_exists', { field: 'phone' })
  expect((await rowsOf(former.body.account_id)).reviews).toEqual([])
})

it('a PAN that an account has is told only to whom it is', async () => {
  const pan = newPan()
  const first = await identifiedSignup({ PAN_VERIFIER: 'sandbox' })
  await givePan(first, pan)
  expect((await createAccount(first, { env: first.env })).status).toBe(201)
  const again = await identifiedSignup({ PAN_VERIFIER: 'sandbox' })
  expectRefusal(await givePan(again, pan), 409, 'pan_in_use', { field: 'pan' })
})

it('a PAN that an account has while another is made is found out at its end', async () => {
  const pan = newPan()
  const [first, second] = await Promise.all([
    identifiedSignup({ PAN_VERIFIER: 'sandbox' }),
    identifiedSignup({ PAN_VERIFIER: 'sandbox' }, {}, { phone: newPhone() }),
  ])
  for (const one of [first, second]) expect((await givePan(one, pan)).status).toBe(200)
  expect((await createAccount(first, { env: first.env })).status).toBe(201)
  const refused = await createAccount(second, { env: second.env })
  expectRefusal(refused, 409, 'account_exists', { field: 'pan' })
})
