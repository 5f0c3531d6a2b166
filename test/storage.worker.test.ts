import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import accountsReadme from '../src/accounts/README.md?raw'
import guardReadme from '../src/guard/README.md?raw'
import { HOUR, MINUTE, SECOND } from '../src/platform/time.ts'
import signupReadme from '../src/signup/README.md?raw'
import type { SessionState } from '../src/signup/session-state.ts'
import { addressKey } from '../src/traffic/address-record.ts'
import { trafficKey } from '../src/traffic/edge-record.ts'
import trafficReadme from '../src/traffic/README.md?raw'
import {
  lastCode,
  newKey,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  verifyOtp,
  wrong,
} from './support/app.ts'
import { giveDetails } from './support/account.ts'
import {
  finishDigiLocker,
  givePan,
  identifiedSignup,
  sandboxReturn,
  startDigiLocker,
} from './support/identity.ts'
import { bindWithin, envWith } from './support/bindings.ts'
import { stopClock } from './support/clock.ts'
import { guardOf } from './support/guard.ts'
import {
  attempt,
  breakKv,
  ipv4,
  newPhones,
  phoneEvent,
  range,
  text,
  textEvent,
  trafficMonitor,
} from './support/monitor.ts'
import { holdTexts } from './support/texting.ts'

const { pass } = stopClock()

beforeEach(() => {
  vi.setSystemTime(Math.ceil(Date.now() / HOUR) * HOUR)
})
afterEach(() => vi.restoreAllMocks())

type Line = { readonly path: string; readonly meaning: string }

/** Reads what a README says is stored under a binding. */
function schemaOf(readme: string, binding: string): readonly Line[] {
  const [, block = ''] =
    new RegExp(`^\`\`\`schema ${binding}\n([^]*?)^\`\`\``, 'm').exec(readme) ?? []
  return block
    .trim()
    .split('\n')
    .map((line) => /^(\S+)\s+(.*)$/.exec(line) ?? [])
    .map(([, path = '', meaning = '']) => ({ path, meaning }))
}

/** Lists the paths of a value's leaves, as `texts[].at`. */
function pathsOf(value: unknown, path: string): readonly string[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, one]) => pathsOf(one, `${path}.${name}`))
}

/** Lists the paths of all that an object stores: its records, and the columns of its tables. */
function storedBy(stub: DurableObjectStub): Promise<readonly string[]> {
  return runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .filter(({ name }) => !name.startsWith('_cf_'))
      .flatMap(({ name }) =>
        storage.sql.exec(`SELECT * FROM "${name}"`).columnNames.map((one) => `${name}[].${one}`),
      )
    return [...tables, ...[...storage.kv.list()].flatMap(([key, value]) => pathsOf(value, key))]
  })
}

/** Matches the paths that a line stands for: `*` is any one name, `**` any path. */
function pathsLike(path: string): RegExp {
  const parts = path.replaceAll(/[.[\]]/g, '\\$&').split('**')
  return new RegExp(`^${parts.map((part) => part.replaceAll('*', '[^.[\\]]+')).join('.+')}$`)
}

/** Expects that each path stored has its line, and each line a path that is stored. */
function expectSchema(readme: string, binding: string, stored: readonly string[]) {
  const lines = schemaOf(readme, binding).map(({ path }) => ({ path, like: pathsLike(path) }))
  expect({
    unwritten: [...new Set(stored.filter((one) => !lines.some(({ like }) => like.test(one))))],
    unseen: lines
      .filter(({ like }) => !stored.some((one) => like.test(one)))
      .map(({ path }) => path),
  }).toEqual({ unwritten: [], unseen: [] })
}

const cookieToken = (cookie = '') => cookie.slice(cookie.indexOf('.') + 1)

function versionOf(stub: DurableObjectStub, key: string) {
  return runInDurableObject(
    stub,
    (_, { storage }) => storage.kv.get<{ version: number }>(key)?.version,
  )
}

/** Looks at signups while a PAN is looked up and once it was, on the way to DigiLocker and back. */
async function lookUpAndVisit(seen: { session: string[]; guard: string[] }) {
  const forPan = await identifiedSignup({ PAN_VERIFIER: 'sandbox' })
  const session = env.SIGNUP_SESSION.getByName(forPan.sessionId)
  await givePan(forPan)
  const token = cookieToken(forPan.cookie)
  await session.beginLookup({ id: 'under way', token, pan: 'SNDPA0005A' })
  const visiting = await identifiedSignup()
  await startDigiLocker(visiting)
  const opening = { id: 'under way', token: cookieToken(visiting.cookie) }
  await env.SIGNUP_SESSION.getByName(visiting.sessionId).beginVisit(opening)
  const refusing = await identifiedSignup()
  const refused = new URLSearchParams(sandboxReturn(await startDigiLocker(refusing)))
  refused.set('success', 'False')
  expect((await finishDigiLocker(refusing, refused.toString())).status).toBe(409)
  for (const id of [forPan, visiting, refusing].map(({ sessionId }) => sessionId)) {
    seen.session.push(...(await storedBy(env.SIGNUP_SESSION.getByName(id))))
  }
  seen.guard.push(...(await storedBy(guardOf(forPan.phone))))
}

it('a session and a guard store what their READMEs say, in the versions that they say', async () => {
  const [phone, address] = [newPhone(), '2001:db8:7a7a:1::5']
  const headers = { 'Idempotency-Key': newKey() }
  const { sessionId, cookie, code } = await start({ phone, address, headers })
  const [session, guard] = [env.SIGNUP_SESSION.getByName(sessionId), guardOf(phone)]
  const seen = { session: [] as string[], guard: [] as string[] }
  const look = async () => {
    seen.session.push(...(await storedBy(session)))
    seen.guard.push(...(await storedBy(guard)))
  }
  const read = () =>
    runInDurableObject(session, (_, { storage }) => storage.kv.get<SessionState>('session'))

  await verifyOtp(sessionId, wrong(code))
  await session.recordReceipt((await read())?.challenge.startedBy ?? '', 'webhook', 'delivered')
  pass(30 * SECOND)
  const held = holdTexts()
  const sending = sendOtp({ phone, session_id: sessionId }, { cookie, address })
  await held.reached
  await look()
  held.release()
  expect((await sending).status).toBe(200)
  const verified = await verifyOtp(sessionId, await lastCode(phone), { cookie })
  expect(verified.status).toBe(200)
  pass(MINUTE)
  await receiverAnswers(phone, { kind: 'status', status: 500 })
  expect((await sendOtp({ phone })).status).toBe(503)
  await look()
  const key = { hash: 'hash', body: 'body' }
  const bearer = { id: 'request', token: cookieToken(verified.cookie), key }
  await giveDetails({ phone, sessionId, code, cookie: verified.cookie ?? '' })
  await session.beginAccount(bearer)
  await look()
  await lookUpAndVisit(seen)
  await session.releaseAccount(bearer, { accountId: crypto.randomUUID() })
  await look()

  expectSchema(signupReadme, 'SIGNUP_SESSION', seen.session)
  expectSchema(guardReadme, 'PHONE_GUARD', seen.guard)
  for (const [readme, binding, stub, record] of [
    [
      signupReadme,
      'SIGNUP_SESSION',
      env.SIGNUP_SESSION.getByName((await start()).sessionId),
      'session',
    ],
    [guardReadme, 'PHONE_GUARD', guard, 'guard'],
  ] as const) {
    const written = schemaOf(readme, binding).find(({ path }) => path === `${record}.version`)
    expect(String(await versionOf(stub, record))).toBe(written?.meaning)
  }
})

it('a desk stores what its README says', async () => {
  const desk = env.ACCOUNT_DESK.getByName(crypto.randomUUID())
  await desk.prepare()
  const prepared = await storedBy(desk)
  await desk.openSession(crypto.randomUUID())
  expectSchema(accountsReadme, 'ACCOUNT_DESK', [...prepared, ...(await storedBy(desk))])
  const written = schemaOf(accountsReadme, 'ACCOUNT_DESK').find(
    ({ path }) => path === 'desk.version',
  )
  expect(String(await versionOf(desk, 'desk'))).toBe(written?.meaning)
})

it('a monitor stores and publishes what its README says: a closing, a penalty, a failing gateway', async () => {
  const { monitor, name } = trafficMonitor()
  await bindWithin(monitor, envWith({ SMS_ROUTING: 'result' }))
  for (let i = 0; i < 30; i++) {
    const honest = textEvent({ range: range(`98${i % 10}101`) })
    await monitor.countText(honest)
    if (i < 20) await monitor.countVerification(honest)
  }
  for (let i = 0; i < 40; i++) await monitor.countText(textEvent({ range: range('700012') }))
  const held = ipv4()
  await text(monitor, held, newPhones(31))
  for (let i = 0; i < 5; i++) {
    const attempts = [attempt('one', 'not_taken')]
    await monitor.countFailure({ ...phoneEvent(), attempts, channel: 'sms' })
  }
  pass(21 * MINUTE)
  await text(monitor, held, newPhones(1))
  await monitor.countText(textEvent({ range: range('700012') }))

  const keys = [addressKey(held.address), trafficKey(name)]
  const records = await Promise.all(
    keys.map(async (key) => pathsOf(await env.ADDRESSES.get(key, 'json'), key)),
  )
  expectSchema(trafficReadme, 'ADDRESSES', records.flat())

  const published = await storedBy(monitor)
  await breakKv(monitor)
  await monitor.countText(textEvent())
  expectSchema(trafficReadme, 'TRAFFIC_MONITOR', [...published, ...(await storedBy(monitor))])
})

it('a member that no README has, and one that is not stored, are found', () => {
  const readme = '```schema X\na.version  1\na.of.*  any\na.in.**  any\n```\n'
  expectSchema(readme, 'X', ['a.version', 'a.of.one', 'a.in.b[].c'])
  for (const stored of [
    ['a.version', 'a.of.one', 'a.in.b', 'a.new'],
    ['a.version', 'a.in.b'],
    [],
  ]) {
    expect(() => expectSchema(readme, 'X', stored)).toThrow()
  }
})
