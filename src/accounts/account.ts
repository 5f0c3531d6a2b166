import { NOTICES, type Notice } from '../contract/notices.ts'
import { callDesk, type Objects } from '../objects.ts'
import { MINUTE } from '../platform/time.ts'
import { openCells } from './cells.ts'
import { accountStore } from './d1-store.ts'
import { isFresh } from './sessions.ts'

/** Says who calls: an account, and the token of one of its sessions. */
export type AccountBearer = { readonly accountId: string; readonly token: string }

/** Answers so long as if it had just been closed whoever asks for that again. */
const CLOSING_TOLD = 10 * MINUTE

const SIGNED_OUT = { ok: false, reason: 'signed_out' } as const
const NOT_FRESH = { ok: false, reason: 'fresh_sign_in_required' } as const

export type AccountRefusal =
  | typeof SIGNED_OUT
  | typeof NOT_FRESH
  | { readonly ok: false; readonly reason: 'accounts_unavailable' }

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
 * Withdraws a consent, as easily as it was given: at any time of a session. Where the account cannot
 * be without it, the account is closed too; tells whether it was.
 */
export async function withdrawConsent(
  objects: Objects,
  { accountId, token }: AccountBearer,
  purpose: string,
): Promise<
  | { readonly ok: true; readonly isClosed: boolean }
  | Exclude<AccountRefusal, typeof NOT_FRESH>
  | UnknownPurpose
> {
  const desk = await callDesk(objects, accountId, (one) => one.session(token))
  if (!desk.ok) {
    const left = isRequired(purpose) ? await afterClosing(objects, accountId) : SIGNED_OUT
    return left.ok ? { ok: true, isClosed: true } : left
  }
  const done = await accountStore(objects.config).withdrawConsent(accountId, purpose, Date.now())
  if (!done.ok) return done
  if (!isRequired(purpose)) return { ok: true, isClosed: false }
  const closed = await close(objects, accountId)
  return closed.ok ? { ok: true, isClosed: true } : closed
}

type UnknownPurpose = { readonly ok: false; readonly reason: 'consent_not_found' }

/** Closes the account of a person who signed in lately. */
export async function closeAccount(
  objects: Objects,
  { accountId, token }: AccountBearer,
): Promise<{ readonly ok: true } | AccountRefusal> {
  const desk = await callDesk(objects, accountId, (one) => one.session(token))
  if (!desk.ok) return afterClosing(objects, accountId)
  return isFresh(desk.session, Date.now()) ? close(objects, accountId) : NOT_FRESH
}

/** Deletes what the law does not keep, and destroys the key of all copies. */
async function close(
  objects: Objects,
  accountId: string,
): Promise<
  { readonly ok: true } | { readonly ok: false; readonly reason: 'accounts_unavailable' }
> {
  await callDesk(objects, accountId, (one) => one.beginClose())
  const closed = await accountStore(objects.config).close(accountId, Date.now())
  if (!closed.ok && closed.reason === 'accounts_unavailable') {
    return { ok: false, reason: closed.reason }
  }
  // Last, since without a session nobody could ask again.
  await callDesk(objects, accountId, (one) => one.close())
  return { ok: true }
}

/**
 * Tells one who is signed out that the account was closed a moment ago: the reply may have been lost,
 * and no session is left to ask by. Whoever has an account's id alone learns that, and no more.
 */
async function afterClosing(
  objects: Objects,
  accountId: string,
): Promise<
  | { readonly ok: true }
  | typeof SIGNED_OUT
  | { readonly ok: false; readonly reason: 'accounts_unavailable' }
> {
  const found = await accountStore(objects.config).find(accountId)
  if (!found.ok && found.reason === 'accounts_unavailable')
    return { ok: false, reason: found.reason }
  const closedAt = found.ok ? found.account.closedAt : undefined
  return closedAt !== undefined && Date.now() < closedAt + CLOSING_TOLD ? { ok: true } : SIGNED_OUT
}

/** Tells whether a step cannot be done without a purpose. */
export function isRequired(purpose: string): boolean {
  const notices: readonly Notice[] = Object.values(NOTICES)
  return notices.some(({ purposes }) => purposes[purpose]?.required)
}
