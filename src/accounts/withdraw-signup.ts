import { callDesk, callSession, type Objects } from '../objects.ts'
import { randomToken } from '../platform/secrets.ts'
import { accountIdFor } from './claims.ts'
import { accountStore } from './d1-store.ts'

const NOT_FOUND = { ok: false, reason: 'session_not_found' } as const

/**
 * Deletes a signup for its bearer, unless its account is being made. One that was made, though nobody
 * heard of it, is closed before: later there is nothing left to find it by.
 */
export async function withdrawSignup(
  objects: Objects,
  { sessionId, token }: { readonly sessionId: string; readonly token: string },
) {
  const bearer = { id: randomToken(), token, key: undefined }
  // So that no request makes the account meanwhile.
  const begun = await callSession(objects, sessionId, (one) => one.beginAccount(bearer))
  // Of a signup that is not so far, or whose phone another account has, none was made.
  if (!begun.ok && begun.reason !== 'step_out_of_order' && begun.reason !== 'account_exists') {
    return { ...begun }
  }
  let isDeleted = false
  try {
    if (begun.ok && 'phone' in begun) {
      const id = accountIdFor(objects.config, sessionId, begun.phone)
      const closed = await accountStore(objects.config).close(id, Date.now())
      if (!closed.ok && closed.reason === 'accounts_unavailable') return { ...closed }
      await callDesk(objects, id, (one) => one.close())
    }
    isDeleted = await callSession(objects, sessionId, (one) => one.withdraw(token))
    return isDeleted ? ({ ok: true } as const) : NOT_FOUND
  } finally {
    if (!isDeleted) await callSession(objects, sessionId, (one) => one.releaseAccount(bearer))
  }
}
