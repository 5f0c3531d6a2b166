import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { deliverPost, json, type Post, type Received } from './stand-in.ts'

type Settings = {
  readonly topicArn: string
  readonly certificate: string
  readonly key: string
}

/** What a test asks SNS to make: `fields` replace the envelope's own before it is signed. */
export type SnsOrder = {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  readonly message?: string
  readonly version?: '1' | '2'
  readonly fields?: Readonly<Record<string, string>>
  /** Signed with a key that the certificate is not of. */
  readonly otherKey?: boolean
  /** Posted there, rather than given back. */
  readonly url?: string
}

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
}

const CERTIFICATE = '/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem'

/** What SNS has at other addresses of the same form. */
const NO_CERTIFICATES: Readonly<Record<string, string>> = {
  '/SimpleNotificationService-garbage.pem': 'no certificate',
  '/SimpleNotificationService-endless.pem': 'x'.repeat(100_000),
}

/**
 * A stand-in for the part of Amazon SNS that HTTP endpoints see: its certificate, the confirmation
 * of a subscription, and signed posts, which tests order by `POST /sns`. `GET /sns/seen` tells how
 * often the certificate was fetched and which tokens were confirmed.
 */
export function snsStandIn({ topicArn, certificate, key }: Settings) {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const confirmed: string[] = []
  let fetched = 0

  return {
    notification: (host: string, message: string): Post =>
      posted(host, { type: 'Notification', message }),

    /** Answers a request to SNS; false where it is not one. */
    async answered(received: Received, response: ServerResponse): Promise<boolean> {
      const { method, url, headers, body } = received
      if (method === 'POST' && url.pathname === '/sns') {
        const order = JSON.parse(body) as SnsOrder
        await deliverPost(response, posted(headers.host ?? '', order), order.url ?? null)
        return true
      }
      if (method !== 'GET') return false
      if (url.pathname === '/sns/seen') {
        json(response, { status: 200, body: { fetched, confirmed } })
        return true
      }
      if (url.pathname === CERTIFICATE) {
        fetched += 1
        response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(certificate)
        return true
      }
      const none = NO_CERTIFICATES[url.pathname]
      if (none !== undefined) {
        response.writeHead(200).end(none)
        return true
      }
      if (url.pathname !== '/') return false
      confirm(url.searchParams, response)
      return true
    },
  }

  function confirm(asked: URLSearchParams, response: ServerResponse): void {
    const token = asked.get('Token') ?? ''
    const ours = asked.get('Action') === 'ConfirmSubscription' && asked.get('TopicArn') === topicArn
    if (!ours || !/^[0-9a-f]{64}$/.test(token)) {
      response.writeHead(400, { 'content-type': 'text/xml' }).end('<ErrorResponse/>')
      return
    }
    confirmed.push(token)
    response.writeHead(200, { 'content-type': 'text/xml' }).end('<ConfirmSubscriptionResponse/>')
  }

  function posted(host: string, order: SnsOrder): Post {
    const { type, version = '1' } = order
    const token = [crypto.randomUUID(), crypto.randomUUID()].join('').replaceAll('-', '')
    const subscribe = new URLSearchParams({
      Action: 'ConfirmSubscription',
      TopicArn: topicArn,
      Token: token,
    })
    const fields: Record<string, string> = {
      Type: type,
      MessageId: crypto.randomUUID(),
      TopicArn: topicArn,
      Message: order.message ?? 'You have chosen to subscribe to the topic.',
      Timestamp: new Date().toISOString(),
      SignatureVersion: version,
      SigningCertURL: `http://${host}${CERTIFICATE}`,
      ...(type === 'Notification'
        ? { UnsubscribeURL: `http://${host}/?Action=Unsubscribe` }
        : { Token: token, SubscribeURL: `http://${host}/?${String(subscribe)}` }),
      ...order.fields,
    }
    const Signature = signature(fields, order.otherKey ? other : key)
    return {
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': type,
        'x-amz-sns-topic-arn': topicArn,
      },
      body: JSON.stringify({ ...fields, Signature }),
    }
  }
}

function signature(fields: Readonly<Record<string, string>>, key: string | KeyObject): string {
  const names =
    fields.Type === 'Notification' ? SIGNED.Notification : SIGNED.SubscriptionConfirmation
  const text = names
    .filter((name) => name in fields)
    .map((name) => `${name}\n${fields[name]}\n`)
    .join('')
  const digest = fields.SignatureVersion === '2' ? 'sha256' : 'sha1'
  return sign(digest, Buffer.from(text), key).toString('base64')
}
