import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Holds a request as a stand-in received it; header names are in lower case. */
export type Received = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A body that is a string goes as it is. */
export type Answer = { readonly status: number; readonly body: unknown }

/** `silent` never answers, `slow_body` never ends, `reset` hangs up, `garbage` is 200 without JSON. */
export type Failure = { readonly kind: 'reset' | 'silent' | 'slow_body' | 'garbage' }

/** Says how a provider treats texts to one number: `error` is one of those it documents, by name. */
export type TextBehaviour<ErrorName extends string> =
  | { readonly kind: 'take'; readonly delayMs?: number }
  | ({ readonly kind: 'answer'; readonly delayMs?: number } & Answer)
  | { readonly kind: 'error'; readonly name: ErrorName }
  | Failure

/** Runs a server on a free port until stopped; what its handler throws is answered 500. */
export async function startStandIn(
  handle: (received: Received, response: ServerResponse) => unknown,
) {
  const server = createServer((request, response) => {
    const take = async () => {
      const body = await text(request)
      const url = new URL(request.url ?? '/', 'http://stand-in')
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      await handle({ method: request.method ?? '', url, headers, body }, response)
    }
    take().catch((error) => json(response, { status: 500, body: { error: String(error) } }))
  })
  // A connection closed as idle just when the Worker uses it again would look like a lost text.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Keeps texts, and how tests steer a provider: `PUT /behaviour?to=`, `GET /texts?to=`. */
export function steering<Text extends { readonly to: string }, Behaviour>(usual: Behaviour) {
  const texts: Text[] = []
  const behaviours = new Map<string, Behaviour>()
  const textsTo = (to: string) => texts.filter((one) => one.to === to)
  return {
    textsTo,

    /** Answers a test's request; false where it is the provider's to answer. */
    steered({ method, url, body }: Received, response: ServerResponse): boolean {
      const to = url.searchParams.get('to') ?? ''
      const route = `${method} ${url.pathname}`
      if (route === 'PUT /behaviour') behaviours.set(to, JSON.parse(body) as Behaviour)
      else if (route !== 'GET /texts') return false
      json(response, { status: 200, body: route === 'GET /texts' ? textsTo(to) : {} })
      return true
    },

    /** Keeps the text, and tells how its number is treated. */
    take(one: Text): Behaviour {
      texts.push(one)
      return behaviours.get(one.to) ?? usual
    },
  }
}

/** Answers a text as its number's behaviour says: in its words where it is taken. */
export function treat<ErrorName extends string>(
  response: ServerResponse,
  behaviour: TextBehaviour<ErrorName>,
  success: Answer,
  errors: Readonly<Record<ErrorName, Answer>>,
): void {
  if (behaviour.kind === 'take') later(response, success, behaviour.delayMs)
  else if (behaviour.kind === 'answer') later(response, behaviour, behaviour.delayMs)
  else if (behaviour.kind === 'error') json(response, errors[behaviour.name])
  else fail(response, behaviour)
}

export function fail(response: ServerResponse, { kind }: Failure, status = 200): void {
  if (kind === 'reset') response.socket?.resetAndDestroy()
  if (kind === 'slow_body') response.writeHead(status).write('{')
  if (kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>')
  }
}

export function later(response: ServerResponse, answer: Answer, delayMs = 0): void {
  setTimeout(() => json(response, answer), delayMs)
}

export function json(response: ServerResponse, { status, body }: Answer): void {
  const written = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(status === 204 ? undefined : written)
}

/** Holds what a provider posts, as a test hands it on or has it posted. */
export type Post = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Posts it to `url` and answers with the status that came back; without a `url`, gives it. */
export async function deliverPost(response: ServerResponse, post: Post, url: string | null) {
  if (url === null) return json(response, { status: 200, body: post })
  const { status } = await fetch(url, { method: 'POST', ...post })
  json(response, { status: 200, body: { status } })
}
