import { refuse, timerFields } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { deliveryFields } from '../http/delivery-fields.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { languageFor } from '../http/language.ts'
import { methodNotAllowed } from '../http/method-not-allowed.ts'
import { setSessionCookie, tokenFor } from '../http/session-cookie.ts'
import { edgeOf } from '../http/signup-context.ts'
import { jsonBody } from '../http/validation.ts'
import { parsePhone } from '../phone/number.ts'
import { callMonitor } from '../objects.ts'
import { sendCode } from '../verification/send-code.ts'
import { isMintedSessionId } from '../signup/session-id.ts'
import { sendOtpBody } from './schemas.ts'
import { passGate } from '../verification/gate.ts'

const PATH = '/users/api/send-otp'

/** Texts a code: begins a session, or sends again in the one named. */
export const sendOtp = factory
  .createApp()
  .post(PATH, ...jsonBody(sendOtpBody), async (c) => {
    const {
      phone: spelling,
      session_id: sessionId,
      channel = 'sms',
      bot_check_token: botCheckToken,
      app,
    } = c.req.valid('json')
    const key = idempotencyKey(c)
    if (key === 'malformed')
      return refuse(c, { reason: 'invalid_request', field: 'Idempotency-Key' })
    const config = c.get('config')
    if (botCheckToken !== undefined && !config.botCheck) {
      return refuse(c, { reason: 'invalid_request', field: 'bot_check_token' })
    }
    if (!config.gateways.some(({ channels }) => channels.has(channel)))
      return refuse(c, { reason: 'channel_not_offered' })
    if (app !== undefined && config.retrieverHash === undefined) {
      return refuse(c, { reason: 'invalid_request', field: 'app' })
    }
    const parsed = parsePhone(spelling, config.countries)
    if (!parsed.ok) return refuse(c, parsed)
    if (sessionId !== undefined && !isMintedSessionId(config.indexKeys.sessionId, sessionId)) {
      return refuse(c, { reason: 'session_not_found' })
    }
    const named = { phone: parsed.phone, ...(sessionId !== undefined && { sessionId }), ...key }
    const gate = await passGate(c, {
      ...named,
      channel,
      ...(botCheckToken !== undefined && { botCheckToken }),
    })
    if (!gate.ok) return refuse(c, gate.refusal)
    const { ok: _passed, trickle, probe, ...shown } = gate
    const token = sessionId === undefined ? {} : tokenFor(c, sessionId)
    const context = edgeOf(c)
    const language = languageFor(c.req.header('Accept-Language'), config.languages)
    const way = { channel, language, ...(app !== undefined && { app }) }
    const sending = sendCode(context, { ...named, ...token, ...shown, ...way })
    // A client that hangs up must not leave a text half sent: the send outlives the request.
    c.executionCtx.waitUntil(Promise.allSettled([sending]))
    const result = await sending
    const tell = (told: Parameters<typeof callMonitor<Promise<void>>>[3]) =>
      context.afterReply(() => callMonitor(context, parsed.phone, gate.askedBy, told))
    if (trickle && !(result.ok && result.texted)) tell((monitor) => monitor.giveBack(trickle))
    // One tried in this session already is asked last, if at all, though its turn has come.
    const tried = 'tried' in result ? result.tried : []
    if (tried.length > 0) c.set('tried', tried)
    if (probe !== undefined && !tried.some(({ gateway }) => gateway === probe)) {
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
      ...deliveryFields(config, result),
    })
  })
  .all(PATH, methodNotAllowed('POST'))
