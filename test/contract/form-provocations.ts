import {
  type Call,
  call,
  newPhone,
  receiverAnswers,
  start,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { envWithBotCheck } from '../support/bot-check.ts'
import { worldOf } from '../support/gateways.ts'
import { enterCode, FORM, openForm, postForm, pressSend } from '../support/signup-form.ts'
import { holdTexts } from '../support/texting.ts'
import { twilioAnswers } from '../support/twilio-client.ts'
import { NONE, type Provocations, unavailable } from './refusals.ts'

type FormName = 'GET /users/signup/form/' | 'POST /users/signup/form/'

const open = async (options: Call = {}) => openForm({ cookie: (await start()).cookie, ...options })

const sendTo = (phone: string, options: Call = {}) => postForm({ intent: 'send', phone }, options)

/** Presses "Send another text" of a signup while a text of it is on its way. */
const resendTwice = async (pass: (milliseconds: number) => void) => {
  const { cookie } = await start()
  pass(30_000)
  const held = holdTexts()
  const first = postForm({ intent: 'resend' }, { cookie })
  await held.reached
  const second = await postForm({ intent: 'resend' }, { cookie })
  held.release()
  await first
  return second
}

/** Lists how every answer to plain forms comes about. */
export const formProvocations = (
  pass: (milliseconds: number) => void,
): Pick<Provocations, FormName> => ({
  'GET /users/signup/form/': {
    replies: { 200: open, 303: () => call(`${FORM}?language=hi`) },
    errors: {
      session_not_found: () => openForm(),
      rate_limited: () => open({ env: envWith({ BEARER_BURST: NONE }) }),
      ...unavailable((bindings) => open({ env: envWith(bindings) })),
    },
  },
  'POST /users/signup/form/': {
    replies: { 200: () => postForm({ intent: 'change' }), 303: pressSend },
    errors: {
      invalid_request: () => postForm({ intent: 'send', unknown: '1' }),
      cross_site: () => pressSend({ headers: { Origin: 'https://evil.example' } }),
      body_too_large: () => postForm({ intent: 'send', phone: '9'.repeat(4097) }),
      unsupported_media_type: () => pressSend({ headers: { 'Content-Type': 'text/plain' } }),
      rate_limited: () => pressSend({ env: envWith({ SEND_BURST: NONE }) }),
      ...unavailable((bindings) => pressSend({ env: envWith(bindings) })),
      invalid_phone: () => sendTo('12345'),
      unsupported_country: () => sendTo('+14155550123'),
      async undeliverable_phone() {
        const phone = newPhone()
        await twilioAnswers(phone, { kind: 'error', status: 400, code: 21_614 })
        return sendTo(phone, { env: worldOf('twilio').env })
      },
      bot_check_required: () => pressSend({ env: envWithBotCheck() }),
      session_not_found: () => postForm({ intent: 'resend' }),
      async already_verified() {
        const signup = await start()
        await enterCode(signup.code, signup)
        return enterCode(signup.code, { ...signup, cookie: '' })
      },
      async other_signup() {
        const [shown, { cookie }] = [await start(), await start()]
        return postForm({ intent: 'resend', session_id: shown.sessionId }, { cookie })
      },
      in_progress: () => resendTwice(pass),
      async resend_too_soon() {
        const { cookie } = await start()
        return postForm({ intent: 'resend' }, { cookie })
      },
      async sms_unavailable() {
        const phone = newPhone()
        await receiverAnswers(phone, { kind: 'status', status: 500 })
        return sendTo(phone)
      },
      async otp_incorrect() {
        const signup = await start()
        return enterCode(wrong(signup.code), signup)
      },
      async code_replaced() {
        const { sessionId, code } = await start()
        const fields = { intent: 'verify', session_id: sessionId, otp_code: code }
        return postForm({ ...fields, code_issue: '2' })
      },
      async otp_expired() {
        const signup = await start()
        pass(300_000)
        return enterCode(signup.code, signup)
      },
      async too_many_attempts() {
        const { sessionId, code, ...signup } = await start()
        for (let time = 0; time < 3; time++) await verifyOtp(sessionId, wrong(code))
        return enterCode(code, { ...signup, sessionId, code })
      },
    },
  },
})
