import { afterEach, expect, it, vi } from 'vitest'
import { newAddress, newPhone, sendOtp, start, verifyOtp, wrong } from '../support/app.ts'
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

const EVENTS: readonly [
  string,
  number,
  string | undefined,
  () => Promise<() => Promise<unknown>>,
][] = [
  ['a text sent', 200, undefined, async () => () => sendOtp({ phone: newPhone() })],
  [
    'a phone verified',
    200,
    undefined,
    async () => {
      const { sessionId, code } = await start()
      return () => verifyOtp(sessionId, code)
    },
  ],
  [
    'a wrong code',
    400,
    'otp_incorrect',
    async () => {
      const { sessionId, code } = await start()
      return () => verifyOtp(sessionId, wrong(code))
    },
  ],
  [
    'a code that is locked',
    429,
    'too_many_attempts',
    async () => {
      const { sessionId, code } = await start()
      for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
      return () => verifyOtp(sessionId, code)
    },
  ],
  [
    'a phone at its limit',
    429,
    'phone_limited',
    async () => {
      const { phone } = await start()
      return () => sendOtp({ phone })
    },
  ],
  [
    'an address at its limit',
    429,
    'address_burst',
    async () => {
      const env = envWith({ SEND_BURST: new CountingLimit(0) })
      return () => sendOtp({ phone: newPhone() }, { env, address: newAddress() })
    },
  ],
  [
    'a step that is done already',
    409,
    'already_verified',
    async () => {
      const { sessionId, code } = await start()
      await verifyOtp(sessionId, code)
      return () => verifyOtp(sessionId, code)
    },
  ],
  [
    'a session that is not there',
    404,
    'session_not_found',
    async () => () => verifyOtp(crypto.randomUUID(), '123456'),
  ],
  [
    'a request of another site',
    403,
    'cross_site',
    async () => () =>
      sendOtp({ phone: newPhone() }, { headers: { Origin: 'https://evil.example' } }),
  ],
]

it.each(EVENTS)(
  '[R65] %s is one line of status %i for %s',
  async (what, status, refusedFor, prepare) => {
    const lines = await requestLines(await prepare())
    expect(lines).toEqual([
      {
        event: 'request',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        method: 'POST',
        route: expect.stringMatching(/^\/users\/api\/[a-z-]+$|^\/users\/api\/\*$/),
        status,
        ...(refusedFor !== undefined && { refusedFor }),
        ...(what === 'a text sent' && { tried: expect.stringMatching(/^webhook:accepted:\d+$/) }),
        ms: expect.any(Number),
      },
    ])
  },
)
