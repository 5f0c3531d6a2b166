import { NOTICES, type NoticeStep } from '../../src/contract/notices.ts'
import { MINUTE, SECOND } from '../../src/platform/time.ts'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { type Browser, errorOf } from '../support/people.ts'
import type { TimedReply } from './exchange.ts'
import type { Random } from './random.ts'
import type { Holder, Registers } from './registers.ts'

type Ask = () => Promise<TimedReply | undefined>

/** What a person who shows who they are is in. */
export type Identifying = {
  readonly registers: Registers
  readonly browser: Browser<TimedReply>
  readonly sessionId: string
  readonly random: Random
  readonly isCareful: boolean
  readonly sleep: (low: number, high: number) => Promise<void>
  readonly persist: (ask: Ask) => Promise<TimedReply | undefined>
}

/** Who a person says to be, with the Aadhaar number's end and the PAN that are theirs. */
export type Identity = Holder & { readonly pan: string }

/** Makes the identity of a name and date of birth, which the registers know from now on. */
export function identityOf(
  { pans }: Registers,
  random: Random,
  person: Pick<Holder, 'name' | 'dateOfBirth'>,
): Identity {
  const identity = { ...person, last4: random.digits(4), pan: newPan(random) }
  pans.set(identity.pan, identity)
  return identity
}

/** Goes through the steps for Aadhaar and PAN; false where the signup is gone, or will not come so far. */
export async function identify(of: Identifying, identity: Identity): Promise<boolean> {
  for (let round = 0; round < 12; round++) {
    const session = await of.persist(() => of.browser.session())
    if (session?.status !== 200) return false
    const step = Number(session.body.step)
    if (step === 5) return true
    if (step < 3) return false
    await (step === 3 ? showAadhaar(of, identity) : givePan(of, identity))
    await of.sleep(SECOND, MINUTE)
  }
  return false
}

/** Asks for what is not asked yet, or of another. */
export async function identifyAhead(of: Identifying): Promise<void> {
  await post(of, 'verify-aadhaar-qr', { qr_data: '1', consent: consentTo('aadhaar') })
  await post(of, 'start-aadhaar', { consent: consentTo('aadhaar') })
  await post(of, 'finish-aadhaar', {})
  await post(of, 'verify-pan', { pan: newPan(of.random), consent: consentTo('pan') })
}

async function showAadhaar(of: Identifying, identity: Identity): Promise<void> {
  const { random, isCareful } = of
  // Production knows no code that we could make.
  if (random.chance(0.5)) await showQr(of, identity)
  if (!isCareful && random.chance(0.1)) return
  const begin = () => post(of, 'start-aadhaar', startBody(of))
  if (!isCareful && random.chance(0.2)) void post(of, 'start-aadhaar', startBody(of))
  const led = await of.persist(begin)
  if (led?.status !== 200) return
  const back = await visit(of, String(led.body.redirect_url), identity)
  const finish = () => post(of, 'finish-aadhaar', { return_query: back })
  if (!isCareful && random.chance(0.2)) void finish()
  await of.persist(finish)
}

async function showQr(of: Identifying, { name, dateOfBirth, last4 }: Identity): Promise<void> {
  const { random, isCareful } = of
  const own = { name, last4, dateOfBirth: dateOfBirth.split('-').toReversed().join('-') }
  const codes = [
    () => '1234',
    () => '<PrintLetterBarcodeData uid="1"/>',
    () => makeTestQr({ ...own, version: 'V9' }),
    () => makeTestQr({ ...own, issuedAt: Date.parse('2036-01-01') }),
    () => makeTestQr({ ...own, name: 'Zubin Quarterman' }),
    () => makeTestQr({ ...own, dateOfBirth: '01-01-1930' }),
  ]
  const make = isCareful || random.chance(0.4) ? () => makeTestQr(own) : random.pick(codes)
  const consent = isCareful ? consentTo('aadhaar') : maybeConsent(of, 'aadhaar')
  await of.persist(() => post(of, 'verify-aadhaar-qr', { qr_data: make(), consent }))
}

function startBody(of: Identifying): object {
  return { consent: of.isCareful ? consentTo('aadhaar') : maybeConsent(of, 'aadhaar') }
}

/** What a person does at DigiLocker. */
async function visit(of: Identifying, url: string, identity: Identity): Promise<string> {
  const { random, registers, isCareful } = of
  const others: readonly (Holder | 'refused')[] = [
    'refused',
    { ...identity, name: 'Zubin Quarterman' },
    { ...identity, dateOfBirth: '1930-01-01' },
  ]
  const wanders = !isCareful && random.chance(0.4)
  await of.sleep(SECOND, wanders ? 50 * MINUTE : MINUTE)
  if (wanders && random.chance(0.5)) {
    // From another tab, before they are back.
    await post(of, 'finish-aadhaar', {})
  }
  return registers.visit(url, wanders && random.chance(0.6) ? random.pick(others) : identity)
}

async function givePan(of: Identifying, identity: Identity): Promise<void> {
  const { random, isCareful } = of
  const pan = !isCareful && random.chance(0.4) ? wrongPan(of, identity) : identity.pan
  const consent = isCareful ? consentTo('pan') : maybeConsent(of, 'pan')
  const ask = () => post(of, 'verify-pan', { pan, consent })
  if (!isCareful && random.chance(0.3)) void ask()
  const reply = await of.persist(ask)
  const again = reply && random.chance(0.2) && errorOf(reply) !== 'rate_limited'
  if (again && !isCareful) await ask()
}

/** A PAN that is none, or of nobody, void, a company's or another's. */
function wrongPan({ random, registers }: Identifying, identity: Identity): string {
  const pan = newPan(random)
  const kind = random.pick(['none', 'unknown', 'unlinked', 'of a company', 'of another'] as const)
  if (kind === 'none') return pan.slice(0, 5)
  if (kind === 'of a company') return `${pan.slice(0, 3)}C${pan.slice(4)}`
  if (kind === 'unlinked') registers.pans.set(pan, 'unlinked')
  if (kind === 'of another') registers.pans.set(pan, { ...identity, name: 'Zubin Quarterman' })
  return pan
}

function post({ browser, sessionId }: Identifying, route: string, body: object) {
  return browser.post(route, { session_id: sessionId, ...body })
}

function consentTo(step: NoticeStep) {
  const { version, purposes } = NOTICES[step]
  return { notice_version: version, language: 'en', purposes: Object.keys(purposes) }
}

function maybeConsent({ random }: Identifying, step: NoticeStep) {
  const consent = consentTo(step)
  if (random.chance(0.05)) return { ...consent, purposes: [] }
  return random.chance(0.05) ? { ...consent, notice_version: '1999-01-01' } : consent
}

function newPan(random: Random): string {
  const letters = Array.from({ length: 5 }, () => String.fromCharCode(random.between(65, 90)))
  const [a, b, c, d, e] = letters
  return `${a}${b}${c}P${d}${random.digits(4)}${e}`
}
