import type { Context } from 'hono'
import { DEVICE_LIFETIME } from '../guard/limits.ts'
import { hostCookie, setHostCookie } from './cookies.ts'

const NAME = 'device'

/** Reads what the device's cookie shows for having verified a phone once. */
export function deviceProof(c: Context): string | undefined {
  return hostCookie(c, NAME)
}

/** Sets the device's cookie, when it verifies a phone. It holds one phone: the last. */
export function setDeviceCookie(c: Context, proof: string): void {
  setHostCookie(c, NAME, proof, DEVICE_LIFETIME)
}
