import type { Buffer } from 'node:buffer'
import { hmac, randomToken, sameText } from '../../platform/secrets.ts'

/** Holds how a return is known: `nonce` is the session's to keep, and to forget at its first use. */
export type ReturnState = { readonly state: string; readonly nonce: string }

/** Tells whether a state came back to the session that it was made for, and in time. */
export type StateReading =
  | { readonly ok: true; readonly nonce: string }
  | { readonly ok: false; readonly reason: 'forged' | 'expired' }

const FORM = /^([0-9a-z]{1,11})\.([\w-]{43})\.([\w-]{43})$/

/** Makes what goes with a person to a provider and back. It says nothing of the session. */
export function makeState(
  key: Buffer,
  sessionId: string,
  expiresAt: number,
  nonce = randomToken(),
): ReturnState {
  const expiry = expiresAt.toString(36)
  const mac = hmac(key, sessionId, expiry, nonce)
  return { state: `${expiry}.${nonce}.${mac}`, nonce }
}

/** Checks a state. That it is used once is for the session to see: its nonce is the kept one. */
export function checkState(
  key: Buffer,
  sessionId: string,
  state: string,
  now: number,
): StateReading {
  const [, expiry = '', nonce = '', mac = ''] = FORM.exec(state) ?? []
  if (!sameText(mac, hmac(key, sessionId, expiry, nonce))) return { ok: false, reason: 'forged' }
  if (Number.parseInt(expiry, 36) <= now) return { ok: false, reason: 'expired' }
  return { ok: true, nonce }
}
