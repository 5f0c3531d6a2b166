import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import worker from '../../src/index.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import { addressKey } from '../../src/traffic/address-record.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import {
  type Call,
  lastCode,
  newAddress,
  type Reply,
  replyTo,
  request,
  sendOtp,
  type Started,
  wrong,
} from '../support/app.ts'
import { accountCookie, DETAILS, PASSWORD } from '../support/account.ts'
import { bindWithin, CountingLimit, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { countedDatabase } from '../support/counted-database.ts'
import { guardOf } from '../support/guard.ts'
import { type Trace, tracedEnv } from '../support/traced.ts'
import { StorageTrace } from '../support/traced-storage.ts'
import { statusOf } from '../support/twilio-client.ts'
import { BYTES, type Counted, COUNTS, type Counts } from './counts.ts'

const { pass } = stopClock()

// All phones of this file are of one range of six digits, which no other file texts.
const RANGE = `97${String(crypto.getRandomValues(new Uint32Array(1))[0])
  .slice(-4)
  .padStart(4, '0')}`
let phones = 0

const newPhone = () => `+91${RANGE}${String(1000 + phones++)}`

const calls: string[] = []
const answered: string[] = []
const hanging: string[] = []
const trace: Trace = { calls, answered, hanging }

const TRACED = [
  'SIGNUP_SESSION',
  'PHONE_GUARD',
  'TRAFFIC_MONITOR',
  'SIGN_IN',
  'ACCOUNT_DESK',
  'ADDRESSES',
  'SEND_BURST',
  'NETWORK_SEND_BURST',
  'SHARED_SEND_BURST',
  'SHARED_NETWORK_SEND_BURST',
  'VERIFY_BURST',
  'NETWORK_VERIFY_BURST',
  'BEARER_BURST',
] as const

const accounts = countedDatabase(env.ACCOUNTS)

/** One monitor for all addresses: that which has counted for a day. */
const bindings = (changes: object = {}) =>
  tracedEnv(
    trace,
    envWith({
      TRAFFIC_SHARDS: '1',
      SMS_LANGUAGES: 'en',
      ACCOUNTS: accounts.database,
      ...changes,
    }),
    TRACED,
  )

const sessionOf = ({ sessionId }: Pick<Started, 'sessionId'>) =>
  env.SIGNUP_SESSION.getByName(sessionId)

const monitor = env.TRAFFIC_MONITOR.getByName('IN-0')

/**
 * Has the monitor know what it would after a day in which a text went out in every slot of time. Of
 * the quarter of an hour that has begun it is one slot, wherever in it the test runs.
 */
async function countForADay(gateway: string) {
  const now = Date.now()
  const quarter = now - (now % (15 * MINUTE))
  await runInDurableObject(monitor, (_, { storage: { sql } }) => {
    const fill = (scope: string, slot: number, times: number, last: number) => {
      for (let i = 0; i < times; i++) {
        sql.exec(
          'INSERT INTO counts (scope, at, texted, verified, texts) VALUES (?, ?, 1, 1, 1)',
          scope,
          last - i * slot,
        )
      }
    }
    sql.exec('DELETE FROM counts')
    fill(`gateway:${gateway}`, 5 * MINUTE, 1, now - (now % (5 * MINUTE)))
    fill(`gateway:${gateway}`, 5 * MINUTE, 296, quarter - 5 * MINUTE)
    // Behind all: a search that ends reads one row more where there is one.
    fill('~', MINUTE, 1, now)
    for (const range of [RANGE, RANGE.slice(0, 4)]) {
      fill(`range:${range}`, MINUTE, 360, now - (now % MINUTE))
    }
  })
}

/** In the middle of a slot of time, so that every run sees as many of them. */
function stopInMidSlot() {
  const now = Date.now()
  vi.setSystemTime(now - (now % (5 * MINUTE)) + 150 * SECOND)
}

/** The monitor wakes, and reads what it keeps in memory: a busy one does so seldom. */
async function wake() {
  await evictDurableObject(monitor)
  await start()
  await bindWithin(monitor, bindings())
}

beforeAll(() => start())

// Behind all accounts: a search that ends reads one row more where there is one.
beforeAll(() =>
  env.ACCOUNTS.batch([
    env.ACCOUNTS.prepare("INSERT OR IGNORE INTO cells VALUES ('~', 'phone', '', 'code')"),
    env.ACCOUNTS.prepare("INSERT OR IGNORE INTO consents VALUES ('~', 2, 'account', '', '', 0, 0)"),
  ]),
)

beforeEach(async () => {
  stopInMidSlot()
  await countForADay('webhook')
  await wake()
})

afterEach(() => {
  hanging.length = 0
  vi.restoreAllMocks()
})

/** Asks the Worker; waits for what it does after the reply, unless that never ends. */
async function exchange(path: string, call: Call, wait: boolean): Promise<Reply> {
  const context = createExecutionContext()
  const made = request(path, call)
  const response = await worker.fetch(made, call.env ?? bindings(), context)
  if (wait) await waitOnExecutionContext(context)
  return replyTo(made, response)
}

/** A signup begun, which counts for nothing here; its session is traced from now on. */
async function start(changes: object = {}): Promise<Started> {
  const phone = newPhone()
  const { body, cookie = '' } = await sendOtp({ phone }, { env: bindings(changes) })
  const begun = { phone, sessionId: String(body.session_id), cookie }
  await bindWithin(sessionOf(begun), bindings(changes))
  const code = changes === TWILIO ? '' : await lastCode(phone)
  return { ...begun, code }
}

const { origin, account } = inject('twilio')

const TWILIO = {
  SMS_GATEWAYS: 'twilio',
  TWILIO_ACCOUNT_SID: account.sid,
  TWILIO_AUTH_TOKEN: account.authToken,
  TWILIO_SENDER: account.service,
  TWILIO_ORIGIN: origin,
}

/** Asks the Worker for what is to be answered so. */
type Ask = (status: number, path: string, call: Call) => Promise<Reply>

const send = (ask: Ask, body: object, call: Call = {}, status = 200) =>
  ask(status, '/users/api/send-otp/', { ...call, body })

const verify = (ask: Ask, sessionId: string, code: string, call: Call = {}, status = 200) => {
  const body = { session_id: sessionId, otp_code: code }
  return ask(status, '/users/api/verify-otp/', { ...call, body })
}

const poll = (ask: Ask, cookie: string) => ask(200, '/users/api/session/', { cookie })

/** Asks for what must be there before. */
const askAll: Ask = (_, path, call) => exchange(path, call, true)

/** A signup whose phone is verified. */
async function verified() {
  const begun = await start()
  const { cookie = '' } = await exchange('/users/api/verify-otp/', guess(begun), true)
  return { sessionId: begun.sessionId, cookie }
}

type Verified = Awaited<ReturnType<typeof verified>>

const giveDetails = (ask: Ask, { sessionId, cookie }: Verified) =>
  ask(200, '/users/api/personal-details/', { cookie, body: { session_id: sessionId, ...DETAILS } })

const createAccount = (ask: Ask, { sessionId, cookie }: Verified) => {
  const body = { session_id: sessionId, password: PASSWORD }
  return ask(201, '/users/api/create-account/', { cookie, body })
}

const alarm = async (stub: DurableObjectStub, after: number) => {
  pass(after)
  expect(await runDurableObjectAlarm(stub)).toBe(true)
  calls.push('ALARM')
}

/** What happens, after what must have happened before it. */
const SCENES: Readonly<Record<Counted, () => Promise<(ask: Ask) => Promise<unknown>>>> = {
  firstSend: async () => (ask) => send(ask, { phone: newPhone() }),
  resend: async () => {
    const { phone, sessionId, cookie } = await start()
    pass(30 * SECOND)
    return (ask) => send(ask, { phone, session_id: sessionId }, { cookie })
  },
  verify: async () => {
    const { sessionId, code, cookie } = await start()
    return (ask) => verify(ask, sessionId, code, { cookie })
  },
  wrongVerify: async () => {
    const { sessionId, code, cookie } = await start()
    return (ask) => verify(ask, sessionId, wrong(code), { cookie }, 400)
  },
  refusedByBurst: async () => {
    const within = bindings({ SEND_BURST: new CountingLimit(0) })
    return (ask) => send(ask, { phone: newPhone() }, { env: within }, 429)
  },
  refusedByPhone: async () => {
    const { phone } = await start()
    return (ask) => send(ask, { phone }, {}, 429)
  },
  refusedByAddress: async () => {
    const address = newAddress()
    const { address: name } = addressNames(configOf(env).indexKeys.addressName, address)
    const record = { blockedUntil: Date.now() + MINUTE, strikes: 1, shared: false }
    await env.ADDRESSES.put(addressKey(name), JSON.stringify(record))
    return (ask) => send(ask, { phone: newPhone() }, { address }, 429)
  },
  poll: async () => {
    const { cookie } = await start()
    return (ask) => poll(ask, cookie)
  },
  details: async () => {
    const signup = await verified()
    return (ask) => giveDetails(ask, signup)
  },
  createAccount: async () => {
    const signup = await verified()
    await giveDetails(askAll, signup)
    return (ask) => createAccount(ask, signup)
  },
  showAccount: async () => {
    const signup = await verified()
    await giveDetails(askAll, signup)
    const cookie = accountCookie(await createAccount(askAll, signup))
    return (ask) => ask(200, '/users/api/account/', { cookie })
  },
  receipt: async () => {
    const { phone } = await start(TWILIO)
    await countForADay('twilio')
    await wake()
    const { url, headers: sent, body } = await statusOf(phone, 'delivered')
    const { pathname, search } = new URL(url)
    const { 'content-type': type = '', ...others } = sent
    const callback = { body, headers: { ...others, 'Content-Type': type }, env: bindings(TWILIO) }
    return (ask) => ask(200, `${pathname}${search}`, callback)
  },
  signup: async () => async (ask) => {
    const phone = newPhone()
    const { body, cookie = '' } = await send(ask, { phone })
    await poll(ask, cookie)
    await verify(ask, String(body.session_id), await lastCode(phone), { cookie })
  },
  forgetUnverified: async () => {
    const begun = await start()
    return async () => {
      await alarm(sessionOf(begun), HOUR)
      await alarm(guardOf(begun.phone), DAY + HOUR)
    }
  },
  forgetVerified: async () => {
    const begun = await start()
    await exchange('/users/api/verify-otp/', guess(begun), true)
    return async () => {
      await alarm(sessionOf(begun), HOUR)
      await alarm(sessionOf(begun), DAY)
      await alarm(guardOf(begun.phone), DAY)
      await alarm(guardOf(begun.phone), 180 * DAY)
    }
  },
}

const guess = ({ sessionId, code, cookie }: Started): Call => ({
  cookie,
  body: { session_id: sessionId, otp_code: code },
})

const isObjectCall = (call: string) =>
  /^(SIGNUP_SESSION|PHONE_GUARD|TRAFFIC_MONITOR|SIGN_IN|ACCOUNT_DESK)\./.test(call)

const count = (all: readonly string[], pattern: RegExp) =>
  all.filter((one) => pattern.test(one)).length

const bytesOf = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_, { storage }) => storage.sql.databaseSize)

/** All that a scene does, with the calls that `after` does not name as those before the reply. */
async function measure(name: Counted): Promise<Counts> {
  const act = await SCENES[name]()
  const storage = await runInDurableObject(monitor, (_, state) => new StorageTrace(state.storage))
  const fetched = vi.spyOn(globalThis, 'fetch')
  const logged = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  let requests = 0
  calls.length = 0
  accounts.reset()
  await act(async (status, path, call) => {
    requests += 1
    const reply = await exchange(path, call, true)
    expect({ ...reply.body, status: reply.status }).toMatchObject({ status })
    return reply
  })
  storage.stop()
  const made = [...calls]
  const [session, guard, traffic, desk] = [
    await storage.of(env.SIGNUP_SESSION),
    await storage.of(env.PHONE_GUARD),
    await storage.of(env.TRAFFIC_MONITOR),
    await storage.of(env.ACCOUNT_DESK),
  ]
  const { after } = COUNTS[name]
  return {
    requests,
    before: made.filter((call) => isObjectCall(call) && !after.includes(call)),
    after: made.filter((call) => isObjectCall(call) && after.includes(call)),
    kvReads: count(made, /^ADDRESSES\.get/),
    kvWrites: count(made, /^ADDRESSES\.put/),
    rateLimits: count(made, /\.limit$/),
    // The test itself only looks texts up.
    fetches: fetched.mock.calls.filter(([, init]) => init?.method === 'POST').length,
    logLines: logged.mock.calls.length,
    alarms: count(made, /^ALARM$/),
    alarmsSet: session.alarms + guard.alarms + traffic.alarms + desk.alarms,
    wipes: session.wipes + guard.wipes + traffic.wipes + desk.wipes,
    written: {
      session: session.written,
      guard: guard.written,
      monitor: traffic.written,
      desk: desk.written,
    },
    read: { session: session.read, guard: guard.read, monitor: traffic.read, desk: desk.read },
    database: accounts.count(),
  }
}

const NAMES = Object.keys(COUNTS) as Counted[]

test.each(NAMES)('%s costs what the table says', async (name) => {
  expect(await measure(name)).toEqual(COUNTS[name])
})

test.each(NAMES)(
  '%s is answered by the calls that the table has before the reply',
  async (name) => {
    const { before, after } = COUNTS[name]
    const act = await SCENES[name]()
    answered.length = 0
    calls.length = 0
    hanging.push(...after)
    await act(async (status, path, call) => {
      const reply = await exchange(path, call, false)
      expect(reply.status).toBe(status)
      return reply
    })
    // What follows the reply has begun by then, and is never answered.
    await vi.waitUntil(() => after.every((call) => calls.includes(call)))
    hanging.length = 0
    expect(answered.filter(isObjectCall).toSorted()).toEqual(before.toSorted())
  },
)

test('a phone that was verified, and its session, keep as many bytes as the table says', async () => {
  const begun = await start()
  await exchange('/users/api/verify-otp/', guess(begun), true)
  const kept = {
    session: await bytesOf(sessionOf(begun)),
    guard: await bytesOf(guardOf(begun.phone)),
  }
  expect(kept).toEqual(BYTES)
})
