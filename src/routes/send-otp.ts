import type { Context } from 'hono'
import { type SendOtpBody, sendOtpBody } from '../contract/bodies.ts'
import type { SendOtpReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { deliveryFields } from '../http/delivery-fields.ts'
import { deviceProof } from '../http/device-cookie.ts'
import { clientAddress, clientIp, edgeOf, outlive } from '../http/edge.ts'
import { refuse, timerFields } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { languageFor, replyWords, wantedLanguages } from '../http/language.ts'
import { setSessionCookie, tokenFor } from '../http/session-cookie.ts'
import { jsonBody } from '../http/validation.ts'
import type { Send, SendKey } from '../otp/send.ts'
import { type Phone, parsePhone } from '../phone/number.ts'
import { hmac } from '../platform/secrets.ts'
import { isMintedSessionId, mintSessionId } from '../signup/session-id.ts'
import { passGate } from '../verification/gate.ts'
import { sendCode } from '../verification/send-code.ts'

const PATH = '/users/api/send-otp'
const checks = jsonBody(sendOtpBody)

type Reply = Answer<'POST /users/api/send-otp/'>

/** Texts a code: begins a session, or sends again in the one named. */
export const sendOtp = factory
  .createApp()
  .post(PATH, ...checks, (c) => answerSend(c, c.req.valid('json')))

/** Sends as a body asks, whichever way it came, and answers in JSON. */
export async function answerSend(c: Context<AppEnv>, body: SendOtpBody): Promise<Reply> {
  const config = c.get('config')
  const { session_id: sessionId, channel = 'sms', bot_check_token: botCheckToken } = body
  const key = idempotencyKey(c)
  if (key === 'malformed') {
    return refuse(c, { reason: 'invalid_request', field: 'Idempotency-Key' })
  }
  if (botCheckToken !== undefined && !config.botCheck) {
    return refuse(c, { reason: 'invalid_request', field: 'bot_check_token' })
  }
  if (!config.gateways.some(({ channels }) => channels.has(channel))) {
    return refuse(c, { reason: 'channel_not_offered' })
  }
  if (body.app !== undefined && config.retrieverHash === undefined) {
    return refuse(c, { reason: 'invalid_request', field: 'app' })
  }
  const parsed = parsePhone(body.phone, config.countries)
  if (!parsed.ok) return refuse(c, parsed)
  if (sessionId !== undefined && !isMintedSessionId(config.indexKeys.sessionId, sessionId)) {
    return refuse(c, { reason: 'session_not_found' })
  }
  const edge = edgeOf(c)
  const gate = await passGate(edge, sendOf(c, body, parsed.phone, key), {
    botCheckToken,
    device: deviceProof(c),
    hostname: new URL(config.development ? c.req.url : config.publicOrigin).hostname,
    ip: clientIp(c),
  })
  if (!gate.ok) return refuse(c, gate.refusal)
  const result = await outlive(c, sendCode(edge, gate.send))
  if ('attempts' in result && result.attempts.length > 0) c.set('attempts', result.attempts)
  if (!result.ok) return refuse(c, result)

  if (result.token !== undefined) {
    setSessionCookie(c, { sessionId: result.sessionId, token: result.token })
  }
  return c.json<SendOtpReply, 200>({
    success: true as const,
    message: replyWords(c).replies.code_sent,
    session_id: result.sessionId,
    phone: result.phone,
    code_issue: result.issue,
    ...timerFields(result.timers, Date.now()),
    ...deliveryFields(config, result),
  })
}

/** Makes the send that a body asks for; the gate says the rest. */
function sendOf(
  c: Context<AppEnv>,
  { session_id: sessionId, channel = 'sms', app }: SendOtpBody,
  phone: Phone,
  key: string | undefined,
): Send {
  const { indexKeys, languages } = c.get('config')
  return {
    id: crypto.randomUUID(),
    sessionId: sessionId ?? mintSessionId(indexKeys.sessionId),
    isFirst: sessionId === undefined,
    phone,
    channel,
    language: languageFor(wantedLanguages(c), languages),
    app,
    route: [],
    asker: clientAddress(c),
    token: sessionId === undefined ? undefined : tokenFor(c, sessionId),
    key:
      key === undefined
        ? undefined
        : keyOf(indexKeys.idempotencyKey, key, [sessionId, channel, app]),
    deviceId: undefined,
    solved: false,
  }
}

/** Binds a key to what tells requests under it apart, beside the phone, whose guard remembers it. */
function keyOf(
  hashKey: Parameters<typeof hmac>[0],
  value: string,
  parts: readonly (string | undefined)[],
): SendKey {
  return { value, hash: hmac(hashKey, value), body: parts.join(' ') }
}
