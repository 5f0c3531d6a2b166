import * as fc from 'fast-check'
import { beforeEach, describe, expect, inject, it, test, vi } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import { quickHashes, answerStep, createAccount, DETAILS } from '../support/account.ts'
import {
  call,
  newKey,
  type Reply,
  sendOtp,
  start,
  type Started,
  verifyOtp,
} from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { errorOf } from '../support/people.ts'
import { everythingStored } from '../support/stores.ts'

stopClock()
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})

/** The limits of a bearer have tests of their own. */
const bindings = envWith({
  ...quickHashes(),
  BEARER_BURST: { limit: async () => ({ success: true }) },
})

const CALLS = ['send', 'verify', 'details', 'create', 'withdraw', 'session'] as const
/** `former` bears the cookie that the signup began with, `other tab` that of the other signup. */
const CALLERS = ['bearer', 'former', 'stranger', 'other tab'] as const
const NAMES = ['S. Janaki', 'Ravi'] as const

type Action = {
  readonly call: (typeof CALLS)[number]
  readonly caller: (typeof CALLERS)[number]
  /** Which of the two signups, of the answers and of the keys. */
  readonly signup: 0 | 1
  readonly answer: 0 | 1
  readonly key: 0 | 1
}

/** A signup as it should be. */
type Signup = Pick<Started, 'sessionId' | 'phone' | 'code'> & {
  readonly keys: readonly [string, string]
  readonly firstCookie: string
  cookie: string
  phase: 'unverified' | 'verified' | 'answered' | 'ended' | 'gone'
  /** The cookie under which the verification may be asked for again, and how often. */
  former?: string
  repeatsLeft: number
  name?: string
  account?: { readonly id: string; readonly key: string }
}

type World = readonly [Signup, Signup]

/** What a reply must have; of its body these members. */
type Expected = { readonly status: number; readonly body?: object; readonly error?: string }

const NEXT_STEP = { unverified: 1, verified: 2, answered: 5 } as const

const NOT_FOUND = { status: 404, error: 'session_not_found' }

async function newSignup(): Promise<Signup> {
  const { cookie, ...started } = await start({ env: bindings })
  const keys = [newKey(), newKey()] as const
  return { ...started, keys, cookie, firstCookie: cookie, phase: 'unverified', repeatsLeft: 3 }
}

function cookieOf(world: World, { signup, caller }: Action): string | undefined {
  const { cookie, firstCookie } = world[signup]
  const other = world[1 - signup] as Signup
  return {
    bearer: cookie,
    former: firstCookie,
    stranger: undefined,
    'other tab': other.cookie,
  }[caller]
}

/** What the contract says of a call. */
function expected(world: World, action: Action): Expected {
  const own = world[action.signup]
  const cookie = cookieOf(world, action)
  if (action.call === 'session') return expectedSession(world, cookie)
  const { phase, former, repeatsLeft, account } = own
  const isOver = phase === 'ended' || phase === 'gone'
  if (action.call === 'send' || action.call === 'verify') {
    if (isOver) return NOT_FOUND
    const next = { next_step: NEXT_STEP[phase] }
    if (phase === 'unverified') {
      return action.call === 'send'
        ? { status: 429, error: 'resend_too_soon' }
        : { status: 200, body: { next_step: 2 } }
    }
    const isRepeat = action.call === 'verify' && cookie === former && repeatsLeft > 0
    if (isRepeat && former !== undefined) return { status: 200, body: next }
    return { status: 409, error: 'already_verified', body: next }
  }
  if (cookie === undefined) return NOT_FOUND
  if (!cookie.includes(own.sessionId)) return { status: 409, error: 'other_signup' }
  if (cookie !== own.cookie) return NOT_FOUND
  if (phase === 'ended' && action.call === 'create') {
    const wasThere = account?.key === own.keys[action.key] ? {} : { was_there: true }
    return { status: 201, body: { account_id: account?.id, ...wasThere } }
  }
  if (isOver) return NOT_FOUND
  if (action.call === 'withdraw') return { status: 200 }
  const outOfOrder = {
    status: 409,
    error: 'step_out_of_order',
    body: { next_step: NEXT_STEP[phase] },
  }
  if (action.call === 'details') {
    return phase === 'unverified' ? outOfOrder : { status: 200, body: { next_step: 5 } }
  }
  return phase === 'answered' ? { status: 201 } : outOfOrder
}

function expectedSession(world: World, cookie: string | undefined): Expected {
  const borne = world.find((one) => one.cookie === cookie)
  if (!borne || borne.phase === 'ended' || borne.phase === 'gone') return NOT_FOUND
  const { sessionId, phase, name } = borne
  const completed = {
    unverified: [],
    verified: ['mobile'],
    answered: ['mobile', 'personal-details'],
  }[phase]
  const answers = name === undefined ? {} : expect.objectContaining({ full_name: name })
  const shown = phase === 'unverified' ? {} : { answers }
  const step = NEXT_STEP[phase]
  return { status: 200, body: { session_id: sessionId, step, completed, ...shown } }
}

/** Calls the Worker. */
function ask(world: World, action: Action): Promise<Reply> {
  const { sessionId, phone, code, keys } = world[action.signup]
  const cookie = cookieOf(world, action)
  const asked = { cookie, env: bindings }
  // Without a cookie too: what the page shows is named in the body.
  const signup = { sessionId, cookie: cookie ?? '' }
  const ways = {
    send: () => sendOtp({ phone, session_id: sessionId }, asked),
    verify: () => verifyOtp(sessionId, code, asked),
    details: () => answerStep('personal-details', signup, details(action.answer), asked),
    create: () => createAccount({ ...signup, phone, code }, { ...asked, key: keys[action.key] }),
    withdraw: () => answerStep('withdraw-consent', signup, { purpose: 'account' }, asked),
    session: () => call('/users/api/session/', asked),
  }
  return ways[action.call]()
}

const details = (answer: 0 | 1) => ({ ...DETAILS, full_name: NAMES[answer] })

/** What a call that succeeded has changed. */
function advance(world: World, action: Action, reply: Reply): void {
  const own = world[action.signup]
  const cookie = cookieOf(world, action)
  if (action.call === 'verify' && own.phase === 'unverified') {
    if (cookie === own.cookie) own.former = cookie
    own.cookie = reply.cookie ?? 'a cookie'
    own.phase = 'verified'
  } else if (action.call === 'verify') {
    own.repeatsLeft -= 1
    expect(reply.cookie).toBe(own.cookie)
  }
  if (action.call === 'details') {
    own.phase = 'answered'
    own.name = NAMES[action.answer]
  }
  if (action.call === 'create') {
    own.phase = 'ended'
    own.account ??= { id: String(reply.body.account_id), key: own.keys[action.key] }
  }
  if (action.call === 'withdraw') own.phase = 'gone'
}

function expectReply(reply: Reply, { status, error, body = {} }: Expected): void {
  expect({ status: reply.status, error: errorOf(reply) }).toEqual({ status, error })
  expect(reply.body).toMatchObject(body)
}

/** Both signups are as they should be, as their bearers see it. */
async function expectState(world: World): Promise<void> {
  for (const { cookie } of world) {
    const seen = await call('/users/api/session/', { cookie, env: bindings })
    expectReply(seen, expectedSession(world, cookie))
  }
}

const bit = fc.constantFrom<0 | 1>(0, 1)
const action: fc.Arbitrary<Action> = fc.record({
  call: fc.constantFrom(...CALLS, 'details', 'create'),
  caller: fc.constantFrom('bearer', 'bearer', 'bearer', ...CALLERS),
  signup: bit,
  answer: bit,
  key: bit,
})

const RUNS = Math.ceil(inject('modelRuns') / 6)

test(
  'the steps go on as their contract says, whoever calls in whichever order',
  { timeout: 120 * SECOND + RUNS * 6 * SECOND },
  async () => {
    const script = fc.array(action, { minLength: 10, maxLength: 30, size: 'max' })
    const runScript = fc.asyncProperty(script, async (actions) => {
      const world: World = [await newSignup(), await newSignup()]
      for (const one of actions) {
        const wanted = expected(world, one)
        const reply = await ask(world, one)
        expectReply(reply, wanted)
        if (reply.status < 300) advance(world, one, reply)
        await expectState(world)
      }
    })
    await fc.assert(runScript, { numRuns: RUNS })
  },
)

const STEPS = ['verify', 'details', 'create'] as const

/** A sequence in which each follows each, itself too. */
const eachAfterEach = <One>(all: readonly One[]): readonly One[] =>
  all.flatMap((one, i) => [one, ...all.slice(i).flatMap((other) => [other, one])])

describe('what is asked out of order, or by another', () => {
  it.each([0, 1, 2, 3])('changes nothing that is stored, after %i steps', async (steps) => {
    const world: World = [await newSignup(), await newSignup()]
    const own = { signup: 0, answer: 0, key: 0 } as const
    for (const one of STEPS.slice(0, steps)) {
      const step: Action = { ...own, call: one, caller: 'bearer' }
      advance(world, step, await ask(world, step))
    }
    const all = CALLS.flatMap((one) =>
      CALLERS.map((caller): Action => ({ ...own, call: one, caller, key: 1 })),
    )
    const refused = all.filter((one) => expected(world, one).status >= 400)
    const before = await everythingStored()
    for (const one of eachAfterEach(refused)) {
      expectReply(await ask(world, one), expected(world, one))
    }
    expect(await everythingStored()).toBe(before)
    await expectState(world)
  })
})
