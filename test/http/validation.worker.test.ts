import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { call, newAddress, newPhone, ORIGIN } from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { expectRefusal, expectReplyHeaders, raw } from '../support/contract.ts'
import { EVERY_DIGIT } from '../support/digits.ts'

const SEND = '/users/api/send-otp'
const VERIFY = '/users/api/verify-otp'
const PATHS = [
  SEND,
  `${SEND}/`,
  VERIFY,
  `${VERIFY}/`,
  '/users/api/personal-details/',
  '/users/api/create-account/',
  '/users/api/withdraw-consent/',
]

function post(path: string, body: string | ReadableStream, type: string | undefined) {
  const typed: Record<string, string> = type === undefined ? {} : { 'Content-Type': type }
  const headers = { Origin: ORIGIN, 'CF-Connecting-IP': newAddress(), ...typed }
  return raw(path, { headers, body, env: envUntouched() })
}

const json = (path: string, body: string) => post(path, body, 'application/json')

function streamOf(text: string): ReadableStream {
  return new Response(text).body ?? new ReadableStream()
}

const padded = (bytes: number) => `{}${' '.repeat(bytes - 2)}`

describe.each(PATHS)('POST %s', (path) => {
  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json5',
    'application/vnd.api+json',
    'application/json, text/plain',
    '',
  ])('[R21] answers 415 to the type %j', async (type) => {
    expectRefusal(await post(path, '{}', type), 415, 'unsupported_media_type')
  })

  it('answers 415 to a body whose type is not declared', async () => {
    const body = new Response(new TextEncoder().encode('{}')).body ?? ''
    expectRefusal(await post(path, body, undefined), 415, 'unsupported_media_type')
  })

  it('answers 415 to no body at all', async () => {
    const reply = await raw(path, { headers: { Origin: ORIGIN } })
    expectRefusal(reply, 415, 'unsupported_media_type')
  })

  it.each([
    'application/json;charset=utf-8',
    'application/json ; charset=utf-8',
    'Application/JSON',
    'application/json;',
  ])('reads the body of the type %j', async (type) => {
    expectRefusal(await post(path, '{', type), 400, 'invalid_json')
  })

  it.each([
    ['empty', ''],
    ['blank', ' '],
    ['cut off', '{"phone":"98765'],
    ['with something after its end', '{} {}'],
    ['with a trailing comma', '{"phone":"9876543210",}'],
    ['in single quotes', "{'phone':'9876543210'}"],
    ['a form', 'phone=9876543210'],
    ['NaN', 'NaN'],
    ['nested beyond reason', '['.repeat(4096)],
  ])('answers 400 invalid_json to a body that is %s', async (_, body) => {
    expectRefusal(await json(path, body), 400, 'invalid_json')
  })

  it.each([
    ['null', 'null'],
    ['an array', '[]'],
    ['an array of the body', '[{"phone":"9876543210"}]'],
    ['a string', '"9876543210"'],
    ['a number', '9876543210'],
    ['true', 'true'],
  ])('answers 400 invalid_request to a body that is %s', async (_, body) => {
    expectRefusal(await json(path, body), 400, 'invalid_request', { field: 'body' })
  })

  it.each([
    ['reads', 4096, 400, 'invalid_request'],
    ['[R20, R46] refuses', 4097, 413, 'body_too_large'],
  ])('%s a body of %i bytes, with Content-Length and without', async (_, bytes, status, error) => {
    for (const body of [padded(bytes), streamOf(padded(bytes))]) {
      const reply = await post(path, body, 'application/json')
      expect(reply).toMatchObject({ status, body: { error } })
      expectReplyHeaders(reply)
    }
  })

  it('counts bytes, not characters', async () => {
    expectRefusal(await json(path, JSON.stringify('९'.repeat(1400))), 413, 'body_too_large')
  })

  it('answers 415 before it looks at the size', async () => {
    expectRefusal(await post(path, padded(5000), 'text/plain'), 415, 'unsupported_media_type')
  })
})

const PHONE = '"phone":"9876543210"'

describe('a body of send-otp', () => {
  it.each([
    ['has no phone', '{}', 'phone'],
    ['has a number for phone', '{"phone":9876543210}', 'phone'],
    ['has null for phone', '{"phone":null}', 'phone'],
    ['has a list for phone', '{"phone":["9876543210"]}', 'phone'],
    ['has an object for phone', '{"phone":{"toString":"9876543210"}}', 'phone'],
    ['has true for phone', '{"phone":true}', 'phone'],
    ['has null for session_id', `{${PHONE},"session_id":null}`, 'session_id'],
    ['has a number for session_id', `{${PHONE},"session_id":1}`, 'session_id'],
    ['has a list for session_id', `{${PHONE},"session_id":[]}`, 'session_id'],
    ['has an unknown member', `{${PHONE},"verified":true}`, 'verified'],
    ['has another case of a member', `{${PHONE},"Phone":"9876543210"}`, 'Phone'],
    ['has a member otp_code', `{${PHONE},"otp_code":"123456"}`, 'otp_code'],
    ['has a member __proto__', `{${PHONE},"__proto__":{"session_id":"x"}}`, '__proto__'],
    ['has a member constructor', `{${PHONE},"constructor":{"prototype":{}}}`, 'constructor'],
    ['has a member toString', `{${PHONE},"toString":"x"}`, 'toString'],
    ['has its phone in __proto__', `{"__proto__":{${PHONE}}}`, expect.any(String)],
    ['names a member in markup', `{${PHONE},"<script>":1}`, 'body'],
    ['names a member at length', `{${PHONE},"${'x'.repeat(41)}":1}`, 'body'],
    ['names a member by nothing', `{${PHONE},"":1}`, 'body'],
  ])('[R20, R23] is refused where it %s', async (_, body, field) => {
    expectRefusal(await json(SEND, body), 400, 'invalid_request', { field })
  })

  it('may begin with a byte order mark or be refused as JSON, but is never an error', async () => {
    const reply = await json(SEND, '\uFEFF{"phone":1}')
    expect(reply.status).toBe(400)
  })

  it('[R20] takes the last of duplicate members, as JSON.parse does, for the check and the text', async () => {
    const [first, last] = [newPhone(), newPhone()]
    const body = `{"phone":"${first}","phone":"${last}"}`
    const reply = await call(SEND, { body })
    expect(reply).toMatchObject({ status: 200, body: { phone: `+91 •••••• ${last.slice(-4)}` } })
  })
})

describe('a body of verify-otp', () => {
  it.each([
    ['five digits', '"12345"'],
    ['seven digits', '"1234567"'],
    ['the number 123456', '123456'],
    ['1e5', '"1e5"'],
    ['1e5 as a number', '1e5'],
    ['a sign', '"+12345"'],
    ['a minus', '"-12345"'],
    ['hexadecimal digits', '"0x1234"'],
    ['letters', '"abcdef"'],
    ['full-width digits', '"１２３４５６"'],
    ['Arabic digits', '"١٢٣٤٥٦"'],
    ['Devanagari digits', '"१२३४५६"'],
    ['a space before', '" 12345"'],
    ['a space between', '"123 456"'],
    ['a line break after', '"123456\\n"'],
    ['a NUL after', '"123456\\u0000"'],
    ['nothing', '""'],
    ['null', 'null'],
    ['zero', '0'],
    ['a list', '["123456"]'],
    ['a list of digits', '["1","2","3","4","5","6"]'],
    ['an object', '{"length":6}'],
    ['true', 'true'],
  ])('[R13] is refused where otp_code is %s', async (_, code) => {
    const reply = await json(VERIFY, `{"session_id":"x","otp_code":${code}}`)
    expectRefusal(reply, 400, 'invalid_request', { field: 'otp_code' })
  })

  it('[R13] is refused whatever otp_code is, unless a string of six ASCII digits', async () => {
    const digit = fc.constantFrom(...EVERY_DIGIT, ...Array.from('0123456789+-e. '))
    const code = fc
      .oneof(
        fc.string({ unit: digit, minLength: 5, maxLength: 7 }),
        fc.array(fc.constant('123456'), { maxLength: 2 }),
        fc.nat(999_999),
        fc.jsonValue(),
      )
      .filter((value) => typeof value !== 'string' || !/^[0-9]{6}$/.test(value))
    await fc.assert(
      fc.asyncProperty(code, async (value) => {
        const body = JSON.stringify({ session_id: 'x', otp_code: value })
        expectRefusal(await json(VERIFY, body), 400, 'invalid_request', { field: 'otp_code' })
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['has no session_id', '{"otp_code":"123456"}', 'session_id'],
    ['has no otp_code', '{"session_id":"x"}', 'otp_code'],
    ['has a number for session_id', '{"session_id":1,"otp_code":"123456"}', 'session_id'],
    ['has an unknown member', '{"session_id":"x","otp_code":"123456","step":5}', 'step'],
    ['has a phone', '{"session_id":"x","otp_code":"123456","phone":"9876543210"}', 'phone'],
    ['has __proto__', '{"session_id":"x","otp_code":"123456","__proto__":{}}', '__proto__'],
  ])('[R23, R44] is refused where it %s', async (_, body, field) => {
    expectRefusal(await json(VERIFY, body), 400, 'invalid_request', { field })
  })
})

describe('a body of a later step', () => {
  const DETAILS_PATH = '/users/api/personal-details/'
  const consent = '"consent":{"notice_version":"1","language":"en","purposes":[]}'
  const named = '"session_id":"x","full_name":"x","date_of_birth":"x","email":"x","pin_code":"x"'

  it.each([
    ['has no consent', `{${named}}`, 'consent'],
    ['has a consent that is true', `{${named},"consent":true}`, 'consent'],
    ['consents to more than it may', `{${named},"consent":{"all":true}}`, 'consent'],
    ['has a number for a name', `{${named},${consent},"full_name":1}`, 'full_name'],
    ['has a list for an email', `{${named},${consent},"email":["x"]}`, 'email'],
    ['has a number for a PIN code', `{${named},${consent},"pin_code":560001}`, 'pin_code'],
    ['says that the phone is verified', `{${named},${consent},"verified":true}`, 'verified'],
    ['has an account', `{${named},${consent},"account_id":"x"}`, 'account_id'],
  ])('is refused by step 2 where it %s', async (_, body, field) => {
    expectRefusal(await json(DETAILS_PATH, body), 400, 'invalid_request', { field })
  })

  it.each([
    ['create-account', '{"session_id":"x"}', 'password'],
    ['create-account', '{"session_id":"x","password":12345678}', 'password'],
    ['create-account', '{"password":"eight or more"}', 'session_id'],
    ['create-account', '{"session_id":"x","password":"x","account_id":"x"}', 'account_id'],
    ['withdraw-consent', '{"purpose":["offers"]}', 'purpose'],
    ['withdraw-consent', '{"session_id":1,"purpose":"account"}', 'session_id'],
    ['sign-out', '{"account_id":"x"}', 'account_id'],
    ['close-account', '{"account_id":"x"}', 'account_id'],
    ['close-account', '[]', 'body'],
  ])('is refused by %s where it is %s', async (name, body, field) => {
    const reply = await json(`/users/api/${name}/`, body)
    expectRefusal(reply, 400, 'invalid_request', { field })
  })
})
