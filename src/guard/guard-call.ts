import { configOf } from '../config.ts'
import { callObject } from '../platform/durable-call.ts'
import { hmac } from '../platform/secrets.ts'
import type { PhoneGuard } from './guard.ts'
import type { Phone } from '../phone/number.ts'

/** Calls the guard of a phone. Throws `ObjectUnavailableError` when it cannot be reached. */
export function callGuard<Result>(
  env: Env,
  phone: Phone,
  call: (guard: DurableObjectStub<PhoneGuard>) => Result,
): Promise<Awaited<Result>> {
  return callObject(env.PHONE_GUARD, phoneName(env, phone), call)
}

/** The name under which a phone is counted: a keyed hash. */
export function phoneName(env: Env, { e164 }: Phone): string {
  return hmac(configOf(env).indexKeys.phoneName, e164)
}
