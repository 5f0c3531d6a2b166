import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { PanQuestion, PanVerifier } from '../../../src/identity/pan/verifier.ts'
import { readPanVerifier } from '../../../src/identity/pan/verifiers.ts'
import { CASHFREE_ANSWERS } from '../../support/cashfree.ts'
import { SANDBOX_CO_IN_ANSWERS, type SandboxLookUp } from '../../support/sandbox-co-in.ts'
import { SETU_PAN_ANSWERS } from '../../support/setu.ts'
import { askStandIn, behaves, textsAt } from '../../support/stand-ins.ts'

afterEach(() => vi.restoreAllMocks())

const [setu, cashfree, sandbox] = [inject('setu'), inject('cashfree'), inject('sandboxCoIn')]

/** Holds where each provider's stand-in is, what it is asked, and who we must not be there. */
const PROVIDERS = {
  setu: {
    origin: setu.origin,
    variable: 'SETU_ORIGIN',
    own: 'https://dg.setu.co',
    vars: {
      SETU_CLIENT_ID: setu.clientId,
      SETU_CLIENT_SECRET: setu.clientSecret,
      SETU_PAN_PRODUCT_ID: setu.panProduct,
    },
    impostors: {
      SETU_CLIENT_ID: 'x'.repeat(32),
      SETU_CLIENT_SECRET: 'x'.repeat(32),
      SETU_PAN_PRODUCT_ID: setu.digiLockerProduct,
    },
    refused: 'http_401',
    asked: { reason: 'To verify the identity of an applicant for a bank account' },
    success: SETU_PAN_ANSWERS.valid.body,
    date: undefined,
  },
  cashfree: {
    origin: cashfree.origin,
    variable: 'CASHFREE_ORIGIN',
    own: 'https://api.cashfree.com',
    vars: {
      CASHFREE_CLIENT_ID: cashfree.clientId,
      CASHFREE_CLIENT_SECRET: cashfree.clientSecret,
      CASHFREE_PUBLIC_KEY: cashfree.publicKey,
    },
    impostors: { CASHFREE_CLIENT_ID: 'x'.repeat(32), CASHFREE_CLIENT_SECRET: 'x'.repeat(32) },
    refused: 'authentication_failed',
    asked: { name: 'Asha Rao', dob: '1990-01-15', verification_id: expect.stringMatching(/^id-/) },
    success: CASHFREE_ANSWERS.valid.body,
    date: { same: true },
  },
  sandbox_co_in: {
    origin: sandbox.origin,
    variable: 'SANDBOX_CO_IN_ORIGIN',
    own: 'https://api.sandbox.co.in',
    vars: { SANDBOX_CO_IN_API_KEY: sandbox.apiKey, SANDBOX_CO_IN_API_SECRET: sandbox.apiSecret },
    impostors: { SANDBOX_CO_IN_API_KEY: 'x'.repeat(32), SANDBOX_CO_IN_API_SECRET: 'x'.repeat(32) },
    refused: /^token_40[13]$/,
    asked: { name_as_per_pan: 'Asha Rao', date_of_birth: '15/01/1990' },
    success: { ...SANDBOX_CO_IN_ANSWERS.valid.body, access_token: 'eyJ.a.b' },
    date: { same: true },
  },
} as const

type Name = keyof typeof PROVIDERS

function verifierOf(name: Name, changes: object = {}, development = true): PanVerifier {
  const { variable, origin, vars } = PROVIDERS[name]
  const all = { PAN_VERIFIER: name, [variable]: origin, ...vars, ...changes }
  const read = readPanVerifier(all, development)
  if (!read.ok || !read.settings) throw new Error(read.ok ? 'off' : read.unusable.join())
  return read.settings
}

let count = 0

/** Makes a PAN that no other test has. */
function newPan(): string {
  count += 1
  return `TSTPA${String(count).padStart(4, '0')}Z`
}

const questionOf = (pan: string): PanQuestion => ({
  pan,
  name: 'Asha Rao',
  dateOfBirth: '1990-01-15',
  consent: true,
  requestId: `id-${pan}`,
})

const soon = () => AbortSignal.timeout(5000)
const short = () => AbortSignal.timeout(400)
const unavailable = (changes: object) => ({
  kind: 'unavailable',
  spent: false,
  misconfigured: false,
  ...changes,
})

describe.each(Object.entries(PROVIDERS))('the verifier %s', (key, subject) => {
  const name = key as Name
  const { origin, asked, vars, success, variable, own } = subject
  const verifier = verifierOf(name)
  const verify = (pan: string, signal = soon()) => verifier.verify(questionOf(pan), signal)

  it('asks as the provider wants to be asked, once', async () => {
    const pan = newPan()
    const answer = await verify(pan)
    expect(answer).toMatchObject({ kind: 'found', aadhaarLink: 'linked' })
    expect(answer).toHaveProperty('dateOfBirth', subject.date)
    expect(await textsAt(origin, pan)).toEqual([{ to: pan, ...asked }])
  })

  it('tells whether it gives the name', async () => {
    const answer = await verify(newPan())
    const given = answer.kind === 'found' && 'value' in answer.name
    expect(verifier.names).toBe(given ? 'returned' : 'compared')
  })

  it.each(Object.entries(subject.impostors))('tells of a wrong %s', async (wrong, value) => {
    const pan = newPan()
    const answer = await verifierOf(name, { [wrong]: value }).verify(questionOf(pan), soon())
    const code =
      typeof subject.refused === 'string' ? subject.refused : expect.stringMatching(subject.refused)
    expect(answer).toEqual(unavailable({ code, misconfigured: true }))
    expect(await textsAt(origin, pan)).toEqual([])
    expect(JSON.stringify(answer)).not.toContain(Object.values(vars)[0])
  })

  it.each(['reset', 'silent', 'slow_body', 'garbage'] as const)(
    'does not ask again after an answer that is %s',
    async (kind) => {
      const pan = newPan()
      await behaves(origin, pan, { kind })
      const code = kind === 'reset' || kind === 'silent' ? 'no_answer' : 'unreadable'
      expect(await verify(pan, short())).toEqual(unavailable({ code, spent: true }))
      expect(await textsAt(origin, pan)).toHaveLength(1)
    },
  )

  it('reads no more than 16 KB of an answer', async () => {
    const pan = newPan()
    const body = { ...success, more: 'x'.repeat(17_000) }
    await behaves(origin, pan, { kind: 'answer', status: 200, body })
    expect(await verify(pan)).toEqual(unavailable({ code: 'unreadable', spent: true }))
  })

  it.each([408, 502, 504, 520, 522, 524])('counts as spent after %i', async (status) => {
    const pan = newPan()
    await behaves(origin, pan, { kind: 'answer', status, body: success })
    expect(await verify(pan)).toEqual(unavailable({ code: 'no_answer', spent: true }))
    expect(await textsAt(origin, pan)).toHaveLength(1)
  })

  it('follows no redirect', async () => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(
        async () => new Response(null, { status: 307, headers: { Location: origin } }),
      )
    expect(await verifierOf(name).verify(questionOf(newPan()), soon())).toMatchObject({
      kind: 'unavailable',
      spent: false,
    })
    const options = expect.objectContaining({ method: 'POST', redirect: 'manual' })
    expect(fetched).toHaveBeenCalledExactlyOnceWith(expect.anything(), options)
  })

  it('asks the provider itself unless a stand-in is named', async () => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => Response.json(success))
    await verifierOf(name, { [variable]: undefined }, false).verify(questionOf(newPan()), soon())
    for (const call of fetched.mock.calls) {
      expect(call[0]).toMatch(new RegExp(`^${own}/`))
    }
    expect(fetched).toHaveBeenCalled()
  })
})

it('Cashfree takes a look-up once, however often it is asked', async () => {
  const [pan, verifier] = [newPan(), verifierOf('cashfree')]
  await verifier.verify(questionOf(pan), soon())
  const code = 'verification_id_already_exists'
  expect(await verifier.verify(questionOf(pan), soon())).toEqual(unavailable({ code, spent: true }))
  expect(await textsAt(cashfree.origin, pan)).toHaveLength(1)
})

const given = async () => (await askStandIn<{ given: number }>(sandbox.origin, '/tokens', {})).given
const endTokens = () => askStandIn(sandbox.origin, '/tokens', {}, { method: 'DELETE' })

it('Cashfree takes requests of any address by a signature alone', async () => {
  const [pan, unsigned] = [newPan(), verifierOf('cashfree', { CASHFREE_PUBLIC_KEY: undefined })]
  const refused = unavailable({ code: 'ip_validation_failed', misconfigured: true })
  expect(await unsigned.verify(questionOf(pan), soon())).toEqual(refused)
  const oneLine = cashfree.publicKey.replace(/-----[A-Z ]+-----|\n/g, '')
  const signed = verifierOf('cashfree', { CASHFREE_PUBLIC_KEY: oneLine })
  expect((await signed.verify(questionOf(pan), soon())).kind).toBe('found')
})

describe('Sandbox.co.in', () => {
  it('gives a token for many look-ups', async () => {
    const [before, verifier] = [await given(), verifierOf('sandbox_co_in')]
    for (const pan of [newPan(), newPan(), newPan()]) {
      expect((await verifier.verify(questionOf(pan), soon())).kind).toBe('found')
    }
    expect(await given()).toBe(before + 1)
  })

  it('is asked again under a new token where the old one is void, which costs nothing', async () => {
    const [pan, verifier] = [newPan(), verifierOf('sandbox_co_in')]
    await verifier.verify(questionOf(newPan()), soon())
    const before = await given()
    await endTokens()
    expect((await verifier.verify(questionOf(pan), soon())).kind).toBe('found')
    expect(await given()).toBe(before + 1)
    expect(await textsAt<SandboxLookUp>(sandbox.origin, pan)).toHaveLength(1)
  })

  it('is asked for a new token after 23 hours', async () => {
    const [before, verifier] = [await given(), verifierOf('sandbox_co_in')]
    await verifier.verify(questionOf(newPan()), soon())
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 23 * 3_600_000)
    await verifier.verify(questionOf(newPan()), soon())
    expect(await given()).toBe(before + 2)
  })

  it.each([undefined, {}, { data: {} }, { access_token: 'a token' }, { access_token: 'a\nb' }])(
    'gives no token by %j',
    async (body) => {
      vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(body ?? null))
      const answer = await verifierOf('sandbox_co_in').verify(questionOf(newPan()), soon())
      expect(answer).toEqual(unavailable({ code: 'token_200' }))
    },
  )
})
