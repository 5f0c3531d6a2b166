import { describe, expect, it } from 'vitest'
import { replyOf } from './people.ts'
import { brokenContract, brokenReply } from './replies.ts'

const ID = 'a1b2c3d4-e5f6-4890-abcd-ef1234567890'
const ALWAYS = { 'Cache-Control': 'no-store', 'X-Request-Id': ID }
const COOKIE = `__Host-signup=${ID}.${'x'.repeat(43)}; Max-Age=259200; Path=/; HttpOnly; Secure; SameSite=Strict`
const SENT = {
  success: true,
  message: 'Sent.',
  session_id: ID,
  phone: '+91 •••••• 3210',
  code_issue: 1,
  attempts_left: 3,
  expires_in: 300,
  resend_in: 30,
}
const LIMITED = { success: false, error: 'rate_limited', message: 'Later.', retry_after: 60 }

type Planted = {
  readonly method?: string
  readonly path?: string
  readonly status?: number
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

function reply({ status = 200, body = SENT, headers }: Planted) {
  const type = { 'Content-Type': 'application/json' }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return replyOf(status, new Headers({ ...ALWAYS, ...type, ...headers }), text)
}

const broken = ({ method = 'POST', path = '/users/api/send-otp', ...planted }: Planted) =>
  brokenReply({ method, path }, reply(planted))

const limited = (change: object = {}, header = '60'): Planted => ({
  status: 429,
  body: { ...LIMITED, ...change },
  headers: { 'Retry-After': header },
})

describe('the check of a reply against the contract', () => {
  it.each<[string, Planted]>([
    ['a good send', {}],
    ['one that sets the cookie', { headers: { 'Set-Cookie': COOKIE } }],
    ['a whole URL', { path: 'https://signup.example/users/api/send-otp/?a=1' }],
    ['a limit', limited()],
    [
      'a redirect',
      { method: 'GET', path: '/', status: 302, body: '', headers: { Location: '/x' } },
    ],
    [
      'another method',
      {
        method: 'PUT',
        status: 405,
        body: { success: false, error: 'method_not_allowed', message: 'No.' },
        headers: { Allow: 'POST' },
      },
    ],
  ])('finds nothing in %s', (_, planted) => {
    expect(broken(planted)).toEqual([])
  })

  it.each<[string, Planted, RegExp]>([
    ['a member that is not documented', { body: { ...SENT, code: '1' } }, /Unrecognized key/],
    ['a member that is missing', { body: { ...SENT, phone: undefined } }, /phone/],
    ['a phone in the clear', { body: { ...SENT, phone: '+919876543210' } }, /phone/],
    ['more attempts than there are', { body: { ...SENT, attempts_left: 4 } }, /attempts_left/],
    ['a message that is no sentence', { body: { ...SENT, message: 'sent' } }, /sentence/],
    ['a status of no reply', { status: 201 }, /an answer of its path/],
    ['a code of another path', { status: 410, body: { error: 'otp_expired' } }, /of its path/],
    ['a code with another status', { ...limited(), status: 503 }, /has its status/],
    ['a wait that tells', limited({ retry_after: 59 }, '59'), /retry_after/],
    ['a header that says another wait', limited({}, '30'), /Retry-After/],
    ['some of the timers', limited({ attempts_left: 1 }), /together/],
    ['another cookie', { headers: { 'Set-Cookie': 'a=1' } }, /cookies/],
    [
      'a cookie that scripts read',
      { headers: { 'Set-Cookie': COOKIE.replace(' HttpOnly;', '') } },
      /cookies/,
    ],
    ['a cookie with a refusal', { ...limited(), headers: { 'Set-Cookie': COOKIE } }, /no cookie/],
    ['no cookie with a verification', { path: '/users/api/verify-otp' }, /cookies/],
    ['what may be kept', { headers: { 'Cache-Control': 'private' } }, /not kept/],
    ['no id', { headers: { 'X-Request-Id': '' } }, /id/],
    ['Allow where the method is one', { headers: { Allow: 'POST' } }, /Allow/],
  ])('finds %s', (_, planted, promise) => {
    expect(broken(planted).join('\n')).toMatch(promise)
  })
})

describe('the check of a reply to people', () => {
  it('finds a cookie that a send sets in a session', () => {
    const sent = reply({ headers: { 'Set-Cookie': COOKIE } })
    expect(brokenContract('send-otp', true, sent)).toEqual([])
    expect(brokenContract('send-otp', false, sent)).toHaveLength(1)
  })

  it('finds an error of ours, though the contract has it', () => {
    const bug = { success: false, error: 'internal_error', message: 'Oh.' }
    expect(brokenContract('session', true, reply({ status: 500, body: bug }))).toEqual([
      'a reply has a status and code of its route',
    ])
  })
})
