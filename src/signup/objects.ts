import type { Config } from '../config.ts'
import { callObject } from '../durable-call.ts'
import type { PhoneGuard } from '../phone/guard.ts'
import type { Phone } from '../phone/number.ts'
import type { AddressNames } from '../rate-limits/address-names.ts'
import { hmac } from '../secrets.ts'
import type { TrafficMonitor } from '../traffic/monitor.ts'
import { monitorName } from '../traffic/shard.ts'
import type { SignupSession } from './session.ts'

/** What a request's work on the signup needs of its surroundings. */
export type SignupContext = {
  readonly env: Env
  readonly config: Config
  /** Takes what may be done after the reply; its failure is logged and changes nothing. */
  readonly afterReply: (task: Promise<unknown>) => void
}

type Call<Class extends Rpc.DurableObjectBranded, Result> = (
  stub: DurableObjectStub<Class>,
) => Result

export function callSession<Result>(
  { env }: SignupContext,
  sessionId: string,
  call: Call<SignupSession, Result>,
): Promise<Awaited<Result>> {
  return callObject(env.SIGNUP_SESSION, sessionId, call)
}

export function callGuard<Result>(
  { env, config }: SignupContext,
  phone: Phone,
  call: Call<PhoneGuard, Result>,
): Promise<Awaited<Result>> {
  return callObject(env.PHONE_GUARD, phoneName(config, phone), call)
}

/** Tells the monitor of a phone's country what became of it. */
export function tellMonitor(
  { env, config }: SignupContext,
  event: 'texted' | 'verified',
  phone: Phone,
  askedBy: AddressNames,
): Promise<void> {
  const call: Call<TrafficMonitor, Promise<void>> = (monitor) =>
    monitor[event]({ phone: phoneName(config, phone), askedBy })
  return callObject(env.TRAFFIC_MONITOR, monitorName(phone.country, askedBy), call)
}

/** The name under which a phone is counted: a keyed hash. */
function phoneName(config: Config, phone: Phone): string {
  return hmac(config.indexKeys.phoneName, phone.e164)
}
