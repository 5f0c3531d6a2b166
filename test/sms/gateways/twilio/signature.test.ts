import { describe, expect, it, vi } from 'vitest'
import {
  isSignedByTwilio,
  readTwilioRequest,
} from '../../../../src/sms/gateways/twilio/signature.ts'
import { sign } from '../../../support/twilio.ts'

/** The example in the tests of Twilio's library for Node (spec/validation.spec.js). */
const TOKEN = '12345'
const PAGE = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8='
const EXAMPLE = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
}

const holds = (
  signature: string,
  url: string = PAGE,
  parameters: Record<string, string> | [string, string][] = EXAMPLE,
  token = TOKEN,
) => isSignedByTwilio(token, new URL(url), new URLSearchParams(parameters), signature)

describe("Twilio's signature", () => {
  it.each([
    ['as published', PAGE, SIGNATURE],
    ['of an https URL with port 443', PAGE, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
    ['of an http URL with port 80', PAGE.replace('s:', ':'), '0ZXoZLH/DfblKGATFgpif+LLRf4='],
    [
      'of an http URL with the port it has',
      PAGE.replace('s://mycompany.com', '://mycompany.com:1234'),
      'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
    ],
    ['of an https URL without the port it has', PAGE.replace('.com', '.com:1234'), SIGNATURE],
  ])('holds %s', (_, url, signature) => {
    expect(holds(signature, url)).toBe(true)
  })

  it('holds of values given twice, in whatever order', () => {
    const parameters = [
      ['Sid', 'CA123'],
      ['SidAccount', 'AC123'],
      ...['5678', '1234', '1234'].map((digits) => ['Digits', digits]),
    ] as [string, string][]
    for (const all of [parameters, parameters.toReversed()]) {
      expect(holds('IK+Dwps556ElfBT0I3Rgjkr1wJU=', PAGE, all)).toBe(true)
    }
  })

  it('is sought with the work that a form is long, not its square: anybody may post one', () => {
    const names = Array.from({ length: 16_000 }, (_, i) => i.toString(36).padStart(3, '0'))
    const parameters = new URLSearchParams(names.join('&'))
    const lookups = vi.spyOn(parameters, 'getAll')
    expect(isSignedByTwilio(TOKEN, new URL(PAGE), parameters, '')).toBe(false)
    expect(lookups.mock.calls.length).toBeLessThan(100)
  })

  it.each([
    '',
    'WRONG',
    SIGNATURE.slice(0, -1),
    `${SIGNATURE}=`,
    ` ${SIGNATURE}`,
    'A'.repeat(9999),
  ])('is not %j', (signature) => {
    expect(holds(signature)).toBe(false)
  })

  it.each<[string, object, string]>([
    [PAGE.replace('bar=2', 'bar=3'), EXAMPLE, TOKEN],
    [PAGE.replace('https', 'http'), EXAMPLE, TOKEN],
    [PAGE.replace('mycompany', 'another'), EXAMPLE, TOKEN],
    [PAGE, { ...EXAMPLE, Digits: '1235' }, TOKEN],
    [PAGE, { ...EXAMPLE, Extra: '' }, TOKEN],
    [PAGE, {}, TOKEN],
    [PAGE, EXAMPLE, '12346'],
  ])('does not hold for %s with %j under %s', (url, parameters, token) => {
    expect(holds(SIGNATURE, url, parameters as Record<string, string>, token)).toBe(false)
  })

  it('is what the stand-in signs with', () => {
    expect(sign(TOKEN, PAGE, EXAMPLE)).toBe(SIGNATURE)
  })
})

const ACCOUNT = { sid: `AC${'a'.repeat(32)}`, authToken: 'token-of-the-account' }
const WEBHOOK = 'https://signup.example/webhooks/sms/twilio/'
const CALLBACK = `${WEBHOOK}?ref=reference-1_A`
const FORM = 'application/x-www-form-urlencoded'
const SID = `AccountSid=${ACCOUNT.sid}`
const ONE = { AccountSid: ACCOUNT.sid }

type Changes = { body?: string; url?: string; type?: string; signature?: string }

/** Reads a request as it came in, signed unless a signature is given. */
function read(changes: Changes = {}) {
  const { body = `${SID}&MessageStatus=delivered`, url = CALLBACK, type = FORM } = changes
  const fields = Object.fromEntries(new URLSearchParams(body))
  const { signature = sign(ACCOUNT.authToken, url, fields) } = changes
  const headers = new Headers({ 'content-type': type, 'x-twilio-signature': signature })
  return readTwilioRequest({ url: new URL(url), headers, body }, ACCOUNT)
}

describe('a request from Twilio', () => {
  it('brings its parameters and the reference of its URL', () => {
    const request = read()
    expect(request).toMatchObject({ kind: 'signed', reference: 'reference-1_A' })
    expect(request.kind === 'signed' && String(request.parameters)).toContain('=delivered')
  })

  it.each([FORM, `${FORM}; charset=UTF-8`, `${FORM};charset=utf-8`, FORM.toUpperCase()])(
    'is a form: %s',
    (type) => expect(read({ type }).kind).toBe('signed'),
  )

  it.each(['application/json', 'text/plain', '', `${FORM}x`, 'multipart/form-data; boundary=x'])(
    'is unreadable as %j',
    (type) => expect(read({ type }).kind).toBe('unreadable'),
  )

  it.each<[string, Changes]>([
    ['no signature', { signature: '' }],
    ['a signature under another token', { body: SID, signature: sign('another', CALLBACK, ONE) }],
    [
      'a signature for another URL',
      { body: SID, signature: sign(ACCOUNT.authToken, `${CALLBACK}x`, ONE) },
    ],
    ['another account', { body: `AccountSid=AC${'b'.repeat(32)}` }],
    ['no account', { body: 'MessageStatus=delivered' }],
    ['nothing', { body: '' }],
    ['two accounts', { body: `${SID}&${SID}` }],
  ])('is forged with %s', (_, changes) => {
    expect(read(changes).kind).toBe('forged')
  })

  it.each(['', '?ref=', '?ref=a&ref=b', '?ref=%3Cscript%3E', `?ref=${'x'.repeat(201)}`])(
    'is unreadable without one reference: %s',
    (query) => expect(read({ url: `${WEBHOOK}${query}` }).kind).toBe('unreadable'),
  )

  it.each(['%', '%E0%A4%A', '&&&===', '\0', '=', 'x'.repeat(1_000_000), '🙂=🙂', 'a=%FF%FE'])(
    'never throws over a body',
    (body) => expect(read({ body, signature: 'x' }).kind).toBe('forged'),
  )
})
