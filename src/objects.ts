import type { Config } from './config.ts'
import type { AddressNames } from './limits/address-names.ts'
import type { Phone } from './phone/number.ts'
import { callObject } from './platform/durable-call.ts'
import { hmac } from './platform/secrets.ts'
import { monitorName } from './traffic/shard.ts'

/** Reaches the Durable Objects. Each call throws `ObjectUnavailableError` where it cannot. */
export type Objects = { readonly env: Env; readonly config: Config }

type Binding = 'SIGNUP_SESSION' | 'PHONE_GUARD' | 'TRAFFIC_MONITOR' | 'SIGN_IN' | 'ACCOUNT_DESK'

type Stub<Name extends Binding> = ReturnType<Env[Name]['getByName']>

/** Calls the session of this id. */
export function callSession<Result>(
  { env }: Objects,
  sessionId: string,
  call: (session: Stub<'SIGNUP_SESSION'>) => Result,
): Promise<Awaited<Result>> {
  return callObject(env.SIGNUP_SESSION, sessionId, call)
}

/** Calls the guard of a phone. */
export function callGuard<Result>(
  { env, config }: Objects,
  phone: Phone,
  call: (guard: Stub<'PHONE_GUARD'>) => Result,
): Promise<Awaited<Result>> {
  return callObject(env.PHONE_GUARD, phoneName(config, phone), call)
}

/** Calls the monitor that counts for an address in the phone's country. */
export function callMonitor<Result>(
  { env, config }: Objects,
  phone: Phone,
  address: AddressNames,
  call: (monitor: Stub<'TRAFFIC_MONITOR'>) => Result,
): Promise<Awaited<Result>> {
  const name = monitorName(phone.country, address, config.trafficShards)
  return callObject(env.TRAFFIC_MONITOR, name, call)
}

/** Calls the object that hashes the passwords of a phone. */
export function callSignIn<Result>(
  { env, config }: Objects,
  phone: Phone,
  call: (signIn: Stub<'SIGN_IN'>) => Result,
): Promise<Awaited<Result>> {
  return callObject(env.SIGN_IN, phoneName(config, phone), call)
}

/** Calls the desk of the account of this id. */
export function callDesk<Result>(
  { env }: Objects,
  accountId: string,
  call: (desk: Stub<'ACCOUNT_DESK'>) => Result,
): Promise<Awaited<Result>> {
  return callObject(env.ACCOUNT_DESK, accountId, call)
}

/** Names the guard of a phone, and the phone where it is counted: a keyed hash. */
export function phoneName({ indexKeys }: Config, { e164 }: Phone): string {
  return hmac(indexKeys.phoneName, e164)
}
