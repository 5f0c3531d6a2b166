import type { Config } from './config.ts'
import { callObject } from './platform/durable-call.ts'
import { fictitiousCode } from './phone/fictitious.ts'
import { phoneName } from './guard/guard-call.ts'
import type { Phone } from './phone/number.ts'
import type { AddressNames } from './limits/address-names.ts'
import type { TrafficMonitor } from './traffic/monitor.ts'
import type { PhoneEvent } from './traffic/events.ts'
import { rangeOf } from './traffic/number-range.ts'
import { monitorName } from './traffic/shard.ts'
import type { SignupSession } from './signup/session.ts'

/** What a request's work on the signup needs of its surroundings. */
export type SignupContext = {
  readonly env: Env
  readonly config: Config
  /**
   * Begins a task once the reply is on its way, so that the person does not wait for any of it. Its
   * failure is logged and changes nothing.
   */
  readonly afterReply: (begin: () => Promise<unknown>) => void
}

/** Whether a phone is one of the configured fictitious numbers now. */
export function isFictitious({ config }: SignupContext, { e164 }: Phone): boolean {
  return fictitiousCode(config.fictitious, e164, Date.now()) !== undefined
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

/** Calls the monitor that counts for an address in the phone's country. */
export function callMonitor<Result>(
  { env, config }: SignupContext,
  phone: Phone,
  askedBy: AddressNames,
  call: Call<TrafficMonitor, Result>,
): Promise<Awaited<Result>> {
  const name = monitorName(phone.country, askedBy, config.trafficShards)
  return callObject(env.TRAFFIC_MONITOR, name, call)
}

/** A phone as the monitor is told of it, which never hears the number. */
export function phoneEvent(
  { env }: SignupContext,
  phone: Phone,
  askedBy: AddressNames,
): PhoneEvent {
  return { phone: phoneName(env, phone), range: rangeOf(phone), askedBy }
}
