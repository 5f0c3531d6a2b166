import { createHmac } from 'node:crypto'
import { sameText } from '../../../platform/secrets.ts'
import type { ReceiptRequest } from '../../gateway.ts'

/** Names the account that Twilio must have signed for. */
export type TwilioAccount = { readonly sid: string; readonly authToken: string }

/** Holds a request that Twilio signed for this account, about the text of this reference. */
type TwilioRequest =
  | {
      readonly kind: 'signed'
      readonly reference: string
      readonly parameters: URLSearchParams
    }
  | { readonly kind: 'forged' | 'unreadable' }

const FORM = /^application\/x-www-form-urlencoded(\s*;|\s*$)/i
const REFERENCE = /^[\w-]{1,200}$/

/** Reads a form that Twilio signed, with the text's reference in its URL as `ref`. */
export function readTwilioRequest(
  { url, headers, body }: ReceiptRequest,
  { sid, authToken }: TwilioAccount,
): TwilioRequest {
  if (!FORM.test(headers.get('content-type') ?? '')) return { kind: 'unreadable' }
  const parameters = new URLSearchParams(body)
  const signature = headers.get('x-twilio-signature') ?? ''
  if (!isSignedByTwilio(authToken, url, parameters, signature)) return { kind: 'forged' }
  if (single(parameters, 'AccountSid') !== sid) return { kind: 'forged' }
  const reference = single(url.searchParams, 'ref')
  if (reference === undefined || !REFERENCE.test(reference)) return { kind: 'unreadable' }
  return { kind: 'signed', reference, parameters }
}

/** Gets the one value of a parameter; undefined where there are none or several. */
export function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  return values.length === 1 ? values[0] : undefined
}

/**
 * Checks the signature (https://www.twilio.com/docs/usage/security#validating-requests). Like
 * Twilio's library it takes values given twice for one, and the URL with its port or without.
 */
export function isSignedByTwilio(
  authToken: string,
  url: URL,
  parameters: URLSearchParams,
  signature: string,
): boolean {
  // Grouped at once: to look each name up again is seconds of work for 64 KB that anybody may post.
  const byName = Map.groupBy(parameters, ([name]) => name)
  const pairs = [...byName.keys()].toSorted().flatMap((name) => {
    const values = new Set(byName.get(name)?.map(([, value]) => value))
    return [...values].toSorted().map((value) => name + value)
  })
  return spellings(url).some((spelling) => {
    const signed = [spelling, ...pairs].join('')
    return sameText(createHmac('sha1', authToken).update(signed).digest('base64'), signature)
  })
}

/** Spells the URL without a port, and with the one it has or its scheme's. */
function spellings({ protocol, hostname, port, pathname, search }: URL): readonly string[] {
  const usual = protocol === 'https:' ? '443' : '80'
  return ['', `:${port || usual}`].map(
    (end) => `${protocol}//${hostname}${end}${pathname}${search}`,
  )
}
