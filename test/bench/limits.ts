import { BYTES } from './counts.ts'
import { eventsOfMonitors, type Funnel } from './cost-model.ts'
import type { Source } from './prices.ts'

const READ = '2026-11-23'
const docs = (path: string): Source => ({
  page: `https://developers.cloudflare.com/${path}`,
  read: READ,
})

const RULES = docs('durable-objects/best-practices/rules-of-durable-objects/')
const OBJECT_LIMITS = docs('durable-objects/platform/limits/')
const WORKER_LIMITS = docs('workers/platform/limits/')
const KV_LIMITS = docs('kv/platform/limits/')
const RATE_LIMIT = docs('workers/runtime-apis/bindings/rate-limit/')
const ALARMS = docs('durable-objects/api/alarms/')
const D1_LIMITS = docs('d1/platform/limits/')

/** A limit of the platform, the volume at which it is felt, and what the design does then. */
export type Limit = Source & {
  readonly of: string
  readonly limit: string
  readonly bites: string
  readonly answer: string
}

/**
 * Events a second that one monitor takes: the least of what Cloudflare names for calls that write. For
 * each second of a slow core it takes some 500 as calls, new or after a busy day, and counts 3,300 to
 * 3,700 with no call between them (2026-11-27, by the CPU time of `npm run bench -- monitor`).
 */
const EVENTS_OF_MONITOR = 200

/** Rows that a text leaves in a monitor for a day, and what a row takes with its key. */
const ROWS_OF_TEXT = 7
const BYTES_OF_ROW = 150

const OBJECT_GB = 10
const DAY_SECONDS = 86_400

/** Every limit that is known to matter, for a country with so many monitors. */
export function limitsFor(funnel: Funnel, shards: number): readonly Limit[] {
  const perSecond = (shards * EVENTS_OF_MONITOR) / eventsOfMonitors(funnel)
  const most = (64 * EVENTS_OF_MONITOR) / eventsOfMonitors(funnel)
  const textsADay = (shards * OBJECT_GB * 1e9) / (ROWS_OF_TEXT * BYTES_OF_ROW)
  return [
    {
      ...RULES,
      of: 'calls on one session',
      limit: '500 to 1,000 a second an object, 200 to 500 where it writes',
      bites: 'never: a session is called some 15 times in its life',
      answer: 'sessions are as many objects as signups',
    },
    {
      ...RULES,
      of: 'calls on one phone guard',
      limit: 'the same',
      bites: 'at 200 sends a second to one phone: 2,400 addresses that send 5 a minute each',
      answer: '`overloaded` is not tried again: 503 for that phone alone, nothing texted',
    },
    {
      ...RULES,
      of: 'calls on the traffic monitors of a country',
      limit: `the same; planned with ${EVENTS_OF_MONITOR}`,
      bites: `at ${round(perSecond)} verified phones a second (${millions(perSecond * DAY_SECONDS)} a day) with ${shards} monitors; ${round(most)} with 64`,
      answer:
        'counts after the reply are lost and logged (`task_failed`), no reply waits; raise TRAFFIC_SHARDS',
    },
    {
      ...KV_LIMITS,
      of: 'KV writes to one key',
      limit: '1 a second',
      bites:
        'never steadily: a record is written when it changes, results every 5 minutes. Stages that change within a second do it',
      answer: '`…_record_not_written` is logged, and the next event writes',
    },
    {
      ...KV_LIMITS,
      of: 'KV writes and reads a day',
      limit: 'none on the Paid plan; 1,000 writes and 100,000 reads on Free',
      bites:
        'on Free: at 50,000 sends a day; routing by result alone writes up to 1,152 times with 4 monitors',
      answer: 'the Paid plan',
    },
    {
      ...docs('kv/concepts/how-kv-works/'),
      of: 'how old a KV read is',
      limit: 'up to 60 seconds or more elsewhere; we let a location keep a record 30 seconds',
      bites: 'at any volume: what a minute brings still passes what has just closed',
      answer: 'it guards nothing alone: phones, sessions and `admit` count exactly',
    },
    {
      ...RATE_LIMIT,
      of: 'the rate-limit binding',
      limit: 'counted at each location, eventually consistent, no limit of calls is named',
      bites: 'never by volume; an address at several locations has 5 a minute at each',
      answer: 'the guard and the monitor count exactly',
    },
    {
      ...WORKER_LIMITS,
      of: 'subrequests of a request',
      limit: '10,000 (Free: 50)',
      bites: 'never: a send makes some 12, each further gateway and receipt of a post a few more',
      answer: 'a post of receipts is 64 KB at most',
    },
    {
      ...WORKER_LIMITS,
      of: 'connections waiting for headers at once',
      limit: '6 a request; more wait',
      bites: 'never in a signup: 3 at most. A report of a country with more than 6 monitors waits',
      answer: 'what is late is named in the report',
    },
    {
      ...WORKER_LIMITS,
      of: 'Worker size, start and CPU',
      limit: '64 MiB (10 MB on older copies of the page), 1 s, 30 s a request unless raised',
      bites: 'never: see `npm run bench`',
      answer: 'Free gives 10 ms of CPU: use the Paid plan',
    },
    {
      ...ALARMS,
      of: 'alarms',
      limit: 'one an object, at least once, 6 retries; no rate is named',
      bites: `${round(funnel.forgetUnverified * 2 + funnel.forgetVerified * 4)} go off for a verified phone`,
      answer: 'expiry is judged on reading: a late alarm only cleans up later',
    },
    {
      ...OBJECT_LIMITS,
      of: 'storage of one object',
      limit: `${OBJECT_GB} GB`,
      bites: `a monitor keeps ${ROWS_OF_TEXT} rows a text for a day: at ${millions(textsADay)} texts a day with ${shards}; a session or guard has ${BYTES.guard / 1024} KiB`,
      answer: 'raise TRAFFIC_SHARDS',
    },
    {
      ...D1_LIMITS,
      of: 'D1, when accounts come (a plan)',
      limit: '10 GB a database, which cannot be raised; no rate of writes is named there',
      bites:
        'at some 6 million accounts of 1.5 KB with their indexes (assumed); by writes to be measured when accounts come',
      answer:
        'several databases, an account in the one that its keyed phone hash names; PAN in an index of its own, by its hash',
    },
  ]
}

function round(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}

function millions(value: number): string {
  return `${round(value / 1e6)} million`
}
