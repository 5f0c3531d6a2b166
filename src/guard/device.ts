import type { Buffer } from 'node:buffer'
import { hmac, sameText } from '../platform/secrets.ts'
import { DEVICE_LIFETIME, type TrustedDevice } from './limits.ts'

const PROOF = /^([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/

/**
 * What the device that verified a phone keeps, so that strangers who use the phone's texts up do not
 * shut its owner out (OWASP, "Device Cookies"). It says when the phone was verified and names the
 * device by the session; it shows neither phone nor session, and proves nothing for another phone.
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

/** The device that a proof names for this phone; undefined where it proves nothing, or is too old. */
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
