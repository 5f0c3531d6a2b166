import { afterEach, describe, expect, it, vi } from 'vitest'
import { DIGILOCKER_KINDS } from '../../src/identity/aadhaar/digilockers.ts'
import { HOUR } from '../../src/platform/time.ts'
import { call, ORIGIN } from '../support/app.ts'
import { envWith, PRODUCTION } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import {
  ALL_STEPS,
  finishDigiLocker,
  type Identified,
  identifiedSignup,
  startDigiLocker,
  setuVars,
} from '../support/identity.ts'

const { pass } = stopClock()

afterEach(() => vi.restoreAllMocks())

const read = DIGILOCKER_KINDS.get('sandbox')?.read({}, true)
if (!read?.ok) throw new Error('the sandbox needs no settings')
const { settings: sandbox } = read

/** Setu takes these credentials for nobody's. */
const SETU_DOWN = {
  ...setuVars(),
  SETU_CLIENT_SECRET: 'another-client-secret',
  AADHAAR_VERIFIERS: 'setu',
}

const named = (full_name: string) => identifiedSignup(ALL_STEPS, { full_name })

/** Leads to DigiLocker, and gives the query of the way back from the page that stands for it. */
async function visit(signup: Identified, refuses = false): Promise<string> {
  const { status, body } = await startDigiLocker(signup)
  expect(status).toBe(200)
  const page = await call(String(body.redirect_url), { env: signup.env })
  expect(page.status).toBe(200)
  const [shared = '', refused = ''] = [
    ...page.text.matchAll(/<a class="[^"]+" href="([^"]+)"/g),
  ].map(([, href = '']) => href.replaceAll('&amp;', '&'))
  const url = new URL(refuses ? refused : shared)
  expect(url.origin + url.pathname).toBe(`${ORIGIN}/users/signup/`)
  return url.searchParams.toString()
}

describe('a way to DigiLocker', () => {
  it('leads back to the page, and Aadhaar is verified: asked again, DigiLocker is not', async () => {
    const asked = vi.spyOn(sandbox, 'finish')
    const signup = await named('Anita Rao')
    const query = await visit(signup)
    const aadhaar = { last4: '0019', issued_on: '2024-01-01', name_match: 'match' }
    const verified = {
      status: 200,
      body: { next_step: 4, aadhaar: { ...aadhaar, mobile_linked: null } },
    }
    const first = await finishDigiLocker(signup, query)
    expect(first).toMatchObject(verified)
    for (const again of [query, undefined]) {
      expect((await finishDigiLocker(signup, again)).body).toEqual(first.body)
    }
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['Asha Review', { name_match: 'review' }],
    ['Asha Year', { name_match: 'match' }],
  ])('of %s leads on', async (name, told) => {
    const signup = await named(name)
    const reply = await finishDigiLocker(signup, await visit(signup))
    expect(reply).toMatchObject({ status: 200, body: { aadhaar: told } })
  })

  it.each([
    ['Asha Mismatch', 409, 'name_mismatch', { step: 2 }],
    ['Asha Otherdate', 409, 'date_of_birth_mismatch', { step: 2 }],
    ['Asha Pending', 409, 'aadhaar_pending', { retry_after: 5 }],
    ['Asha Refused', 409, 'aadhaar_refused', {}],
    ['Asha Notlinked', 409, 'aadhaar_refused', {}],
    ['Asha Expired', 410, 'aadhaar_expired', {}],
    ['Asha Unavailable', 503, 'verifier_unavailable', { retry_after: 5 }],
  ])('of %s is answered %i %s', async (name, status, error, more) => {
    const signup = await named(name)
    expectRefusal(await finishDigiLocker(signup, await visit(signup)), status, error, more)
  })

  it('is not over before the person is back: another may be who consents', async () => {
    const signup = await named('Anita Rao')
    const query = await visit(signup)
    for (const none of [undefined, '', 'success=True&scope=ADHAR', `state=${'a'.repeat(90)}`]) {
      expectRefusal(await finishDigiLocker(signup, none), 409, 'aadhaar_pending', {
        retry_after: 5,
      })
    }
    expect((await finishDigiLocker(signup, query)).status).toBe(200)
  })

  it('is known by the state of its own signup alone', async () => {
    const [mine, other] = [await named('Anita Rao'), await named('Anita Rao')]
    await visit(mine)
    const query = await visit(other)
    expectRefusal(await finishDigiLocker(mine, query), 409, 'aadhaar_pending', { retry_after: 5 })
  })

  it('is over once another is begun, as in a second tab, and that one is not', async () => {
    const signup = await named('Anita Rao')
    const [first, second] = [await visit(signup), await visit(signup)]
    expectRefusal(await finishDigiLocker(signup, first), 410, 'aadhaar_expired')
    expect((await finishDigiLocker(signup, second)).status).toBe(200)
  })

  it('comes to nothing where the person refused there', async () => {
    const signup = await named('Anita Rao')
    const query = await visit(signup, true)
    for (const again of [query, query, undefined]) {
      expectRefusal(await finishDigiLocker(signup, again), 409, 'aadhaar_refused')
    }
  })

  it('that comes to nothing says so when asked again, though one before it was verified', async () => {
    const signup = await named('Anita Rao')
    const verified = await finishDigiLocker(signup, await visit(signup))
    expect(verified.status).toBe(200)
    const refused = await visit(signup, true)
    for (let times = 1; times <= 2; times++) {
      expectRefusal(await finishDigiLocker(signup, refused), 409, 'aadhaar_refused')
    }
    vi.spyOn(sandbox, 'finish').mockResolvedValueOnce({ kind: 'not_linked' })
    const notLinked = await visit(signup)
    const first = await finishDigiLocker(signup, notLinked)
    expectRefusal(first, 409, 'aadhaar_refused')
    expect((await finishDigiLocker(signup, notLinked)).body).toEqual(first.body)
    const session = await call('/users/api/session/', signup)
    expect(session.body).toMatchObject({ answers: { aadhaar: { last4: '0019' } } })
  })

  it('that ends refused leaves alone another that was begun while the provider was asked', async () => {
    const signup = await named('Anita Rao')
    const first = await visit(signup)
    let second = ''
    vi.spyOn(sandbox, 'finish').mockImplementationOnce(async () => {
      second = await visit(signup)
      return { kind: 'refused' }
    })
    expectRefusal(await finishDigiLocker(signup, first), 409, 'aadhaar_refused')
    expect((await finishDigiLocker(signup, second)).status).toBe(200)
  })

  it('is over after an hour, and where none was begun', async () => {
    const signup = await named('Anita Rao')
    expectRefusal(await finishDigiLocker(signup), 410, 'aadhaar_expired')
    const query = await visit(signup)
    pass(HOUR)
    expectRefusal(await finishDigiLocker(signup, query), 410, 'aadhaar_expired')
  })

  it('is begun ten times a signup', async () => {
    const signup = await named('Anita Rao')
    for (let times = 0; times < 10; times++) await visit(signup)
    expectRefusal(await startDigiLocker(signup), 429, 'rate_limited', { retry_after: 86_400 })
  })

  it('uses up none of them while the provider gives no link', async () => {
    const signup = await named('Anita Rao')
    const env = envWith(SETU_DOWN)
    for (let times = 0; times < 11; times++) {
      expectRefusal(await startDigiLocker(signup, { env }), 503, 'verifier_unavailable', {
        retry_after: 5,
      })
    }
    expect((await startDigiLocker(signup)).status).toBe(200)
  })

  it('is not there where none is configured', async () => {
    const signup = await identifiedSignup({ AADHAAR_VERIFIERS: 'qr' })
    const reply = await startDigiLocker(signup)
    expectRefusal(reply, 503, 'verifier_unavailable', { retry_after: 5 })
  })
})

const pathBack = (back: string) =>
  `/users/sandbox-digilocker/?id=1&back=${encodeURIComponent(back)}`

describe('the page that stands for DigiLocker', () => {
  it('leads back to this service alone', async () => {
    const env = envWith(ALL_STEPS)
    expect((await call(pathBack(ORIGIN), { env })).status).toBe(200)
    for (const back of ['https://elsewhere.example/', 'javascript:alert(1)', '']) {
      expectRefusal(await call(pathBack(back), { env }), 404, 'not_found')
    }
  })

  it.each([
    ['in production', PRODUCTION],
    ['where DigiLocker is asked by a provider', { AADHAAR_VERIFIERS: 'qr' }],
    ['where production would have it', { ...PRODUCTION, ...ALL_STEPS }],
  ])('is not there %s', async (_, vars) => {
    expectRefusal(await call(pathBack(ORIGIN), { env: envWith(vars) }), 404, 'not_found')
  })
})
