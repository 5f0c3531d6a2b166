import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

/** A text as the receiver took it. */
export type ReceivedText = {
  readonly id: string
  readonly to: string
  readonly text: string
  readonly language: string
  /** When the sender says it signed the text, in Unix seconds. */
  readonly signedAt: number
}

/** How the receiver answers texts to one number. `silent` never answers, `reset` hangs up. */
export type Behaviour =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly delayMs?: number
      readonly body?: unknown
    }
  | { readonly kind: 'reset' | 'silent' | 'slow_body' }

/**
 * A stand-in for an operator's webhook: checks each request as Standard Webhooks asks, with that
 * project's own library, keeps what it took, and answers 401 to another signature and 400 to
 * another message. Tests read
 * `GET /texts?to=` and set a number's behaviour by `PUT /behaviour?to=`.
 */
export async function startSmsReceiver(secret: string) {
  const webhook = new Webhook(secret)
  const texts: ReceivedText[] = []
  const behaviours = new Map<string, Behaviour>()

  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://receiver')
      const to = url.searchParams.get('to') ?? ''
      if (url.pathname === '/texts') {
        return json(
          response,
          200,
          texts.filter((one) => one.to === to),
        )
      }
      if (url.pathname === '/behaviour') {
        behaviours.set(to, JSON.parse(body) as Behaviour)
        return json(response, 200, {})
      }
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      if (!isSigned(webhook, body, headers)) return json(response, 401, {})
      const message = read(body, headers)
      if (request.method !== 'POST' || message === undefined) return json(response, 400, {})
      texts.push(message)
      return answer(response, behaviours.get(message.to) ?? { kind: 'status', status: 204 })
    })
  })
  // A connection closed as idle just when the sender uses it again would look like a lost text.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/sms`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The time of signing is kept and not judged, since tests move the sender's clock. */
function isSigned(webhook: Webhook, body: string, headers: Record<string, string>): boolean {
  const id = headers['webhook-id'] ?? ''
  const signedAt = Number(headers['webhook-timestamp'])
  if (id === '' || !Number.isInteger(signedAt)) return false
  return webhook.sign(id, new Date(signedAt * 1000), body) === headers['webhook-signature']
}

/** The message, where it is exactly what the contract says. */
function read(body: string, headers: Record<string, string>) {
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

function answer(response: ServerResponse, behaviour: Behaviour): void {
  switch (behaviour.kind) {
    case 'status': {
      const { status, delayMs, body = {} } = behaviour
      setTimeout(() => json(response, status, body), delayMs ?? 0)
      return
    }
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'slow_body':
      response.writeHead(200).write('{')
      return
    case 'silent':
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(status === 204 ? undefined : JSON.stringify(body))
}
