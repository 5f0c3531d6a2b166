import type { Buffer } from 'node:buffer'
import { hmac, sameText } from '../platform/secrets.ts'
import { DEVICE_LIFETIME } from './limits.ts'
import type { TrustedDevice } from './reservations.ts'

const PROOF = /^([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/

/**
 * Makes the proof that a device keeps of having verified a phone, so that strangers who use up its texts
 * do not shut its owner out (OWASP, "Device Cookies"). It shows neither phone nor session.
 */
export function deviceProof(
  key: Buffer,
  phone: string,
  sessionId: string,
  verifiedAt: number,
): { readonly proof: string; readonly device: TrustedDevice } {
  const id = hmac(key, 'id', sessionId, phone)
  const time = verifiedAt.toString(36)
  const proof = `${time}.${id}.${hmac(key, 'proof', time, id, phone)}`
  return { proof, device: { id, verifiedAt } }
}

/** Reads the device of a proof; undefined where it proves nothing for this phone, or is too old. */
export function provenDevice(
  key: Buffer,
  phone: string,
  proof: string,
  now: number,
): TrustedDevice | undefined {
  const [, time, id, mac] = PROOF.exec(proof) ?? []
  if (time === undefined || id === undefined || mac === undefined) return undefined
  if (!sameText(mac, hmac(key, 'proof', time, id, phone))) return undefined
  const verifiedAt = Number.parseInt(time, 36)
  return now < verifiedAt + DEVICE_LIFETIME ? { id, verifiedAt } : undefined
}
