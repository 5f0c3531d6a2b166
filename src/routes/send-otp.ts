import { refuse, timerFields } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { methodNotAllowed } from '../http/method-not-allowed.ts'
import { deviceOf } from '../http/device-cookie.ts'
import { setSessionCookie, tokenFor } from '../http/session-cookie.ts'
import { clientAddress, signupContext } from '../http/signup-context.ts'
import { jsonBody } from '../http/validation.ts'
import { parsePhone } from '../phone/number.ts'
import { addressStanding } from '../rate-limits/address-records.ts'
import { sendAllowed } from '../rate-limits/burst.ts'
import { callMonitor } from '../signup/objects.ts'
import { sendCode } from '../signup/send-code.ts'
import { isMintedSessionId } from '../signup/session-id.ts'
import { logEvent } from '../traffic/events.ts'
import { rangeOf } from '../traffic/range.ts'
import { monitorName } from '../traffic/shard.ts'
import { mustAsk } from '../traffic/standing.ts'
import { sendOtpBody } from './schemas.ts'

const PATH = '/users/api/send-otp'

/** Texts a code: begins a session, or sends again in the one named. */
export const sendOtp = factory
  .createApp()
  .post(PATH, ...jsonBody(sendOtpBody), async (c) => {
    const { phone: spelling, session_id: sessionId } = c.req.valid('json')
    const key = idempotencyKey(c)
    if (key === 'malformed')
      return refuse(c, { reason: 'invalid_request', field: 'Idempotency-Key' })
    const { config } = c.var
    const parsed = parsePhone(spelling, config.countries)
    if (!parsed.ok) return refuse(c, parsed)
    if (sessionId !== undefined && !isMintedSessionId(config.indexKeys.sessionId, sessionId)) {
      return refuse(c, { reason: 'session_not_found' })
    }
    const askedBy = clientAddress(c)
    const { phone } = parsed
    const range = rangeOf(phone)
    const [standing, ask] = await Promise.all([
      addressStanding(c.env.ADDRESSES, askedBy, (error) =>
        logEvent('address_record_silent', {}, error),
      ),
      mustAsk(c.env.ADDRESSES, monitorName(phone.country, askedBy), range, (error) =>
        logEvent('traffic_record_silent', {}, error),
      ),
    ])
    if (Date.now() < standing.blockedUntil) {
      return refuse(c, { reason: 'address_held', until: standing.blockedUntil })
    }
    const allowed = await sendAllowed(c.env, askedBy, standing, (error) =>
      logEvent('burst_limit_failed', {}, error),
    )
    if (!allowed) return refuse(c, { reason: 'address_burst' })

    const context = signupContext(c)
    const device = deviceOf(c, phone)
    if (ask) {
      const wish = { range, askedBy, trusted: device.deviceId !== undefined }
      const admission = await callMonitor(context, phone, askedBy, (one) => one.admit(wish))
      if (!admission.ok) return refuse(c, admission)
    }
    const sending = sendCode(context, {
      phone,
      ...(sessionId !== undefined && { sessionId, ...tokenFor(c, sessionId) }),
      ...key,
      ...device,
      askedBy,
    })
    // A client that hangs up must not leave a text half sent: the send outlives the request.
    c.executionCtx.waitUntil(Promise.allSettled([sending]))
    const result = await sending
    if (!result.ok) return refuse(c, result)

    const { token } = result
    if (token !== undefined) setSessionCookie(c, { sessionId: result.sessionId, token })
    return c.json({
      success: true as const,
      message: 'OTP sent.',
      session_id: result.sessionId,
      phone: result.phone,
      ...timerFields(result.timers, Date.now()),
    })
  })
  .all(PATH, methodNotAllowed('POST'))
