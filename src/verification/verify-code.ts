import { callGuard, callMonitor, callSession } from '../objects.ts'
import { deviceProof } from '../guard/device.ts'
import type { Phone } from '../phone/number.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { randomToken } from '../platform/secrets.ts'
import { isFictitious, phoneEvent, type Edge } from './edge.ts'
import { logEvent } from '../platform/log.ts'
import type { VerifyResult } from '../signup/state.ts'

export type VerifyCodeRequest = {
  /** Minted by this service. */
  readonly sessionId: string
  readonly code: string
  /** The cookie's token, where it names this session. */
  readonly token?: string
}

export type VerifyCodeResult =
  /** `deviceProof`: what the device keeps to show that it verified the phone. */
  | (Extract<VerifyResult, { ok: true }> & { readonly deviceProof: string })
  | Extract<VerifyResult, { ok: false }>

/**
 * Holds a guess against the session's code: one call, then the counts after the reply. Throws
 * `ObjectUnavailableError` when the session cannot be reached.
 */
export async function verifyCode(
  context: Edge,
  { sessionId, code, token }: VerifyCodeRequest,
): Promise<VerifyCodeResult> {
  const request = {
    requestId: crypto.randomUUID(),
    code,
    freshToken: randomToken(),
    ...(token !== undefined && { token }),
  }
  const result = await callSession(context, sessionId, (session) => session.verify(request))
  if (!result.ok) return result
  const { phone, askers, nextStep, verifiedAt } = result
  const key = context.config.indexKeys.device
  const { proof, device } = deviceProof(key, phone.e164, sessionId, verifiedAt)
  if (!result.again) {
    for (const gateway of context.config.gateways) {
      gateway.phoneVerified?.({ sessionId, phone: phone.e164, nextStep })
    }
    context.afterReply(() => callGuard(context, phone, (guard) => guard.trust(device)))
    countVerified(context, phone, askers)
  }
  return { ...result, deviceProof: proof }
}

/** Every address that asked for a text to the phone hears that it was verified. */
function countVerified(context: Edge, phone: Phone, askers: readonly AddressNames[]): void {
  if (isFictitious(context, phone)) return logEvent('fictitious_number_used', { for: 'verify' })
  for (const asker of askers) {
    const event = phoneEvent(context, phone, asker)
    context.afterReply(() =>
      callMonitor(context, phone, asker, (monitor) => monitor.verified(event)),
    )
  }
}
