import type { Context } from 'hono'
import { provenDevice } from '../guard/device.ts'
import { DEVICE_LIFETIME } from '../guard/limits.ts'
import type { Phone } from '../phone/number.ts'
import { hostCookie, setHostCookie } from './cookies.ts'
import type { AppEnv } from './factory.ts'

const NAME = 'device'

/** The id of the device that asks, where its cookie proves that it verified this phone once. */
export function deviceOf(c: Context<AppEnv>, { e164 }: Phone): { readonly deviceId?: string } {
  const proof = hostCookie(c, NAME)
  const device =
    proof === undefined
      ? undefined
      : provenDevice(c.get('config').indexKeys.device, e164, proof, Date.now())
  return device ? { deviceId: device.id } : {}
}

/** Sets the device's cookie, when it verifies a phone. It holds one phone: the last. */
export function setDeviceCookie(c: Context<AppEnv>, proof: string): void {
  setHostCookie(c, NAME, proof, DEVICE_LIFETIME)
}
