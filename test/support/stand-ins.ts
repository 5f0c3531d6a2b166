import type { ReceiptRequest } from '../../src/sms/gateway.ts'
import type { Post, TextBehaviour } from './stand-in.ts'

/** Reads, or with `init` changes, what a stand-in has at a path. */
export async function askStandIn<Answer>(
  origin: string,
  path: string,
  query: Readonly<Record<string, string>>,
  init: RequestInit = {},
): Promise<Answer> {
  const url = new URL(path, origin)
  url.search = String(new URLSearchParams(query))
  return (await fetch(url, init)).json()
}

/** Sets how a provider's stand-in treats texts to this number. */
export function behaves<ErrorName extends string>(
  origin: string,
  to: string,
  behaviour: TextBehaviour<ErrorName>,
): Promise<void> {
  return setBehaviour(origin, to, behaviour)
}

/** Sets how any stand-in treats texts to this number, in its own words. */
export function setBehaviour(origin: string, to: string, behaviour: object): Promise<void> {
  const body = JSON.stringify(behaviour)
  return askStandIn(origin, '/behaviour', { to }, { method: 'PUT', body })
}

/** Reads the texts to this number that reached a provider's stand-in. */
export function textsAt<Text>(origin: string, to: string): Promise<readonly Text[]> {
  return askStandIn(origin, '/texts', { to })
}

/** Has a stand-in make something. */
export function ordered<Made>(
  origin: string,
  path: string,
  query: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Made> {
  const order = body === undefined ? null : JSON.stringify(body)
  return askStandIn(origin, path, query, { method: 'POST', body: order })
}

/** Makes of a provider's post what the route for receipts hands to a gateway. */
export function receiptRequest(path: string, { headers, body }: Post, token?: string) {
  const url = new URL(path, 'https://signup.example')
  return { url, headers: new Headers(headers), body, token } satisfies ReceiptRequest
}
