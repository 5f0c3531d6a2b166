import type { Context } from 'hono'
import { type VerifyOtpBody, verifyOtpBody } from '../contract/bodies.ts'
import type { VerifyOtpReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { refuse } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { setDeviceCookie } from '../http/device-cookie.ts'
import { setSessionCookie, tokenFor } from '../http/session-cookie.ts'
import { clientAddress, edgeOf, outlive } from '../http/edge.ts'
import { jsonBody } from '../http/validation.ts'
import { verifyAllowed } from '../limits/burst.ts'
import { isMintedSessionId } from '../signup/session-id.ts'
import { verifyCode } from '../verification/verify-code.ts'
import { logEvent } from '../platform/log.ts'

const PATH = '/users/api/verify-otp'
const checks = jsonBody(verifyOtpBody)

type Reply = Answer<'POST /users/api/verify-otp/'>

/** Verifies the session's phone by its code, and rotates the cookie. */
export const verifyOtp = factory
  .createApp()
  .post(PATH, ...checks, (c) => answerVerify(c, c.req.valid('json')))

/** Verifies as a body asks, whichever way it came, and answers in JSON. */
export async function answerVerify(c: Context<AppEnv>, body: VerifyOtpBody): Promise<Reply> {
  const { session_id: sessionId, otp_code: code, code_issue: issue } = body
  if (!isMintedSessionId(c.get('config').indexKeys.sessionId, sessionId)) {
    return refuse(c, { reason: 'session_not_found' })
  }
  const allowed = await verifyAllowed(c.env, clientAddress(c), (error) =>
    logEvent('burst_limit_failed', {}, error),
  )
  if (!allowed) return refuse(c, { reason: 'address_burst' })
  const guess = { sessionId, code, issue, token: tokenFor(c, sessionId) }
  const result = await outlive(c, verifyCode(edgeOf(c), guess))
  if (!result.ok) return refuse(c, result)
  setSessionCookie(c, { sessionId, token: result.token })
  setDeviceCookie(c, result.deviceProof)
  return c.json<VerifyOtpReply, 200>({
    success: true as const,
    message: replyWords(c).replies.phone_verified,
    next_step: result.nextStep,
  })
}
