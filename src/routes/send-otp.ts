import { refuse, timerFields } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { methodNotAllowed } from '../http/method-not-allowed.ts'
import { setSessionCookie, tokenFor } from '../http/session-cookie.ts'
import { signupContext } from '../http/signup-context.ts'
import { jsonBody } from '../http/validation.ts'
import { parsePhone } from '../phone/number.ts'
import { callMonitor } from '../signup/objects.ts'
import { sendCode, type SendCodeResult } from '../signup/send-code.ts'
import { isMintedSessionId } from '../signup/session-id.ts'
import { sendOtpBody } from './schemas.ts'
import { passGate } from './send-gate.ts'

const PATH = '/users/api/send-otp'

/** Texts a code: begins a session, or sends again in the one named. */
export const sendOtp = factory
  .createApp()
  .post(PATH, ...jsonBody(sendOtpBody), async (c) => {
    const {
      phone: spelling,
      session_id: sessionId,
      bot_check_token: botCheckToken,
    } = c.req.valid('json')
    const key = idempotencyKey(c)
    if (key === 'malformed')
      return refuse(c, { reason: 'invalid_request', field: 'Idempotency-Key' })
    const { config } = c.var
    if (botCheckToken !== undefined && !config.botCheck) {
      return refuse(c, { reason: 'invalid_request', field: 'bot_check_token' })
    }
    const parsed = parsePhone(spelling, config.countries)
    if (!parsed.ok) return refuse(c, parsed)
    if (sessionId !== undefined && !isMintedSessionId(config.indexKeys.sessionId, sessionId)) {
      return refuse(c, { reason: 'session_not_found' })
    }
    const named = { phone: parsed.phone, ...(sessionId !== undefined && { sessionId }), ...key }
    const gate = await passGate(c, {
      ...named,
      ...(botCheckToken !== undefined && { botCheckToken }),
    })
    if (!gate.ok) return refuse(c, gate.refusal)
    const { ok: _passed, trickle, probe, ...shown } = gate
    const token = sessionId === undefined ? {} : tokenFor(c, sessionId)
    const context = signupContext(c)
    const sending = sendCode(context, { ...named, ...token, ...shown })
    // A client that hangs up must not leave a text half sent: the send outlives the request.
    c.executionCtx.waitUntil(Promise.allSettled([sending]))
    const result = await sending
    const tell = (told: Parameters<typeof callMonitor<Promise<void>>>[3]) =>
      context.afterReply(callMonitor(context, parsed.phone, gate.askedBy, told))
    if (trickle && !(result.ok && result.texted)) tell((monitor) => monitor.giveBack(trickle))
    if (probe !== undefined && !askedGateways(result)) {
      tell((monitor) => monitor.giveBackProbe(probe))
    }
    if (!result.ok) return refuse(c, result)

    if (result.token !== undefined) {
      setSessionCookie(c, { sessionId: result.sessionId, token: result.token })
    }
    return c.json({
      success: true as const,
      message: 'OTP sent.',
      session_id: result.sessionId,
      phone: result.phone,
      ...timerFields(result.timers, Date.now()),
    })
  })
  .all(PATH, methodNotAllowed('POST'))

function askedGateways(result: SendCodeResult): boolean {
  if (result.ok) return result.texted
  return result.reason === 'text_not_sent' || result.reason === 'undeliverable_phone'
}
