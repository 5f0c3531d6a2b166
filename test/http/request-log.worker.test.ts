import { afterEach, expect, it, vi } from 'vitest'
import { call, newPhone, sendOtp, start, type Started, verifyOtp, wrong } from '../support/app.ts'
import { CountingLimit, envWith } from '../support/bindings.ts'

afterEach(() => vi.restoreAllMocks())

/** The lines of the requests made while `act` runs. */
async function requestLines(act: () => Promise<unknown>) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await act()
  const lines: Record<string, unknown>[] = log.mock.calls.map(([line]) => JSON.parse(String(line)))
  log.mockRestore()
  return lines.filter(({ event }) => event === 'request')
}

type Outcome = [
  what: string,
  status: number,
  refusedFor: string | undefined,
  ask: (signup: Started) => Promise<unknown>,
  before?: (signup: Started) => Promise<unknown>,
]

const rightCode = ({ sessionId, code }: Started) => verifyOtp(sessionId, code)
const wrongCode = ({ sessionId, code }: Started) => verifyOtp(sessionId, wrong(code))
const noBurst = () => ({ env: envWith({ SEND_BURST: new CountingLimit(0) }) })
const elsewhere = { headers: { Origin: 'https://evil.example' } }

const OUTCOMES: readonly Outcome[] = [
  ['a text sent', 200, undefined, () => sendOtp({ phone: newPhone() })],
  ['a phone verified', 200, undefined, rightCode],
  ['a wrong code', 400, 'otp_incorrect', wrongCode],
  ['a code that is locked', 429, 'too_many_attempts', rightCode, guessAll],
  ['a phone at its limit', 429, 'phone_limited', ({ phone }) => sendOtp({ phone })],
  [
    'an address at its limit',
    429,
    'address_burst',
    () => sendOtp({ phone: newPhone() }, noBurst()),
  ],
  ['a step that is done already', 409, 'already_verified', rightCode, rightCode],
  ['no session', 404, 'session_not_found', () => verifyOtp(crypto.randomUUID(), '123456')],
  ['another site', 403, 'cross_site', () => sendOtp({ phone: newPhone() }, elsewhere)],
]

async function guessAll({ sessionId, code }: Started) {
  for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
}

it.each(OUTCOMES)(
  '[R65] %s is one line of status %i for %s',
  async (what, status, refusedFor, ask, before) => {
    const signup = await start()
    await before?.(signup)
    const tried = expect.stringMatching(/^webhook:accepted:\d+$/)
    expect(await requestLines(() => ask(signup))).toEqual([
      {
        event: 'request',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        method: 'POST',
        route: expect.stringMatching(/^\/users\/api\/[a-z-]+$/),
        status,
        refusedFor,
        tried: what === 'a text sent' ? tried : undefined,
        ms: expect.any(Number),
      },
    ])
  },
)

it('names the path of a method refused', async () => {
  const [line] = await requestLines(() =>
    call('/users/api/session', { method: 'DELETE', body: '' }),
  )
  expect(line).toMatchObject({ route: '/users/api/session', refusedFor: 'method_not_allowed' })
})
