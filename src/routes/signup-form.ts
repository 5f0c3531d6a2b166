import type { Context } from 'hono'
import { type SignupFormBody, signupFormBody, verifyOtpBody } from '../contract/bodies.ts'
import { refuse } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { pageWords } from '../http/language.ts'
import { sameOrigin } from '../http/same-origin.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { openSignup } from '../http/signup-bearer.ts'
import { formBody } from '../http/validation.ts'
import { joinDigits } from '../phone/digits.ts'
import { readNumber } from '../phone/spelling.ts'
import { ObjectUnavailableError } from '../platform/durable-call.ts'
import { builtPage, chooseLanguage } from './page.ts'
import { answerSend } from './send-otp.ts'
import { FORM_PATH, renderForm, type FormView } from './signup-form-page.ts'
import { SIGNUP_PAGE, SIGNUP_PATH } from './signup-page.ts'
import { answerVerify } from './verify-otp.ts'

/** Names refusals of what is not read: another site's fields, too much, or what may be so. */
const UNREAD = new Set<string | undefined>([
  'cross_site',
  'body_too_large',
  'unsupported_media_type',
])

type Refused = { readonly error: string; readonly message: string; readonly field?: string }

/** Shows every refusal as a page, of whichever part refuses, in the language of the page that asks. */
const inPages = factory.createMiddleware(async function inPages(c, next) {
  c.set('formLanguage', pageWords(c).locale.tag)
  await next()
  if (c.res.status < 400) return
  const { status } = c.res
  const refused: Refused = await c.res.json()
  const page = await show(c, await viewAfter(c, refused))
  c.res = new Response(page.body, { status, headers: page.headers })
})

/** Serves step 1 to browsers without the script: the page as far as the signup is, and its forms. */
export const signupForm = factory
  .createApp()
  .get(FORM_PATH, inPages, async (c) => {
    const chosen = chooseLanguage(c, FORM_PATH)
    if (chosen) return chosen
    const signup = await openSignup(c)
    if (!signup.ok) return refuse(c, signup)
    const note = c.req.query('resent') === undefined ? undefined : pageWords(c).formPage.resent
    return show(c, { ...viewOf(signup), note })
  })
  .post(FORM_PATH, inPages, sameOrigin, ...formBody(signupFormBody), async (c) => {
    const form = c.req.valid('form')
    const { intent } = form
    if (intent === 'verify') return goOn(c, await verify(c, form))
    if (intent === 'resend' && !form.phone) {
      const signup = await openSignup(c)
      if (!signup.ok) return refuse(c, signup)
      if (isOther(form, signup)) return refuse(c, { ok: false, reason: 'other_signup' })
      const phone = signup.number?.e164 ?? ''
      return goOn(c, await answerSend(c, { phone, session_id: signup.sessionId }), '?resent')
    }
    const sessionId = intent === 'send' ? form.session_id : shownSession(c, form)
    if (intent === 'change' && !form.phone) return show(c, { screen: 'phone', sessionId })
    const phone = phoneIn(form)
    if (phone === undefined) return refuse(c, { reason: 'invalid_phone' })
    return goOn(c, await answerSend(c, { phone, session_id: sessionId }))
  })

async function verify(c: Context<AppEnv>, form: SignupFormBody): Promise<Response> {
  const body = verifyOtpBody.safeParse({
    session_id: shownSession(c, form) ?? '',
    otp_code: joinDigits([form.otp_code ?? ''].flat().join('')),
    code_issue: form.code_issue === undefined ? undefined : Number(form.code_issue),
  })
  if (!body.success) return refuse(c, { reason: 'invalid_request', field: 'otp_code' })
  return answerVerify(c, body.data)
}

/** Leads on after a success, so that a reload asks for nothing again. */
function goOn(c: Context<AppEnv>, reply: Response, query = ''): Response {
  if (!reply.ok) return reply
  c.header('Content-Type', undefined)
  return c.redirect(`${FORM_PATH}${query}`, 303)
}

/** Reads the number under the calling code that was chosen, as the script does. */
function phoneIn({ phone = '', dial_code: code }: SignupFormBody): string | undefined {
  if (code === undefined) return phone
  const number = readNumber(phone, { code, isOnly: false })
  return number.ok ? number.e164 : undefined
}

function shownSession(c: Context<AppEnv>, form: SignupFormBody): string | undefined {
  return form.session_id || sessionCookie(c)?.sessionId
}

/** Says what to show of a refusal: where the person was, with what they gave but for the code. */
async function viewAfter(c: Context<AppEnv>, refused: Refused): Promise<FormView> {
  const form = await fieldsOf(c)
  const error = sentenceOf(c, refused)
  const asksForNumber = form?.intent === 'send' || (form?.intent === 'change' && form.phone)
  if (asksForNumber && refused.error !== 'already_verified') {
    const { phone: typed, dial_code: dialCode, session_id: sessionId } = form
    const isOver = refused.error === 'session_not_found'
    return { screen: 'phone', error, typed, dialCode, sessionId: isOver ? undefined : sessionId }
  }
  if (!form || refused.error === 'session_not_found') return { screen: 'phone', error }
  const signup = refused.error === 'internal_error' ? undefined : await reachableSignup(c)
  if (signup?.ok && (!isOther(form, signup) || refused.error === 'other_signup')) {
    const view = viewOf(signup)
    return view.screen === 'later' ? view : { ...view, error }
  }
  // What is known of a signup whose cookie did not come, or whose object does not answer.
  const issue = form.code_issue === undefined ? undefined : Number(form.code_issue)
  return { screen: 'code', error, sessionId: form.session_id, issue }
}

/** Tells whether the page shows another signup than the cookie is of, as two tabs share one. */
function isOther(form: SignupFormBody, { sessionId }: { readonly sessionId: string }): boolean {
  return Boolean(form.session_id) && form.session_id !== sessionId
}

async function reachableSignup(c: Context<AppEnv>) {
  try {
    return await openSignup(c)
  } catch (error) {
    if (error instanceof ObjectUnavailableError) return undefined
    throw error
  }
}

function sentenceOf(c: Context<AppEnv>, { error, message, field }: Refused): string {
  const { formPage } = pageWords(c)
  if (error === 'bot_check_required' || error === 'bot_check_failed') return formPage.needsScript
  if (field === 'otp_code') return formPage.codeMissing
  return error === 'session_not_found' && c.req.method === 'GET' ? formPage.noSignup : message
}

/** Reads the fields again for the page, where they could be read at all. */
async function fieldsOf(c: Context<AppEnv>): Promise<SignupFormBody | undefined> {
  if (c.req.method !== 'POST' || UNREAD.has(c.get('refusedFor'))) return undefined
  const fields = await c.req.parseBody({ all: true }).catch(() => ({}))
  return signupFormBody.safeParse(fields).data
}

function viewOf(signup: Extract<Awaited<ReturnType<typeof openSignup>>, { ok: true }>): FormView {
  const { sessionId, step, phone: maskedPhone, issue } = signup
  return step > 1 ? { screen: 'later' } : { screen: 'code', sessionId, issue, maskedPhone }
}

async function show(c: Context<AppEnv>, view: FormView): Promise<Response> {
  const html = await builtPage(c, SIGNUP_PATH, SIGNUP_PAGE)
  const page = await renderForm(html, view, pageWords(c), c.get('config').brand)
  return c.html(page)
}
