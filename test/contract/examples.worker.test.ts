import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Example } from '../../src/contract/example.ts'
import { openapi } from '../../src/contract/openapi.ts'
import { MINUTE } from '../../src/platform/time.ts'
import { envWith } from '../support/bindings.ts'
import {
  ALL_STEPS,
  identifiedSignup,
  showQr,
  sandboxReturn,
  startDigiLocker,
} from '../support/identity.ts'
import { answeredSignup, openedAccount, verifiedSignup } from '../support/account.ts'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { call, start, type Started, verifyOtp, wrong } from '../support/app.ts'

type Shown = {
  readonly summary: string
  readonly value: Example['reply']
  readonly 'x-placeholders': Example['placeholders']
}
type Content = {
  readonly content?: { readonly 'application/json'?: { examples?: Record<string, Shown> } }
}
type Described = { readonly requestBody?: Content; readonly responses: Record<string, Content> }

/** Holds what an example's placeholders stand for. */
type Live = Readonly<Record<string, string | undefined>>

const HOUR = 3_600_000

const shownIn = ({ content }: Content) =>
  Object.entries(content?.['application/json']?.examples ?? {})

const document = JSON.parse(JSON.stringify(openapi())) as {
  paths: Record<string, Record<string, Described>>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, described })),
)
const examples = operations.flatMap(({ path, method, described }) =>
  Object.entries(described.responses).flatMap(([status, response]) =>
    shownIn(response).map(([name, reply]) => {
      const [, body] = shownIn(described.requestBody ?? {}).find(([one]) => one === name) ?? []
      return { name, path, method: method.toUpperCase(), status: Number(status), body, reply }
    }),
  ),
)

// A day of its own for each example: all text one phone, as they are written.
let day = 0
beforeEach(() => {
  day += 24 * HOUR
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 1000) * 1000 + day })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Starts a signup, of the example's phone where one is given. */
async function signup(shown?: string) {
  const phone = shown && `+91${shown.replaceAll(' ', '')}`
  const { sessionId, cookie, code } = await start({ phone })
  return { session_id: sessionId, '__Host-signup': cookie, otp_code: code }
}

async function guessed(times: number) {
  const live = await signup()
  const otp_code = wrong(live.otp_code)
  for (let time = 0; time < times; time++) await verifyOtp(live.session_id, otp_code)
  return { ...live, otp_code }
}

const liveOf = ({ sessionId, cookie }: Pick<Started, 'sessionId' | 'cookie'>): Live => ({
  session_id: sessionId,
  '__Host-signup': cookie,
})

const verified = async () => liveOf(await verifiedSignup())
const answered = async () => liveOf(await answeredSignup())
const opened = async (phone?: string) => {
  const { accountId, account } = await openedAccount({ phone })
  return { account_id: accountId, '__Host-account': account }
}

const bindings = envWith(ALL_STEPS)

const identified = async () => liveOf(await identifiedSignup())

async function back(): Promise<Live> {
  const one = await identifiedSignup()
  return { ...liveOf(one), return_query: sandboxReturn(await startDigiLocker(one)) }
}

async function shownCode(): Promise<Live> {
  const one = await identifiedSignup()
  await showQr(one)
  return liveOf(one)
}

/** Sets for each example the scene that its summary tells of. */
const SCENES: Readonly<Record<string, (phone: string) => Promise<Live>>> = {
  start: async () => ({}),
  async again(phone) {
    const live = await signup(phone)
    vi.setSystemTime(Date.now() + 30_000)
    return live
  },
  too_soon: signup,
  no_mobile: async () => ({}),
  right: () => signup(),
  wrong: () => guessed(0),
  locked: () => guessed(3),
  replaced: () => signup('98765 43210'),
  too_short: () => signup(),
  texted: () => signup(),
  verified,
  none: async () => ({}),
  notices: async () => ({}),
  details: verified,
  two_wrong: verified,
  async code() {
    const one = await identifiedSignup()
    return { ...liveOf(one), qr_data: makeTestQr({ mobile: one.phone.slice(-10) }) }
  },
  old_code: identified,
  led: identified,
  back,
  async away() {
    const { return_query: _, ...live } = await back()
    return live
  },
  card: shownCode,
  other_card: shownCode,
  made: answered,
  common: answered,
  shown: () => opened('+919876543210'),
  signed_out: async () => ({}),
  sign_out: () => opened(),
  withdrawn: () => opened(),
  deleted: answered,
  closed: () => opened(),
  async stale() {
    const live = await opened()
    vi.setSystemTime(Date.now() + 6 * MINUTE)
    return live
  },
}

/** Puts what is live in the place of placeholders. */
function filled({ value, 'x-placeholders': placeholders }: Shown, live: Live) {
  const entries = Object.entries(value).map(([member, shown]) =>
    placeholders.includes(member) ? [member, live[member] ?? expect.anything()] : [member, shown],
  )
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>
}

describe('an example of the OpenAPI document', () => {
  it.each(examples)(
    'is answered as it says: $method $path, $name',
    async ({ name, path, method, status, body, reply }) => {
      const live = await SCENES[name]?.(String(body?.value['phone']))
      if (!live) throw new Error(`nothing sets the scene of ${name}`)
      const borne = ['__Host-signup', '__Host-account'].find((one) =>
        reply['x-placeholders'].includes(one),
      )
      const cookie = borne && live[borne]
      const got = await call(path, {
        method,
        body: body && filled(body, live),
        cookie,
        ...(/aadhaar|pan/.test(path) && { env: bindings }),
      })
      expect({ status: got.status, body: got.body }).toEqual({
        status,
        body: filled(reply, live),
      })
    },
  )

  it('has its request and its reply under one name', () => {
    const asked = operations.flatMap(({ described }) => shownIn(described.requestBody ?? {}))
    const posted = examples.filter(({ body }) => body)
    expect(asked.map(([name]) => name).toSorted()).toEqual(
      posted.map(({ name }) => name).toSorted(),
    )
    expect(new Set(examples.map(({ name }) => name))).toEqual(new Set(Object.keys(SCENES)))
  })
})
