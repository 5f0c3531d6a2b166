import { BYTES, type Counted, COUNTS, type Counts } from './counts.ts'
import { type Meter, PRICES } from './prices.ts'

/** How often each thing happens for one phone that is verified. */
export type Funnel = Readonly<Record<Exclude<Counted, 'signup'>, number>> & {
  /** Posts of a gateway that tell nothing of a text: it was queued, or sent. */
  readonly idleReceipts: number
}

export type FunnelWish = {
  /** Phones verified of those texted, from 0 to 1. */
  readonly conversion: number
  /** Texts asked for again, a phone that is texted. */
  readonly resends: number
  /** Where gateways tell what becomes of texts: how often a page asks, a text. */
  readonly polls: number
  /** Posts a text that tell something, and that tell nothing. */
  readonly receipts: number
  readonly idleReceipts: number
  /** Wrong guesses, and refused sends of each kind, a phone that is texted. */
  readonly wrong: number
  readonly refused: number
  /** Accounts opened, and looked at once, a phone that is verified. */
  readonly accounts: number
}

/** What is assumed where nothing is counted. */
export const ASSUMED = {
  /** CPU of a request to the Worker. */
  cpuMsOfRequest: 5,
  /** How long an object works on a call or an alarm, its wait for storage included. */
  secondsOfObjectRequest: 0.01,
  /** What a password's hash adds to that, its turn waited for. */
  secondsOfHash: 0.3,
  /** An object is billed as 128 MB, whatever it uses. */
  gbOfObject: 0.128,
  /** Rows of an object that wipes itself: its one value, and its alarm. */
  rowsOfWipe: 2,
  /** A line as Workers Logs keeps it, with what it adds. */
  bytesOfLogLine: 1000,
  logDays: 7,
  /** How long objects keep what they have, in days: those of a signup that came to nothing, */
  sessionDays: 1 / 24,
  guardDays: 25 / 24,
  /** and of one that did, whose guard remembers the device. */
  verifiedSessionDays: 1,
  verifiedGuardDays: 180,
  daysOfMonth: 30,
} as const

/** Of one phone that is verified. */
export function funnelOf(wish: FunnelWish): Funnel {
  const texted = 1 / wish.conversion
  const texts = texted * (1 + wish.resends)
  return {
    firstSend: texted,
    resend: texted * wish.resends,
    verify: 1,
    wrongVerify: texted * wish.wrong,
    refusedByBurst: texted * wish.refused,
    refusedByPhone: texted * wish.refused,
    refusedByAddress: texted * wish.refused,
    poll: texts * wish.polls,
    receipt: texts * wish.receipts,
    details: wish.accounts,
    createAccount: wish.accounts,
    showAccount: wish.accounts,
    idleReceipts: texts * wish.idleReceipts,
    forgetUnverified: texted - 1,
    forgetVerified: 1,
  }
}

/** Units of each meter for so many phones that are verified within a month. */
export function unitsOf(funnel: Funnel, verified: number): Readonly<Record<Meter, number>> {
  const { idleReceipts, ...happens } = funnel
  const sum = (of: (counts: Counts) => number) =>
    verified *
    Object.entries(happens).reduce(
      (all, [name, times]) => all + times * of(COUNTS[name as Counted]),
      0,
    )
  const idle = verified * idleReceipts
  const requests = sum((one) => one.requests) + idle
  const objectRequests = sum(({ before, after, alarms }) => before.length + after.length + alarms)
  const hashing = verified * funnel.createAccount * ASSUMED.secondsOfHash
  const logBytes = (sum((one) => one.logLines) + idle) * ASSUMED.bytesOfLogLine
  return {
    requests,
    cpuMs: requests * ASSUMED.cpuMsOfRequest,
    objectRequests,
    gbSeconds: (objectRequests * ASSUMED.secondsOfObjectRequest + hashing) * ASSUMED.gbOfObject,
    rowsRead: sum(({ read }) => total(read)),
    rowsWritten: sum(({ written, wipes }) => total(written) + wipes * ASSUMED.rowsOfWipe),
    databaseRowsRead: sum(({ database }) => database.read),
    databaseRowsWritten: sum(({ database }) => database.written),
    storedGbMonths: verified * storedGbMonths(funnel),
    kvReads: sum((one) => one.kvReads),
    kvWrites: sum((one) => one.kvWrites),
    logGb: logBytes / 1e9,
    logGbMonths: (logBytes / 1e9) * (ASSUMED.logDays / ASSUMED.daysOfMonth),
  }
}

/** Calls on traffic monitors for one phone that is verified. */
export function eventsOfMonitors(funnel: Funnel): number {
  const { idleReceipts: _tellsNothing, ...happens } = funnel
  return Object.entries(happens).reduce((all, [name, times]) => {
    const { before, after } = COUNTS[name as Counted]
    const events = [...before, ...after].filter((call) => call.startsWith('TRAFFIC_MONITOR.'))
    return all + times * events.length
  }, 0)
}

/** Dollars for so many units, without and with what the monthly fee includes of them. */
export function dollarsFor(meter: Meter, units: number) {
  const { dollars, per, included } = PRICES[meter]
  const price = (all: number) => (all / per) * dollars
  return { full: price(units), beyond: price(Math.max(0, units - included)) }
}

/** What one verified phone stores, until all of it is forgotten. */
function storedGbMonths({ forgetUnverified: lost }: Funnel): number {
  const { sessionDays, guardDays, verifiedSessionDays, verifiedGuardDays, daysOfMonth } = ASSUMED
  const byteDays =
    BYTES.session * (verifiedSessionDays + lost * sessionDays) +
    BYTES.guard * (verifiedGuardDays + lost * guardDays)
  return byteDays / 1e9 / daysOfMonth
}

function total(rows: Counts['read']): number {
  return rows.session + rows.guard + rows.monitor + rows.desk
}
