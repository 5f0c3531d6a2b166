import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { NOTICES } from '../../src/contract/notices.ts'
import { answerOf, newKey, newPhone } from '../support/people.ts'
import { bundlePlain, bundleWorker } from './bundle.ts'
import {
  closeConnections,
  good,
  newBrowser,
  objectsGone,
  startGateway,
  type Target,
} from './load.ts'
import { quantile, spreadText, table } from './table.ts'
import { signupConfig, startWorkerd } from './workerd.ts'

/** Accounts that are opened in one moment, and the verifications beside them. */
const AT_ONCE = 20
const VERIFIES = 100
const BETWEEN = 100

/** Beside accounts they go on over the whole time that these take. */
const VERIFIES_BESIDE = 400
const BETWEEN_BESIDE = 250

const DETAILS = {
  full_name: 'S. Janaki',
  date_of_birth: '1990-03-27',
  email: 'janaki@example.com',
  pin_code: '560001',
  consent: {
    notice_version: NOTICES['personal-details'].version,
    language: 'en',
    purposes: ['account', 'contact'],
  },
}

type Browser = ReturnType<typeof newBrowser>

type Signup = { readonly browser: Browser; readonly sessionId: string; readonly code: string }

const p = (share: number, all: readonly (readonly number[])[]) =>
  all.map((one) => quantile(one, share))

/** Prints what a hash takes, and what opening accounts costs whoever verifies beside them. */
export async function accounts(rounds: number, say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-bench-'))
  const { source } = await bundleWorker(folder)
  await rm(folder, { recursive: true })
  const gateway = await startGateway()
  const signup = signupConfig(source, { SMS_GATEWAYS: 'webhook', SMS_WEBHOOK_URL: gateway.url })
  const hashes = signupConfig(
    await bundlePlain('test/bench/scrypt-worker.ts'),
    {},
    { name: 'hashes' },
  )
  hashes.config.exports = {}
  hashes.config.env = {}
  const workerd = await startWorkerd([signup, hashes])
  const measured: (readonly [number[], Busy])[] = []
  let hash: readonly number[] = []
  try {
    await workerd.migrate('signup')
    const target = { url: await workerd.urlOf('signup'), codeFor: gateway.codeFor }
    hash = await hashTimes(await workerd.urlOf('hashes'))
    await verifyAll(await begin(target, 50), BETWEEN)
    for (let i = 0; i < rounds; i++) measured.push(await round(target))
  } finally {
    closeConnections()
    await workerd.stop()
    await gateway.stop()
  }
  const quiet = measured.map(([times]) => times)
  const busy = measured.map(([, { times }]) => times)
  const row = (name: string, share: number) => {
    const [alone, beside] = [p(share, quiet), p(share, busy)]
    const ratios = beside.map((value, i) => value / (alone[i] ?? Number.NaN))
    return [name, ...[alone, beside, ratios].map(spreadText)]
  }
  say(`One hash of a password: ${spreadText(hash)} ms`)
  say(`${AT_ONCE} accounts at once: all there after ${spreadText(measured.map(([, { opening }]) => opening))} ms,
told to come again ${spreadText(measured.map(([, { refusals }]) => refusals))} times in all.
A verification every ${BETWEEN_BESIDE} ms, ${rounds} rounds, the median (least to most), ms:
`)
  say(
    table([
      ['verify', 'nothing beside', `${AT_ONCE} accounts beside`, 'ratio'],
      row('p50', 0.5),
      row('p95', 0.95),
      row('p99', 0.99),
    ]),
  )
}

type Busy = {
  readonly times: number[]
  /** Milliseconds until the last account was there. */
  readonly opening: number
  readonly refusals: number
}

async function round(target: Target): Promise<readonly [number[], Busy]> {
  const quiet = await verifyAll(await begin(target, VERIFIES), BETWEEN)
  await objectsGone()
  const ready = await begin(target, AT_ONCE)
  await Promise.all(ready.map(answer))
  const waiting = await begin(target, VERIFIES_BESIDE)
  const from = performance.now()
  let refusals = 0
  const openAndCount = async (one: Signup): Promise<void> => {
    const told = await open(one)
    refusals += told
  }
  const opened = Promise.all(ready.map(openAndCount)).then(() => performance.now() - from)
  const times = await verifyAll(waiting, BETWEEN_BESIDE)
  const opening = await opened
  await objectsGone()
  // Only those that were verified while accounts were opened.
  const beside = times.slice(0, Math.ceil(opening / BETWEEN_BESIDE))
  return [quiet, { times: beside, opening, refusals }]
}

/** Begins signups, some at a time; each waits for its code. */
async function begin({ url, codeFor }: Target, count: number): Promise<readonly Signup[]> {
  const begun: Signup[] = []
  const person = async () => {
    while (begun.length < count) {
      const [phone, browser] = [newPhone(), newBrowser(url)]
      const sent = good(await browser.send(phone, undefined, newKey()))
      begun.push({ browser, sessionId: String(sent.body['session_id']), code: codeFor(phone) })
    }
  }
  await Promise.all(Array.from({ length: 4 }, person))
  await wait(500)
  return begun.slice(0, count)
}

/** Verifies one after another at a steady pace, whether or not the one before is answered. */
async function verifyAll(signups: readonly Signup[], between: number): Promise<number[]> {
  const replies = signups.map(async ({ browser, sessionId, code }, i) => {
    await wait(i * between)
    return good(await browser.verify(sessionId, code)).duration
  })
  return Promise.all(replies)
}

async function answer({ browser, sessionId, code }: Signup): Promise<void> {
  good(await browser.verify(sessionId, code))
  good(await browser.post('personal-details', { session_id: sessionId, ...DETAILS }))
}

/** Opens the account, again as often as it is told to; gives how often that was. */
async function open({ browser, sessionId }: Signup): Promise<number> {
  const [body, key] = [{ session_id: sessionId, password: 'correct horse battery' }, newKey()]
  for (let refusals = 0; ; refusals++) {
    const reply = await browser.post('create-account', body, { 'Idempotency-Key': key })
    if (reply?.status === 201) return refusals
    if (reply?.status !== 503) throw new Error(reply && `${answerOf(reply)}: ${reply.text}`)
    await wait(1000 * Number(reply.body['retry_after']))
  }
}

/** What a request with a hash takes beyond one without. */
async function hashTimes(url: string): Promise<readonly number[]> {
  const time = async (query: string) => {
    const from = performance.now()
    await (await fetch(`${url}${query}`)).text()
    return performance.now() - from
  }
  const times: number[] = []
  for (let i = 0; i < 20; i++) {
    const empty = await time('')
    times.push((await time(`?password=${newKey()}`)) - empty)
  }
  return times.slice(5)
}
