/** A page, and when what is taken from it was read, by way of a stored copy. */
export type Source = { readonly page: string; readonly read: string }

/** What a meter costs beyond what the monthly fee includes. */
export type Price = Source & {
  readonly dollars: number
  /** So many units cost that. */
  readonly per: number
  /** Units a month that the fee includes. */
  readonly included: number
}

const READ = '2026-11-23'
const MILLION = 1e6

const WORKERS = { page: 'https://developers.cloudflare.com/workers/platform/pricing/', read: READ }
const OBJECTS = {
  page: 'https://developers.cloudflare.com/durable-objects/platform/pricing/',
  read: READ,
}
/** As others quoted it in August 2026. */
const DATABASE = {
  page: 'https://developers.cloudflare.com/d1/platform/pricing/',
  read: '2026-11-28',
}
const KV = { page: 'https://developers.cloudflare.com/kv/platform/pricing/', read: READ }
/** In force from 1 December 2026; until then $0.60 a million lines beyond 20 million. */
const LOGS = { page: 'https://developers.cloudflare.com/observability/pricing/', read: READ }

/** A month of the Workers Paid plan. */
export const BASE_FEE = { ...WORKERS, dollars: 5 }

/** Of the Workers Paid plan. Rate limits, requests to others and static assets have no price. */
export const PRICES = {
  requests: { ...WORKERS, dollars: 0.3, per: MILLION, included: 10 * MILLION },
  cpuMs: { ...WORKERS, dollars: 0.02, per: MILLION, included: 30 * MILLION },
  /** RPC calls, one each, and alarms that go off. */
  objectRequests: { ...OBJECTS, dollars: 0.15, per: MILLION, included: MILLION },
  /** While an object works, at 128 MB; not while it only stays in memory. */
  gbSeconds: { ...OBJECTS, dollars: 12.5, per: MILLION, included: 400_000 },
  rowsRead: { ...OBJECTS, dollars: 0.001, per: MILLION, included: 25_000 * MILLION },
  /** Alarms set are rows, and so is what is deleted. */
  rowsWritten: { ...OBJECTS, dollars: 1, per: MILLION, included: 50 * MILLION },
  storedGbMonths: { ...OBJECTS, dollars: 0.2, per: 1, included: 5 },
  databaseRowsRead: { ...DATABASE, dollars: 0.001, per: MILLION, included: 25_000 * MILLION },
  /** Those of indexes too. */
  databaseRowsWritten: { ...DATABASE, dollars: 1, per: MILLION, included: 50 * MILLION },
  kvReads: { ...KV, dollars: 0.5, per: MILLION, included: 10 * MILLION },
  kvWrites: { ...KV, dollars: 5, per: MILLION, included: MILLION },
  logGb: { ...LOGS, dollars: 0.25, per: 1, included: 50 },
  logGbMonths: { ...LOGS, dollars: 0.1, per: 1, included: 12 },
} satisfies Readonly<Record<string, Price>>

/** What is metered. */
export type Meter = keyof typeof PRICES

/** A service that makes, sends and checks codes for others. */
export type HostedService = Source & {
  readonly name: string
  /** What a million verified phones cost beside their texts; undefined where no price could be read. */
  readonly fee: string | undefined
  readonly texts: string
  readonly remark: string
}

/** Where a remark says that others quote a page, `read` is when they did: the page was not read. */
export const HOSTED: readonly HostedService[] = [
  {
    read: '2026-10-07',
    name: 'Twilio Verify',
    page: 'https://www.twilio.com/en-us/verify/pricing',
    fee: '$50,000',
    texts: 'not included',
    remark: '$0.05 a successful verification; as public documents quote the page',
  },
  {
    read: READ,
    name: 'Vonage Verify',
    page: 'https://api.support.vonage.com/hc/en-us/articles/14842100202268',
    fee: '€50,000',
    texts: 'not included',
    remark: 'a fee a conversion; €0.05 is that of the example in support article 360038161032',
  },
  {
    read: '2026-07-11',
    name: 'Telnyx Verify',
    page: 'https://telnyx.com/pricing/verify-api',
    fee: '$30,000',
    texts: 'not included',
    remark: '$0.03 a successful verification; as the API Evangelist catalogue quotes the page',
  },
  {
    read: READ,
    name: 'Google Identity Platform',
    page: 'https://cloud.google.com/identity-platform/pricing',
    fee: '$4,415',
    texts: 'not included',
    remark:
      'by monthly active users, 50,000 free, then $0.0055, from 100,000 on $0.0046; texts by country',
  },
  {
    read: READ,
    name: 'MSG91 OTP',
    page: 'https://msg91.com/help/all-service-deductions-',
    fee: '$0',
    texts: 'are the whole price',
    remark: 'no charge for the OTP widget; failed texts are charged too',
  },
  {
    read: READ,
    name: 'AWS End User Messaging Notify',
    page: 'https://docs.aws.amazon.com/sms-voice/latest/userguide/notify.html',
    fee: undefined,
    texts: 'not included',
    remark: 'a fee a message beside the text; the amount stands on a page that could not be read',
  },
]
