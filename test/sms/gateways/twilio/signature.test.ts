import { describe, expect, it, vi } from 'vitest'
import type { ReceiptRequest } from '../../../../src/sms/gateway.ts'
import {
  isSignedByTwilio,
  readTwilioRequest,
} from '../../../../src/sms/gateways/twilio/signature.ts'
import { sign } from '../../../support/twilio.ts'

/** The example in the tests of Twilio's library for Node (spec/validation.spec.js). */
const TOKEN = '12345'
const URL_OF_EXAMPLE = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const EXAMPLE = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
}

const holds = (
  signature: string,
  url: string = URL_OF_EXAMPLE,
  parameters: Record<string, string> | [string, string][] = EXAMPLE,
  token = TOKEN,
) => isSignedByTwilio(token, new URL(url), new URLSearchParams(parameters), signature)

describe("Twilio's signature", () => {
  it.each([
    ['as published', URL_OF_EXAMPLE, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['of an https URL with port 443', URL_OF_EXAMPLE, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
    [
      'of an http URL with port 80',
      'http://mycompany.com/myapp.php?foo=1&bar=2',
      '0ZXoZLH/DfblKGATFgpif+LLRf4=',
    ],
    [
      'of an http URL with the port it has',
      'http://mycompany.com:1234/myapp.php?foo=1&bar=2',
      'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
    ],
    [
      'of an https URL without the port it has',
      'https://mycompany.com:1234/myapp.php?foo=1&bar=2',
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    ],
  ])('holds %s', (_, url, signature) => {
    expect(holds(signature, url)).toBe(true)
  })

  it('holds of values given twice, in whatever order', () => {
    const parameters: [string, string][] = [
      ['Sid', 'CA123'],
      ['SidAccount', 'AC123'],
      ['Digits', '5678'],
      ['Digits', '1234'],
      ['Digits', '1234'],
    ]
    const signature = 'IK+Dwps556ElfBT0I3Rgjkr1wJU='
    expect(holds(signature, URL_OF_EXAMPLE, parameters)).toBe(true)
    expect(holds(signature, URL_OF_EXAMPLE, parameters.toReversed())).toBe(true)
  })

  it('is sought with the work that a form is long, not its square: anybody may post one', () => {
    const names = Array.from({ length: 16_000 }, (_, i) => i.toString(36).padStart(3, '0'))
    const parameters = new URLSearchParams(names.join('&'))
    const lookups = vi.spyOn(parameters, 'getAll')
    expect(isSignedByTwilio(TOKEN, new URL(URL_OF_EXAMPLE), parameters, '')).toBe(false)
    expect(lookups.mock.calls.length).toBeLessThan(100)
  })

  const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8='

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

  it('does not hold once anything is changed', () => {
    expect(holds(SIGNATURE, URL_OF_EXAMPLE.replace('bar=2', 'bar=3'))).toBe(false)
    expect(holds(SIGNATURE, URL_OF_EXAMPLE.replace('https', 'http'))).toBe(false)
    expect(holds(SIGNATURE, URL_OF_EXAMPLE.replace('mycompany', 'another'))).toBe(false)
    expect(holds(SIGNATURE, URL_OF_EXAMPLE, { ...EXAMPLE, Digits: '1235' })).toBe(false)
    expect(holds(SIGNATURE, URL_OF_EXAMPLE, { ...EXAMPLE, Extra: '' })).toBe(false)
    expect(holds(SIGNATURE, URL_OF_EXAMPLE, {})).toBe(false)
    expect(holds(SIGNATURE, URL_OF_EXAMPLE, EXAMPLE, '12346')).toBe(false)
  })

  it('is what the stand-in signs with', () => {
    expect(sign(TOKEN, URL_OF_EXAMPLE, EXAMPLE)).toBe(SIGNATURE)
  })
})

const ACCOUNT = { sid: `AC${'a'.repeat(32)}`, authToken: 'token-of-the-account' }
const CALLBACK = 'https://signup.example/webhooks/sms/twilio/?ref=reference-1_A'
const DELIVERED = { AccountSid: ACCOUNT.sid, MessageStatus: 'delivered' }

const FORM = 'application/x-www-form-urlencoded'

/** A request as it came in, signed unless a signature is given. */
function request(
  parameters: Record<string, string> | string = DELIVERED,
  {
    url = CALLBACK,
    type = FORM,
    signature,
  }: { url?: string; type?: string; signature?: string } = {},
): ReceiptRequest {
  const body =
    typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString()
  const fields = Object.fromEntries(new URLSearchParams(body))
  const headers = new Headers({
    'content-type': type,
    'x-twilio-signature': signature ?? sign(ACCOUNT.authToken, url, fields),
  })
  return { url: new URL(url), headers, body }
}

const kindOf = (asked: ReceiptRequest) => readTwilioRequest(asked, ACCOUNT).kind

describe('a request from Twilio', () => {
  it('brings its parameters and the reference of its URL', () => {
    const read = readTwilioRequest(request(), ACCOUNT)
    expect(read).toMatchObject({ kind: 'signed', reference: 'reference-1_A' })
    expect(read.kind === 'signed' && Object.fromEntries(read.parameters)).toEqual(DELIVERED)
  })

  it.each([FORM, `${FORM}; charset=UTF-8`, `${FORM};charset=utf-8`, FORM.toUpperCase()])(
    'is a form: %s',
    (type) => {
      expect(kindOf(request(DELIVERED, { type }))).toBe('signed')
    },
  )

  it.each(['application/json', 'text/plain', '', `${FORM}x`, 'multipart/form-data; boundary=x'])(
    'is unreadable as %j',
    (type) => {
      expect(kindOf(request(DELIVERED, { type }))).toBe('unreadable')
    },
  )

  it('is forged without a signature, or with another token or for another URL', () => {
    const unsigned = request()
    unsigned.headers.delete('x-twilio-signature')
    expect(kindOf(unsigned)).toBe('forged')
    expect(kindOf(request(DELIVERED, { signature: '' }))).toBe('forged')
    expect(kindOf(request(DELIVERED, { signature: sign('another', CALLBACK, DELIVERED) }))).toBe(
      'forged',
    )
    const elsewhere = sign(ACCOUNT.authToken, `${CALLBACK}x`, DELIVERED)
    expect(kindOf(request(DELIVERED, { signature: elsewhere }))).toBe('forged')
  })

  it('is forged for another account, for none, and for two', () => {
    expect(kindOf(request({ ...DELIVERED, AccountSid: `AC${'b'.repeat(32)}` }))).toBe('forged')
    expect(kindOf(request({ MessageStatus: 'delivered' }))).toBe('forged')
    expect(kindOf(request(''))).toBe('forged')
    const twice = new URLSearchParams([
      ['AccountSid', ACCOUNT.sid],
      ['AccountSid', ACCOUNT.sid],
    ]).toString()
    expect(kindOf(request(twice))).toBe('forged')
  })

  it.each([
    'https://signup.example/webhooks/sms/twilio/',
    'https://signup.example/webhooks/sms/twilio/?ref=',
    'https://signup.example/webhooks/sms/twilio/?ref=a&ref=b',
    'https://signup.example/webhooks/sms/twilio/?ref=%3Cscript%3E',
    `https://signup.example/webhooks/sms/twilio/?ref=${'x'.repeat(201)}`,
  ])('is unreadable without one reference: %s', (url) => {
    expect(kindOf(request(DELIVERED, { url }))).toBe('unreadable')
  })

  it.each(['%', '%E0%A4%A', '&&&===', '\0', '=', 'x'.repeat(1_000_000), '🙂=🙂', 'a=%FF%FE'])(
    'never throws over a body',
    (body) => {
      expect(kindOf(request(body, { signature: 'x' }))).toBe('forged')
    },
  )
})
