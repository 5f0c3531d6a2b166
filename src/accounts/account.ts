import { NOTICES, type Notice } from '../contract/notices.ts'
import { callDesk, type Objects } from '../objects.ts'
import { openCells } from './cells.ts'
import { accountStore } from './d1-store.ts'
import { isFresh } from './sessions.ts'

/** Says who calls: an account, and the token of one of its sessions. */
export type AccountBearer = { readonly accountId: string; readonly token: string }

export type AccountRefusal = {
  readonly ok: false
  readonly reason: 'signed_out' | 'fresh_sign_in_required' | 'accounts_unavailable'
}

const SIGNED_OUT = { ok: false, reason: 'signed_out' } as const
const NOT_FRESH = { ok: false, reason: 'fresh_sign_in_required' } as const

/** Reads what an account holds, opened, for the bearer of one of its sessions. */
export async function readAccount(objects: Objects, { accountId, token }: AccountBearer) {
  const desk = await callDesk(objects, accountId, (one) => one.session(token))
  if (!desk.ok) return SIGNED_OUT
  const found = await accountStore(objects.config).find(accountId)
  if (!found.ok)
    return found.reason === 'account_not_found' ? SIGNED_OUT : { ...found, reason: found.reason }
  const { account } = found
  if (account.closedAt !== undefined) return SIGNED_OUT
  return {
    ok: true,
    account,
    fields: openCells(desk.key, accountId, account.cells),
    session: structuredClone(desk.session),
    sessions: structuredClone(desk.sessions),
  } as const
}

/**
 * Withdraws a consent; where the account cannot be without it, the account is closed, for which the
 * person must have signed in lately. Tells whether it was.
 */
export async function withdrawConsent(
  objects: Objects,
  bearer: AccountBearer,
  purpose: string,
): Promise<{ readonly ok: true; readonly isClosed: boolean } | AccountRefusal | UnknownPurpose> {
  if (isRequired(purpose)) {
    const closed = await closeAccount(objects, bearer)
    return closed.ok ? { ok: true, isClosed: true } : closed
  }
  const { accountId, token } = bearer
  const desk = await callDesk(objects, accountId, (one) => one.session(token))
  if (!desk.ok) return SIGNED_OUT
  const done = await accountStore(objects.config).withdrawConsent(accountId, purpose, Date.now())
  return done.ok ? { ok: true, isClosed: false } : done
}

type UnknownPurpose = { readonly ok: false; readonly reason: 'consent_not_found' }

/** Closes an account: what the law does not keep is deleted, and the key of all copies destroyed. */
export async function closeAccount(
  objects: Objects,
  { accountId, token }: AccountBearer,
): Promise<{ readonly ok: true } | AccountRefusal> {
  const desk = await callDesk(objects, accountId, (one) => one.session(token))
  if (!desk.ok) return SIGNED_OUT
  const now = Date.now()
  if (!isFresh(desk.session, now)) return NOT_FRESH
  await callDesk(objects, accountId, (one) => one.beginClose())
  const closed = await accountStore(objects.config).close(accountId, now)
  if (!closed.ok && closed.reason === 'accounts_unavailable')
    return { ...closed, reason: closed.reason }
  // Last, since without a session nobody could ask again.
  await callDesk(objects, accountId, (one) => one.close())
  return { ok: true }
}

/** Tells whether a step cannot be done without a purpose. */
export function isRequired(purpose: string): boolean {
  const notices: readonly Notice[] = Object.values(NOTICES)
  return notices.some(({ purposes }) => purposes[purpose]?.required)
}
