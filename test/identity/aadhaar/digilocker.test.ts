import { describe, expect, it } from 'vitest'
import { readReturn } from '../../../src/identity/aadhaar/digilocker.ts'
import { DIGILOCKER_KINDS } from '../../../src/identity/aadhaar/digilockers.ts'
import {
  classifyAadhaar,
  classifyStart,
  classifyStatus,
} from '../../../src/identity/aadhaar/setu.ts'
import { aadhaarData } from '../../support/setu.ts'

const NOW = Date.parse('2026-11-01T00:00:00Z')
const ORIGIN = 'https://dg.setu.co'
const [ID, LATER] = ['ea31e1e6-96eb-4e56-a355-7bc51de94d24', '2026-11-01T05:40:00+05:30']

describe('what Setu redirects to', () => {
  it.each([
    ['success=True&id=1&scope=ADHAR', false],
    ['state=a.b&success=True&id=1&scope=ADHAR%2BPANCR%2BDRVLC', false],
    ['success=true&id=1&scope=PANCR+ADHAR', false],
    ['success=True&id=1&scope=', true],
    ['success=True&id=1&scope=PANCR', true],
    ['success=False&id=1&errCode=access_denied&errMessage=denied', true],
    ['id=1', true],
  ])('by %s: refused %s', (query, refused) => {
    expect(readReturn(new URLSearchParams(query))).toEqual({ requestId: '1', refused })
  })

  it('may have no id', () => {
    expect(readReturn(new URLSearchParams('')).requestId).toBeUndefined()
  })
})

const unavailable = (code: string, misconfigured = false) => ({
  kind: 'unavailable',
  code,
  misconfigured,
})

const error = (code: string) => ({ error: { code, detail: 'of Setu', traceId: '' } })

describe('a request for DigiLocker at Setu', () => {
  const body = { id: ID, status: 'unauthenticated', url: 'https://x.example/', validUpto: LATER }

  it('is made', () => {
    const started = { kind: 'started', requestId: ID, url: body.url, expiresAt: Date.parse(LATER) }
    expect(classifyStart(201, body, ORIGIN)).toEqual(started)
    expect(classifyStart(200, body, ORIGIN)).toEqual(started)
  })

  it.each<object | undefined>([
    undefined,
    {},
    { ...body, url: 'javascript:alert(1)' },
    { ...body, url: 'http://x.example/' },
    { ...body, url: 'User login url' },
    { ...body, id: '../../other' },
    { ...body, id: 7 },
    { ...body, validUpto: 'soon' },
  ])('is not made by %j', (answer) => {
    expect(classifyStart(201, answer, ORIGIN)).toEqual(unavailable('unreadable'))
  })

  it.each([
    [400, error('invalid_redirect_url'), unavailable('invalid_redirect_url', true)],
    [400, error('invalid_payload'), unavailable('invalid_payload', true)],
    [401, {}, unavailable('http_401', true)],
    [403, error('forbidden'), unavailable('forbidden', true)],
    [307, undefined, unavailable('http_307')],
    [429, undefined, unavailable('http_429')],
    [500, error('internal_server_error'), unavailable('internal_server_error')],
    [500, error('a text of the person'), unavailable('http_500')],
    // What says something of consent says nothing before there is a request.
    [404, error('request_not_found'), unavailable('request_not_found')],
  ])('is not made by %i with %j', (status, answer, refusal) => {
    expect(classifyStart(status, answer, ORIGIN)).toEqual(refusal)
  })
})

const of = (status: string, more: object = {}) => ({ id: ID, status, ...more })

describe('the status of a request at Setu', () => {
  it.each([
    [200, of('unauthenticated', { validUpto: LATER }), { kind: 'pending' }],
    [200, of('unauthenticated'), { kind: 'pending' }],
    [200, of('unauthenticated', { validUpto: '2026-10-31T23:59:59Z' }), { kind: 'expired' }],
    [200, of('authenticated'), { kind: 'authenticated' }],
    [200, of('authenticated', { digilockerUserDetails: {} }), { kind: 'authenticated' }],
    [200, of('revoked'), { kind: 'refused' }],
    [200, of('tomorrow'), unavailable('unreadable')],
    [200, undefined, unavailable('unreadable')],
    [404, error('request_not_found'), { kind: 'expired' }],
    [404, {}, unavailable('http_404', true)],
    [500, error('internal_server_error'), unavailable('internal_server_error')],
  ])('%i %j', (status, body, answer) => {
    expect(classifyStatus(status, body, NOW)).toEqual(answer)
  })

  it.each([
    ['9876543210', '9876543210'],
    ['+919876543210', '9876543210'],
    ['09876543210', '9876543210'],
    ['1234567899', undefined],
    ['xxxxxx3210', undefined],
    [7, undefined],
  ])('has the phone %s of the account as %s', (phoneNumber, phone) => {
    const body = of('authenticated', { digilockerUserDetails: { phoneNumber } })
    expect(classifyStatus(200, body, NOW)).toEqual({ kind: 'authenticated', phone })
  })
})

const withData = (changes: object) => classifyAadhaar(200, aadhaarData(changes), undefined)

describe('the Aadhaar data at Setu', () => {
  it('is verified, and neither photo nor address is kept', () => {
    expect(classifyAadhaar(200, aadhaarData(), '9876543210')).toEqual({
      kind: 'verified',
      holder: {
        name: 'Jack Doe',
        dateOfBirth: '1990-01-01',
        last4: '1234',
        issuedOn: '2021-10-26',
        phone: '9876543210',
      },
    })
  })

  it('may know a year of birth alone', () => {
    expect(withData({ dateOfBirth: '1990' })).toMatchObject({ holder: { dateOfBirth: '1990' } })
  })

  it('is not taken where its signature was not verified', () => {
    const verified = { email: false, phone: false, signature: false }
    expect(withData({ verified })).toEqual(unavailable('signature_not_verified'))
  })

  it.each<object>([
    { maskedNumber: '999941057058' },
    { maskedNumber: '' },
    { name: ' ' },
    { dateOfBirth: '31-02-1990' },
    { dateOfBirth: '' },
    { generatedAt: 'today' },
    { verified: {} },
    { verified: { signature: 'true' } },
  ])('is unreadable with %j', (changes) => {
    expect(withData(changes)).toEqual(unavailable('unreadable'))
  })

  it.each([
    [400, 'aadhaar_not_linked', { kind: 'not_linked' }],
    [400, 'aadhaar_not_available', { kind: 'not_linked' }],
    [401, 'user_not_authenticated', { kind: 'pending' }],
    [401, 'token_revoked', { kind: 'refused' }],
    [400, 'user_consent_not_given', { kind: 'refused' }],
    [400, 'invalid_grant', { kind: 'refused' }],
    [401, 'invalid_token', { kind: 'expired' }],
    [404, 'request_not_found', { kind: 'expired' }],
    [500, 'get_xml_failed', unavailable('get_xml_failed')],
    [500, 'unwrap_aadhaar_failed', unavailable('unwrap_aadhaar_failed')],
    [500, 'upstream_server_error', unavailable('upstream_server_error')],
    [400, 'customer_detail_mismatch', unavailable('customer_detail_mismatch')],
    [400, 'vault_secret_error', unavailable('vault_secret_error', true)],
  ])('%i %s', (status, code, answer) => {
    expect(classifyAadhaar(status, error(code), undefined)).toEqual(answer)
  })

  it('is not taken before it is complete', () => {
    const body = { ...aadhaarData(), status: 'pending' }
    expect(classifyAadhaar(200, body, undefined)).toEqual(unavailable('unreadable'))
  })
})

describe('the settings of DigiLocker', () => {
  const SETU = { SETU_CLIENT_ID: 'client-id', SETU_CLIENT_SECRET: 'a-secret' }

  it.each([
    [{ ...SETU, SETU_DIGILOCKER_PRODUCT_ID: 'product-1' }, []],
    [SETU, ['SETU_DIGILOCKER_PRODUCT_ID']],
    [{}, ['SETU_DIGILOCKER_PRODUCT_ID', 'SETU_CLIENT_ID', 'SETU_CLIENT_SECRET']],
  ])('of Setu are read of %j: unusable %j', (vars, unusable) => {
    const read = DIGILOCKER_KINDS.get('setu')?.read(vars, false)
    expect(read?.ok === false ? read.unusable : []).toEqual(unusable)
  })

  it('refuse the sandbox in production', () => {
    const read = DIGILOCKER_KINDS.get('sandbox')?.read({ AADHAAR_VERIFIERS: 'sandbox' }, false)
    expect(read).toEqual({ ok: false, unusable: ['AADHAAR_VERIFIERS'] })
  })
})
