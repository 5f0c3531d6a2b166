/** Rows by the class of the objects that hold them. */
type Rows = Readonly<Record<'session' | 'guard' | 'monitor' | 'desk', number>>

/** What one thing that happens costs of the platform. */
export type Counts = {
  /** Requests to the Worker; the page and its files are assets, which wake none. */
  readonly requests: number
  /** Calls on objects that the reply waits for, those of objects on objects included; and the others. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly kvReads: number
  readonly kvWrites: number
  readonly rateLimits: number
  /** Requests to others. */
  readonly fetches: number
  readonly logLines: number
  /** Alarms that go off. */
  readonly alarms: number
  readonly alarmsSet: number
  /** How often an object deletes all it has. */
  readonly wipes: number
  /** Alarms set are among the rows written. */
  readonly written: Rows
  readonly read: Rows
  /** Of the accounts' database: what is asked of it, a batch as one, and its rows. */
  readonly database: { readonly asked: number; readonly written: number; readonly read: number }
}

const NO_ROWS: Rows = { session: 0, guard: 0, monitor: 0, desk: 0 }

const NOTHING: Counts = {
  requests: 0,
  before: [],
  after: [],
  kvReads: 0,
  kvWrites: 0,
  rateLimits: 0,
  fetches: 0,
  logLines: 0,
  alarms: 0,
  alarmsSet: 0,
  wipes: 0,
  written: NO_ROWS,
  read: NO_ROWS,
  database: { asked: 0, written: 0, read: 0 },
}

type Own = Partial<Omit<Counts, 'written' | 'read'>> &
  Partial<Readonly<Record<'written' | 'read', Partial<Rows>>>>

const counts = ({ written, read, ...own }: Own): Counts => ({
  ...NOTHING,
  ...own,
  written: { ...NO_ROWS, ...written },
  read: { ...NO_ROWS, ...read },
})

/**
 * What counts.worker.test.ts measures: from a new IPv4 address that is not held, with the monitor of a
 * country in which a text went out in every slot of time for a day, and to the number's range in every
 * minute of six hours. It is awake, as one with an event every ten seconds is; having slept, it reads up
 * to a thousand rows once.
 */
export const COUNTS = {
  /** A code texted to a new number. */
  firstSend: counts({
    requests: 1,
    before: ['PHONE_GUARD.reserve', 'SIGNUP_SESSION.start'],
    after: ['PHONE_GUARD.commitSend', 'TRAFFIC_MONITOR.countText'],
    kvReads: 2,
    rateLimits: 1,
    fetches: 1,
    logLines: 1,
    alarmsSet: 2,
    written: { session: 2, guard: 3, monitor: 7 },
    read: { session: 1, guard: 2, monitor: 15 },
  }),
  /** The code asked for again, in its session. */
  resend: counts({
    requests: 1,
    before: ['SIGNUP_SESSION.resend', 'PHONE_GUARD.reserve'],
    after: ['PHONE_GUARD.commitSend', 'TRAFFIC_MONITOR.countText', 'SIGNUP_SESSION.recordOutcome'],
    kvReads: 2,
    rateLimits: 1,
    fetches: 1,
    logLines: 1,
    written: { session: 2, guard: 2, monitor: 3 },
    read: { session: 3, guard: 2, monitor: 16 },
  }),
  verify: counts({
    requests: 1,
    before: ['SIGNUP_SESSION.verify'],
    after: ['PHONE_GUARD.trust', 'TRAFFIC_MONITOR.countVerification'],
    rateLimits: 1,
    logLines: 1,
    written: { session: 2, guard: 1, monitor: 6 },
    read: { session: 1, guard: 1, monitor: 20 },
  }),
  wrongVerify: counts({
    requests: 1,
    before: ['SIGNUP_SESSION.verify'],
    rateLimits: 1,
    logLines: 1,
    written: { session: 1, guard: 0, monitor: 0 },
    read: { session: 1, guard: 0, monitor: 0 },
  }),
  /** A sixth send of an address within a minute. */
  refusedByBurst: counts({
    requests: 1,
    kvReads: 2,
    rateLimits: 1,
    logLines: 1,
  }),
  /** A second text to a phone within 30 seconds, from a new session. */
  refusedByPhone: counts({
    requests: 1,
    before: ['PHONE_GUARD.reserve', 'SIGNUP_SESSION.start'],
    after: ['SIGNUP_SESSION.discard'],
    kvReads: 2,
    rateLimits: 1,
    logLines: 1,
    alarmsSet: 1,
    wipes: 1,
    written: { session: 2, guard: 0, monitor: 0 },
    read: { session: 2, guard: 1, monitor: 0 },
  }),
  /** A send from an address that KV holds back. */
  refusedByAddress: counts({
    requests: 1,
    kvReads: 2,
    logLines: 1,
  }),
  /** `GET session`: what became of the text. */
  poll: counts({
    requests: 1,
    before: ['SIGNUP_SESSION.status'],
    rateLimits: 1,
    logLines: 1,
    read: { session: 1, guard: 0, monitor: 0 },
  }),
  /** A gateway's first word of a text. */
  receipt: counts({
    requests: 1,
    before: ['SIGNUP_SESSION.recordReceipt'],
    after: ['TRAFFIC_MONITOR.countReceipt'],
    logLines: 1,
    written: { session: 1, guard: 0, monitor: 1 },
    read: { session: 1, guard: 0, monitor: 12 },
  }),
  /** The answers of step 2. */
  details: counts({
    requests: 1,
    before: ['SIGNUP_SESSION.answer'],
    rateLimits: 1,
    logLines: 1,
    written: { session: 1 },
    read: { session: 1 },
  }),
  /** An account of five fields and three consents is made; its list of passwords is an asset. */
  createAccount: counts({
    requests: 1,
    before: [
      'SIGNUP_SESSION.beginAccount',
      'SIGN_IN.hashPassword',
      'ACCOUNT_DESK.prepare',
      'SIGNUP_SESSION.renewAccount',
      'ACCOUNT_DESK.openSession',
      'SIGNUP_SESSION.releaseAccount',
    ],
    rateLimits: 1,
    logLines: 1,
    alarmsSet: 2,
    written: { session: 4, desk: 3 },
    read: { session: 4, desk: 2 },
    database: { asked: 1, written: 13, read: 0 },
  }),
  /** The account is looked at. */
  showAccount: counts({
    requests: 1,
    before: ['ACCOUNT_DESK.session'],
    rateLimits: 1,
    logLines: 1,
    written: { desk: 1 },
    read: { desk: 1 },
    database: { asked: 1, written: 0, read: 11 },
  }),
  /** A page loaded, a send, one poll and a verify. */
  signup: counts({
    requests: 3,
    before: [
      'PHONE_GUARD.reserve',
      'SIGNUP_SESSION.start',
      'SIGNUP_SESSION.status',
      'SIGNUP_SESSION.verify',
    ],
    after: [
      'PHONE_GUARD.commitSend',
      'TRAFFIC_MONITOR.countText',
      'PHONE_GUARD.trust',
      'TRAFFIC_MONITOR.countVerification',
    ],
    kvReads: 2,
    rateLimits: 3,
    fetches: 1,
    logLines: 3,
    alarmsSet: 2,
    written: { session: 4, guard: 4, monitor: 13 },
    read: { session: 3, guard: 3, monitor: 35 },
  }),
  /** What alarms do after a signup that came to nothing, and after one that did. */
  forgetUnverified: counts({
    alarms: 2,
    wipes: 2,
    read: { session: 2, guard: 2, monitor: 0 },
  }),
  forgetVerified: counts({
    alarms: 4,
    alarmsSet: 2,
    wipes: 2,
    written: { session: 1, guard: 2, monitor: 0 },
    read: { session: 4, guard: 4, monitor: 0 },
  }),
} satisfies Readonly<Record<string, Counts>>

/** The things that happen. */
export type Counted = keyof typeof COUNTS

/** What a verified phone keeps in its objects; a database is whole pages of 4 KiB. */
export const BYTES = { session: 12_288, guard: 12_288 }
