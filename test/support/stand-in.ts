import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as a stand-in received it; header names are in lower case. */
export type Received = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer = { readonly status: number; readonly body: unknown }

/**
 * How a provider treats texts to one number: takes them, answers something else or by the name of
 * one of its documented errors. `silent` never answers, `slow_body` never ends, `reset` hangs up,
 * `garbage` answers 200 with what is no JSON.
 */
export type TextBehaviour<ErrorName extends string> =
  | { readonly kind: 'take'; readonly delayMs?: number }
  | ({ readonly kind: 'answer'; readonly delayMs?: number } & Answer)
  | { readonly kind: 'error'; readonly name: ErrorName }
  | { readonly kind: 'reset' | 'silent' | 'slow_body' | 'garbage' }

/** Runs a server on a free port until stopped. */
export async function startStandIn(
  handle: (received: Received, response: ServerResponse) => void | Promise<void>,
) {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://stand-in')
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      return handle({ method: request.method ?? '', url, headers, body }, response)
    })
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

/**
 * What tests steer a provider by: `PUT /behaviour?to=` sets how texts to a number fare, and
 * `GET /texts?to=` gives those that reached it.
 */
export function steering<Text extends { readonly to: string }, ErrorName extends string>(
  errors: Readonly<Record<ErrorName, Answer>>,
) {
  const texts: Text[] = []
  const behaviours = new Map<string, TextBehaviour<ErrorName>>()
  return {
    textsTo: (to: string) => texts.filter((one) => one.to === to),

    /** Answers a test's request; false where it is the provider's to answer. */
    steered({ method, url, body }: Received, response: ServerResponse): boolean {
      const to = url.searchParams.get('to') ?? ''
      switch (`${method} ${url.pathname}`) {
        case 'PUT /behaviour':
          behaviours.set(to, JSON.parse(body) as TextBehaviour<ErrorName>)
          json(response, { status: 200, body: {} })
          return true
        case 'GET /texts':
          json(response, { status: 200, body: texts.filter((one) => one.to === to) })
          return true
        default:
          return false
      }
    },

    /** Keeps the text and answers as told for its number. */
    receive(response: ServerResponse, one: Text, success: unknown): void {
      texts.push(one)
      const behaviour = behaviours.get(one.to) ?? { kind: 'take' }
      switch (behaviour.kind) {
        case 'take':
          return later(response, { status: 200, body: success }, behaviour.delayMs)
        case 'answer':
          return later(response, behaviour, behaviour.delayMs)
        case 'error':
          return json(response, errors[behaviour.name])
        case 'reset':
          response.socket?.resetAndDestroy()
          return
        case 'slow_body':
          response.writeHead(200).write('{')
          return
        case 'garbage':
          response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>')
          return
        case 'silent':
      }
    },
  }
}

function later(response: ServerResponse, answer: Answer, delayMs = 0): void {
  setTimeout(() => json(response, answer), delayMs)
}

/** Answers with JSON. */
export function json(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** What a provider posts, as a test hands it on or has it posted. */
export type Post = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Posts it to `url` and answers with the status that came back; without a `url`, gives it. */
export async function deliverPost(response: ServerResponse, post: Post, url: string | null) {
  if (url === null) return json(response, { status: 200, body: post })
  const { status } = await fetch(url, { method: 'POST', ...post })
  json(response, { status: 200, body: { status } })
}
