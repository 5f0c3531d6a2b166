import { Webhook } from 'standardwebhooks'
import { fail, type Failure, json, later, startStandIn, steering } from './stand-in.ts'

/** Holds a text as the receiver took it. */
export type ReceivedText = {
  readonly id: string
  readonly to: string
  readonly text: string
  readonly language: string
  /** When the sender says it signed the text, in Unix seconds. */
  readonly signedAt: number
}

/** Says how the receiver answers texts to one number. */
export type Behaviour =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly delayMs?: number
      readonly body?: unknown
    }
  | Failure

/** Runs a stand-in for an operator's webhook; beside what `steering` says, it takes texts. */
export async function startSmsReceiver(secret: string) {
  const control = steering<ReceivedText, Behaviour>({ kind: 'status', status: 204 })
  const { origin, stop } = await startStandIn((received, response) => {
    if (control.steered(received, response)) return
    const { method, headers, body } = received
    const text = readText(secret, method, headers, body)
    if (typeof text === 'number') return json(response, { status: text, body: {} })
    const behaviour = control.take(text)
    if (behaviour.kind !== 'status') return fail(response, behaviour)
    const { status, body: answer = {}, delayMs } = behaviour
    later(response, { status, body: answer }, delayMs)
  })
  return { url: `${origin}/sms`, stop }
}

/** Reads a text as Standard Webhooks asks, by that project's own library; else 401 or 400. */
export function readText(
  secret: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): ReceivedText | 400 | 401 {
  if (!isSigned(new Webhook(secret), body, headers)) return 401
  return (method === 'POST' && read(body, headers)) || 400
}

/** Tells whether it is signed; the time of signing is not judged, as tests move the sender's clock. */
function isSigned(
  webhook: Webhook,
  body: string,
  headers: Readonly<Record<string, string>>,
): boolean {
  const id = headers['webhook-id'] ?? ''
  const signedAt = Number(headers['webhook-timestamp'])
  if (id === '' || !Number.isInteger(signedAt)) return false
  return webhook.sign(id, new Date(signedAt * 1000), body) === headers['webhook-signature']
}

/** Reads the message, where it is exactly what the contract says. */
function read(body: string, headers: Readonly<Record<string, string>>) {
  const id = headers['webhook-id'] ?? ''
  const signedAt = Number(headers['webhook-timestamp'])
  if (headers['content-type'] !== 'application/json') return undefined
  const message: unknown = JSON.parse(body)
  const expected = ['type', 'timestamp', 'data']
  if (!hasExactly(message, expected) || message.type !== 'otp.send') return undefined
  if (Number.isNaN(Date.parse(String(message.timestamp)))) return undefined
  const { data } = message
  if (!hasExactly(data, ['to', 'text', 'language'])) return undefined
  const { to, text: words, language } = data
  return { id, signedAt, to: String(to), text: String(words), language: String(language) }
}

function hasExactly(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  return Object.keys(value).toSorted().join() === keys.toSorted().join()
}
