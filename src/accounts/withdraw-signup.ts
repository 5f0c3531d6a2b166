import { callDesk, callSession, type Objects } from '../objects.ts'
import { randomToken } from '../platform/secrets.ts'
import { accountIdFor, signupHash } from './claims.ts'
import { accountStore } from './d1-store.ts'

const NOT_FOUND = { ok: false, reason: 'session_not_found' } as const

/**
 * Deletes a signup for its bearer, unless its account is being made. One that was made, or is late to be,
 * is closed before, at whatever step the signup is: later there is nothing left to find it by.
 */
export async function withdrawSignup(
  objects: Objects,
  { sessionId, token }: { readonly sessionId: string; readonly token: string },
) {
  const { config } = objects
  const bearer = { id: randomToken(), token, key: undefined }
  const begun = await callSession(objects, sessionId, (one) => one.beginWithdrawal(bearer))
  if (!begun.ok) return { ...begun }
  let isDeleted = false
  try {
    if (begun.phone) {
      const id = accountIdFor(config, sessionId, begun.phone)
      const signup = signupHash(config, sessionId)
      const closed = await accountStore(config).close(id, Date.now(), signup)
      if (!closed.ok && closed.reason === 'accounts_unavailable') return { ...closed }
      await callDesk(objects, id, (one) => one.close())
    }
    isDeleted = await callSession(objects, sessionId, (one) => one.withdraw(token))
    return isDeleted ? ({ ok: true } as const) : NOT_FOUND
  } finally {
    if (!isDeleted) await callSession(objects, sessionId, (one) => one.releaseAccount(bearer))
  }
}
