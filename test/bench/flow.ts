import { post, type Reply } from './client.ts'
import { newAddress, newPhone } from './people.ts'

/** A Worker under load, and how its texts are read. */
export type Target = { readonly url: string; readonly codeFor: (phone: string) => string }

/** What sending and verifying took, in milliseconds. */
export type Flow = { readonly send: number; readonly verify: number }

/**
 * One signup of a phone and address not seen before, as a browser makes it: a send, then the
 * verification of its code with the cookie that the send set.
 * `between` follows each of the two. Throws where either is refused.
 */
export async function signUp(
  { url, codeFor }: Target,
  between: () => Promise<void> = async () => undefined,
): Promise<Flow> {
  const phone = newPhone()
  const headers = { 'cf-connecting-ip': newAddress(), 'sec-fetch-site': 'same-origin' }
  const key = { 'idempotency-key': crypto.randomUUID() }
  const sent = good(await post(`${url}users/api/send-otp`, { phone }, { ...headers, ...key }))
  await between()
  const guess = { session_id: sent.body['session_id'], otp_code: codeFor(phone) }
  const verified = good(
    await post(`${url}users/api/verify-otp`, guess, {
      ...headers,
      ...(sent.cookies !== '' && { cookie: sent.cookies }),
    }),
  )
  await between()
  return { send: sent.took, verify: verified.took }
}

function good(reply: Reply): Reply {
  if (reply.status === 200 && reply.body['success'] === true) return reply
  throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`)
}
