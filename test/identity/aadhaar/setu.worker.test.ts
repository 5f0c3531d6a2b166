import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { DigiLocker } from '../../../src/identity/aadhaar/digilocker.ts'
import { DIGILOCKER_KINDS } from '../../../src/identity/aadhaar/digilockers.ts'
import { askStandIn } from '../../support/stand-ins.ts'
import { aadhaarData } from '../../support/setu.ts'

afterEach(() => vi.restoreAllMocks())

const { origin, ...account } = inject('setu')
const APPLICANT = { name: 'Jack Doe', dateOfBirth: '1990-01-01' }
const RETURN = 'https://signup.example/users/signup/?state=a.b.c'

function setu(changes: object = {}, development = true): DigiLocker {
  const read = DIGILOCKER_KINDS.get('setu')?.read(
    {
      SETU_CLIENT_ID: account.clientId,
      SETU_CLIENT_SECRET: account.clientSecret,
      SETU_DIGILOCKER_PRODUCT_ID: account.digiLockerProduct,
      SETU_ORIGIN: origin,
      ...changes,
    },
    development,
  )
  if (!read?.ok) throw new Error(read?.unusable.join())
  return read.settings
}

const soon = () => AbortSignal.timeout(5000)
const short = () => AbortSignal.timeout(200)

async function started(): Promise<string> {
  const answer = await setu().start(RETURN, soon())
  if (answer.kind !== 'started') throw new Error(answer.kind)
  return answer.requestId
}

const settle = (id: string, changes: object) =>
  askStandIn(origin, '/requests', { id }, { method: 'PUT', body: JSON.stringify(changes) })

const finish = (id: string, signal = soon(), changes: object = {}) =>
  setu(changes).finish(id, APPLICANT, signal)

const photo = (size: number) => ({
  status: 200,
  body: aadhaarData({ photo: 'A'.repeat(size) }),
})

describe('DigiLocker through Setu', () => {
  it('waits for consent, and then has the data', async () => {
    const id = await started()
    expect(await finish(id)).toEqual({ kind: 'pending' })
    await settle(id, { consent: 'authenticated' })
    const verified = {
      kind: 'verified',
      holder: {
        name: 'Jack Doe',
        dateOfBirth: '1990-01-01',
        last4: '1234',
        issuedOn: '2021-10-26',
        phone: '9876543210',
      },
    }
    expect(await finish(id)).toEqual(verified)
    expect(await finish(id)).toEqual(verified)
    await settle(id, { consent: 'revoked' })
    expect(await finish(id)).toEqual({ kind: 'refused' })
  })

  it('says where to go, and until when', async () => {
    const answer = await setu().start(RETURN, soon())
    expect(answer).toMatchObject({ kind: 'started', url: expect.stringMatching(/^https:/) })
    expect(answer.kind === 'started' && answer.expiresAt).toBeGreaterThan(Date.now())
  })

  it('knows no request that Setu does not, and asks for none that is no id', async () => {
    expect(await finish(crypto.randomUUID())).toEqual({ kind: 'expired' })
    const fetched = vi.spyOn(globalThis, 'fetch')
    expect(await finish('../verify/pan?')).toEqual({ kind: 'expired' })
    expect(fetched).not.toHaveBeenCalled()
  })

  it.each(['SETU_CLIENT_ID', 'SETU_CLIENT_SECRET', 'SETU_DIGILOCKER_PRODUCT_ID'])(
    'tells of a wrong %s',
    async (variable) => {
      const wrong = { [variable]: account.panProduct }
      const refused = { kind: 'unavailable', code: 'http_401', misconfigured: true }
      expect(await setu(wrong).start(RETURN, soon())).toEqual(refused)
      expect(await finish(await started(), soon(), wrong)).toEqual(refused)
    },
  )

  it('takes a photo, but not endless data', async () => {
    const id = await started()
    await settle(id, { consent: 'authenticated', aadhaar: photo(400_000) })
    expect((await finish(id)).kind).toBe('verified')
    await settle(id, { aadhaar: photo(600_000) })
    const unreadable = { kind: 'unavailable', code: 'unreadable', misconfigured: false }
    expect(await finish(id)).toEqual(unreadable)
    await settle(id, { aadhaar: { status: 200, body: '<h1>It works!</h1>' } })
    expect(await finish(id)).toEqual(unreadable)
  })

  it('gives up where nothing comes, on either call', async () => {
    const silence = { kind: 'unavailable', code: 'no_answer', misconfigured: false }
    const hangs = vi.spyOn(globalThis, 'fetch').mockImplementation(
      (_, init) =>
        new Promise((__, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
        }),
    )
    expect(await setu().start(RETURN, short())).toEqual(silence)
    expect(await finish('12345678', short())).toEqual(silence)
    expect(hangs).toHaveBeenCalledTimes(2)
    const consent = Response.json({ status: 'authenticated' })
    hangs.mockRestore()
    vi.spyOn(globalThis, 'fetch')
      .mockResolvedValueOnce(consent)
      .mockRejectedValueOnce(new Error('reset'))
    expect(await finish('12345678')).toEqual(silence)
  })

  it('asks Setu itself unless a stand-in is named, and follows no redirect', async () => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(
        async () => new Response(null, { status: 307, headers: { Location: origin } }),
      )
    const verifier = setu({ SETU_ORIGIN: undefined }, false)
    const redirected = { kind: 'unavailable', code: 'http_307', misconfigured: false }
    expect(await verifier.start(RETURN, soon())).toEqual(redirected)
    expect(await verifier.finish('12345678', APPLICANT, soon())).toEqual(redirected)
    expect(fetched.mock.calls.map(([target]) => target)).toEqual([
      'https://dg.setu.co/api/digilocker',
      'https://dg.setu.co/api/digilocker/12345678/status',
    ])
  })
})
