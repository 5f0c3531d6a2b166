import { Buffer } from 'node:buffer'
import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import * as z from 'zod'
import { HOUR, SECOND } from '../../../platform/time.ts'
import { parseJson, readText } from '../../../platform/body.ts'

/** Describes a topic: its region's origin, and the keys of fetched certificates by their path. */
export type SnsTopic = {
  readonly arn: string
  readonly origin: string
  readonly keys: Map<string, KeyObject>
}

/** Makes the topic of this ARN; `standIn` takes the place of SNS's own origin. */
export function snsTopic(arn: string, standIn?: string): SnsTopic {
  const region = arn.split(':')[3]
  return { arn, origin: standIn ?? `https://sns.${region}.amazonaws.com`, keys: new Map() }
}

/** Tells what came of a post. */
type SnsReading =
  | { readonly kind: 'notification'; readonly message: string }
  /** Confirmed, or ended; `unreadable` where SNS does not let us confirm it. */
  | { readonly kind: 'subscription' | 'unreadable' }
  | { readonly kind: 'forged' }
  /** SNS gave no certificate or confirmation now; after an error of ours it posts again. */
  | { readonly kind: 'unavailable' }

const envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.iso.datetime(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.base64(),
  SigningCertURL: z.string(),
})

type Envelope = z.infer<typeof envelope>

/** Bounds a message's age: SNS's own retries end within it, so an older one is a replay. */
const MAX_AGE = HOUR

const FETCH_TIMEOUT = 5 * SECOND

/**
 * Reads what this topic signed within the hour, and confirms a subscription to it. Never throws
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html).
 */
export async function readSnsMessage(topic: SnsTopic, body: string): Promise<SnsReading> {
  const read = envelope.safeParse(parseJson(body))
  if (!read.success || read.data.TopicArn !== topic.arn) return { kind: 'forged' }
  const sent = read.data
  if (Math.abs(Date.now() - Date.parse(sent.Timestamp)) > MAX_AGE) return { kind: 'forged' }
  const key = await signingKey(topic, sent.SigningCertURL)
  if (key === 'unavailable') return { kind: key }
  if (!key || !isSigned(sent, key)) return { kind: 'forged' }
  switch (sent.Type) {
    case 'Notification':
      return { kind: 'notification', message: sent.Message }
    case 'SubscriptionConfirmation':
      return { kind: await confirm(topic, sent) }
    case 'UnsubscribeConfirmation':
      return { kind: 'subscription' }
  }
}

/** Maps signature versions; SNS still uses 1 where a topic was not told otherwise. */
const DIGESTS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const

function isSigned(sent: Envelope, key: KeyObject): boolean {
  const signature = Buffer.from(sent.Signature, 'base64')
  try {
    return verify(DIGESTS[sent.SignatureVersion], Buffer.from(canonical(sent)), key, signature)
  } catch {
    return false
  }
}

/** Lists the signed fields in their order, each name and value on a line of its own. */
function canonical(sent: Envelope): string {
  const { Message, MessageId, Subject, SubscribeURL, Timestamp, Token, TopicArn, Type } = sent
  const fields =
    Type === 'Notification'
      ? { Message, MessageId, Subject, Timestamp, TopicArn, Type }
      : { Message, MessageId, SubscribeURL, Timestamp, Token, TopicArn, Type }
  return Object.entries(fields)
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('')
}

const CERTIFICATE_PATH = /^\/SimpleNotificationService-\w{1,64}\.pem$/

/** Bounds the keys kept: SNS signs with few certificates at a time. */
const MAX_KEYS = 8

/** Fetches the key of the certificate at this address of SNS; undefined for any other address. */
async function signingKey(
  topic: SnsTopic,
  address: string,
): Promise<KeyObject | 'unavailable' | undefined> {
  const url = ofSns(topic, address)
  if (!url || !CERTIFICATE_PATH.test(url.pathname) || url.search !== '') return undefined
  const { keys, origin } = topic
  // By the path alone: nothing is signed yet, and a fragment must not have it fetched anew.
  const { pathname } = url
  const kept = keys.get(pathname)
  if (kept) return kept
  const certificate = await get(new URL(pathname, origin))
  if (typeof certificate !== 'object') return certificate
  try {
    const { publicKey } = new X509Certificate(certificate.text)
    if (publicKey.asymmetricKeyType !== 'rsa') return undefined
    if (keys.size >= MAX_KEYS) keys.clear()
    keys.set(pathname, publicKey)
    return publicKey
  } catch {
    return undefined
  }
}

/** Visits the signed address that confirms the subscription, where it is this topic's at SNS. */
async function confirm(topic: SnsTopic, { SubscribeURL = '' }: Envelope) {
  const url = ofSns(topic, SubscribeURL)
  if (!url || url.pathname !== '/') return 'unreadable'
  const { searchParams: query } = url
  if (query.get('Action') !== 'ConfirmSubscription' || query.get('TopicArn') !== topic.arn) {
    return 'unreadable'
  }
  const confirmation = await get(url)
  if (confirmation === 'unavailable') return confirmation
  return confirmation ? 'subscription' : 'unreadable'
}

function ofSns({ origin }: SnsTopic, address: string): URL | undefined {
  const url = URL.parse(address)
  return url?.origin === origin && url.username === '' && url.password === '' ? url : undefined
}

/** Fetches text; `unavailable` where SNS fails, is busy or late, undefined where it has nothing. */
async function get(url: URL): Promise<{ readonly text: string } | 'unavailable' | undefined> {
  const signal = AbortSignal.timeout(FETCH_TIMEOUT)
  try {
    const response = await fetch(url, { redirect: 'manual', signal })
    const { status } = response
    const text = await readText(response)
    if (status === 429 || status >= 500 || signal.aborted) return 'unavailable'
    return status === 200 && text !== undefined ? { text } : undefined
  } catch {
    return 'unavailable'
  }
}
