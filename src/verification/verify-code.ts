import { deviceProof } from '../guard/device.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { callGuard, callMonitor, callSession } from '../objects.ts'
import type { Phone } from '../phone/number.ts'
import { logEvent } from '../platform/log.ts'
import { randomToken } from '../platform/secrets.ts'
import type { Verified, VerifyResult } from '../signup/verify.ts'
import { type Edge, isFictitious, phoneEvent } from './edge.ts'

export type Guess = {
  /** Minted by this service. */
  readonly sessionId: string
  readonly code: string
  /** The issue whose code it is meant to be, where its client says so. */
  readonly issue: number | undefined
  /** The cookie's token, where it names this session. */
  readonly token: string | undefined
}

/** Adds the proof that the device keeps of having verified the phone. */
export type VerifyCodeResult =
  | (Verified & { readonly deviceProof: string })
  | Exclude<VerifyResult, Verified>

/**
 * Compares a guess with the session's code: one call, then the counts after the reply. Throws
 * `ObjectUnavailableError` when the session cannot be reached.
 */
export async function verifyCode(
  edge: Edge,
  { sessionId, ...guess }: Guess,
): Promise<VerifyCodeResult> {
  const request = { ...guess, id: crypto.randomUUID(), freshToken: randomToken() }
  const result = await callSession(edge, sessionId, (session) => session.verify(request))
  if (!result.ok) return result
  const { phone, askers, nextStep, verifiedAt } = result
  const { gateways, indexKeys } = edge.config
  const { proof, device } = deviceProof(indexKeys.device, phone.e164, sessionId, verifiedAt)
  if (!result.isRepeat) {
    for (const gateway of gateways) {
      gateway.phoneVerified?.({ sessionId, phone: phone.e164, nextStep })
    }
    edge.afterReply(() => callGuard(edge, phone, (guard) => guard.trust(device)))
    countVerification(edge, phone, askers)
  }
  return { ...result, deviceProof: proof }
}

/** Tells the monitor of every address that asked for a text to the phone. */
function countVerification(edge: Edge, phone: Phone, askers: readonly AddressNames[]): void {
  if (isFictitious(edge, phone)) return logEvent('fictitious_number_used', { for: 'verify' })
  for (const asker of askers) {
    const event = phoneEvent(edge, phone, asker)
    edge.afterReply(() =>
      callMonitor(edge, phone, asker, (monitor) => monitor.countVerification(event)),
    )
  }
}
