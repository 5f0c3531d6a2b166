import { Buffer } from 'node:buffer'
import { type KeyObject, verify, X509Certificate } from 'node:crypto'
import * as z from 'zod'
import { HOUR, SECOND } from '../../../platform/time.ts'
import { parseJson, readText } from '../../../platform/body.ts'

/**
 * A topic, the origin that its region's SNS has, of certificates and confirmations, and the keys of
 * the certificates that were fetched, by their path.
 */
export type SnsTopic = {
  readonly arn: string
  readonly origin: string
  readonly keys: Map<string, KeyObject>
}

/** The topic of this ARN; `standIn` takes the place of SNS's own origin. */
export function snsTopic(arn: string, standIn?: string): SnsTopic {
  const region = arn.split(':')[3]
  return { arn, origin: standIn ?? `https://sns.${region}.amazonaws.com`, keys: new Map() }
}

/**
 * What came of a post: `subscription` has been confirmed, or ended; `forged` is proven by nothing;
 * `unreadable` is a subscription that SNS does not let us confirm; `unavailable` is what SNS, asked for
 * its certificate or to confirm, gave no answer to: SNS posts it again where it hears of an error of
 * ours (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html).
 */
export type SnsReading =
  | { readonly kind: 'notification'; readonly message: string }
  | { readonly kind: 'subscription' | 'forged' | 'unreadable' | 'unavailable' }

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

/** How old a message may be; SNS's own retries end within it, so an older one is a replay. */
const OLDEST = HOUR

/** Past this, SNS is not waited for. */
const PATIENCE = 5 * SECOND

/**
 * Reads what was posted as an HTTP notification of Amazon SNS: takes only what this topic signed
 * within the hour, and confirms a subscription to it
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html). Never throws.
 */
export async function readSnsMessage(topic: SnsTopic, body: string): Promise<SnsReading> {
  const read = envelope.safeParse(parseJson(body))
  if (!read.success || read.data.TopicArn !== topic.arn) return { kind: 'forged' }
  const sent = read.data
  if (Math.abs(Date.now() - Date.parse(sent.Timestamp)) > OLDEST) return { kind: 'forged' }
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

/** SHA-1 is version 1's, which SNS still uses where a topic was not told otherwise. */
const DIGESTS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const

function isSigned(sent: Envelope, key: KeyObject): boolean {
  const signature = Buffer.from(sent.Signature, 'base64')
  try {
    return verify(DIGESTS[sent.SignatureVersion], Buffer.from(canonical(sent)), key, signature)
  } catch {
    return false
  }
}

/** The signed fields in their order, each as its name and its value on lines of their own. */
function canonical(sent: Envelope): string {
  const names =
    sent.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : ([
          'Message',
          'MessageId',
          'SubscribeURL',
          'Timestamp',
          'Token',
          'TopicArn',
          'Type',
        ] as const)
  return names
    .flatMap((name) => {
      const value = (sent as Readonly<Record<string, string | null | undefined>>)[name]
      return typeof value === 'string' ? [`${name}\n${value}\n`] : []
    })
    .join('')
}

const CERTIFICATE_PATH = /^\/SimpleNotificationService-\w{1,64}\.pem$/

/** SNS signs with few certificates at a time, and replaces them now and then. */
const MOST_KEYS = 8

/** The key of the certificate at this address of SNS; undefined for any other address. */
async function signingKey(
  topic: SnsTopic,
  address: string,
): Promise<KeyObject | 'unavailable' | undefined> {
  const url = ofSns(topic, address)
  if (!url || !CERTIFICATE_PATH.test(url.pathname) || url.search !== '') return undefined
  const { keys, origin } = topic
  // By the path alone: nothing is signed yet, and whoever adds a fragment must not have it fetched anew.
  const { pathname } = url
  const known = keys.get(pathname)
  if (known) return known
  const got = await get(new URL(pathname, origin))
  if (got.kind !== 'text') return got.kind === 'unavailable' ? got.kind : undefined
  try {
    const { publicKey } = new X509Certificate(got.text)
    if (publicKey.asymmetricKeyType !== 'rsa') return undefined
    if (keys.size >= MOST_KEYS) keys.clear()
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
  const { searchParams: asked } = url
  if (asked.get('Action') !== 'ConfirmSubscription' || asked.get('TopicArn') !== topic.arn) {
    return 'unreadable'
  }
  const { kind } = await get(url)
  if (kind === 'text') return 'subscription'
  return kind === 'unavailable' ? kind : 'unreadable'
}

function ofSns({ origin }: SnsTopic, address: string): URL | undefined {
  const url = URL.parse(address)
  return url?.origin === origin && url.username === '' && url.password === '' ? url : undefined
}

type Got =
  | { readonly kind: 'text'; readonly text: string }
  /** `nothing` for good; `unavailable` where SNS fails, is busy or does not answer in time. */
  | { readonly kind: 'nothing' | 'unavailable' }

/** What SNS has at this address. */
async function get(url: URL): Promise<Got> {
  const signal = AbortSignal.timeout(PATIENCE)
  try {
    const response = await fetch(url, { redirect: 'manual', signal })
    const { status } = response
    const text = await readText(response)
    if (status === 429 || status >= 500 || signal.aborted) return { kind: 'unavailable' }
    return status === 200 && text !== undefined ? { kind: 'text', text } : { kind: 'nothing' }
  } catch {
    return { kind: 'unavailable' }
  }
}
