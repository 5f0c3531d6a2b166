import { randomToken } from '../secrets.ts'
import { gatewaysOf } from '../sms/gateways.ts'
import { callSession, type SignupContext, tellMonitor } from './objects.ts'
import type { VerifyResult } from './state.ts'

export type VerifyCodeRequest = {
  /** Minted by this service. */
  readonly sessionId: string
  readonly code: string
  /** The cookie's token, where it names this session. */
  readonly token?: string
}

/**
 * Holds a guess against the session's code: one call, then the counts after the reply. Throws
 * `ObjectUnavailableError` when the session cannot be reached.
 */
export async function verifyCode(
  context: SignupContext,
  { sessionId, code, token }: VerifyCodeRequest,
): Promise<VerifyResult> {
  const request = {
    requestId: crypto.randomUUID(),
    code,
    freshToken: randomToken(),
    ...(token !== undefined && { token }),
  }
  const result = await callSession(context, sessionId, (session) => session.verify(request))
  if (!result.ok || result.again) return result
  const { phone, askedBy, nextStep } = result
  for (const gateway of gatewaysOf(context.config)) {
    gateway.phoneVerified?.({ sessionId, phone: phone.e164, nextStep })
  }
  context.afterReply(tellMonitor(context, 'verified', phone, askedBy))
  return result
}
