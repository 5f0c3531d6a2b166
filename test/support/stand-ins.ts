import type { ReceiptRequest } from '../../src/sms/gateway.ts'
import type { Post, TextBehaviour } from './stand-in.ts'

/** Sets how a provider's stand-in treats texts to this number. */
export async function behaves<ErrorName extends string>(
  origin: string,
  to: string,
  behaviour: TextBehaviour<ErrorName>,
): Promise<void> {
  const body = JSON.stringify(behaviour)
  await fetch(`${origin}/behaviour?${String(new URLSearchParams({ to }))}`, { method: 'PUT', body })
}

/** The texts to this number that reached a provider's stand-in. */
export async function textsAt<Text>(origin: string, to: string): Promise<readonly Text[]> {
  const response = await fetch(`${origin}/texts?${String(new URLSearchParams({ to }))}`)
  return response.json()
}

/** What a stand-in makes on order. */
export async function ordered<Made>(
  origin: string,
  path: string,
  asked: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Made> {
  const response = await fetch(`${origin}${path}?${String(new URLSearchParams(asked))}`, {
    method: 'POST',
    body: body === undefined ? null : JSON.stringify(body),
  })
  return response.json()
}

/** A provider's post as the route for receipts hands it to a gateway. */
export function receiptRequest(path: string, { headers, body }: Post, token?: string) {
  return {
    url: new URL(path, 'https://signup.example'),
    headers: new Headers(headers),
    body,
    ...(token !== undefined && { token }),
  } satisfies ReceiptRequest
}
