import type { Context } from 'hono'
import { isMintedAccountId } from '../accounts/account-id.ts'
import { bearerAllowed } from '../limits/burst.ts'
import { logEvent } from '../platform/log.ts'
import { clearHostCookie, hostCookie, setHostCookie } from './cookies.ts'
import type { AppEnv } from './factory.ts'

const NAME = 'account'
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/

/** Names an account, and holds the token that must be of one of its sessions. */
export type AccountCookie = { readonly accountId: string; readonly token: string }

/** Reads the account's cookie, where this service minted the id in it; limits how often it calls. */
export async function accountBearer(
  c: Context<AppEnv>,
): Promise<
  | (AccountCookie & { readonly ok: true })
  | { readonly ok: false; readonly reason: 'signed_out' | 'bearer_burst' }
> {
  const [, accountId = '', token = ''] = VALUE.exec(hostCookie(c, NAME) ?? '') ?? []
  if (!isMintedAccountId(c.get('config').indexKeys.accountId, accountId)) {
    return { ok: false, reason: 'signed_out' }
  }
  const isAllowed = await bearerAllowed(c.env, token, (error) =>
    logEvent('burst_limit_failed', {}, error),
  )
  return isAllowed ? { ok: true, accountId, token } : { ok: false, reason: 'bearer_burst' }
}

/** Sets the account's cookie until the browser is closed (NIST SP 800-63B-4, 5.1). */
export function setAccountCookie(c: Context, { accountId, token }: AccountCookie): void {
  setHostCookie(c, NAME, `${accountId}.${token}`)
}

export function clearAccountCookie(c: Context): void {
  clearHostCookie(c, NAME)
}
