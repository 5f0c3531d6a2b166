import type { Context } from 'hono'
import { isRequired, withdrawConsent as withdraw } from '../accounts/account.ts'
import { withdrawSignup } from '../accounts/withdraw-signup.ts'
import { withdrawConsentBody } from '../contract/bodies.ts'
import type { DoneReply } from '../contract/replies.ts'
import { accountBearer, clearAccountCookie } from '../http/account-cookie.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { clearSessionCookie } from '../http/session-cookie.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'

const PATH = '/users/api/withdraw-consent'
const checks = jsonBody(withdrawConsentBody)

type Reply = Answer<'POST /users/api/withdraw-consent/'>

/** Withdraws a consent of the account, or of the signup under way, which then is deleted. */
export const withdrawConsent = factory
  .createApp()
  .post(PATH, ...checks, async (c): Promise<Reply> => {
    const { session_id: sessionId, purpose } = c.req.valid('json')
    if (sessionId !== undefined) return deleteSignup(c, sessionId, purpose)
    const bearer = await accountBearer(c)
    if (!bearer.ok) return refuse(c, bearer)
    const result = await outlive(c, withdraw(edgeOf(c), bearer, purpose))
    if (!result.ok && result.reason === 'consent_not_found') {
      return refuse(c, { reason: 'invalid_request', field: 'purpose' })
    }
    if (!result.ok) return refuse(c, result)
    if (result.isClosed) clearAccountCookie(c)
    return done(c, result.isClosed ? 'account_closed' : 'consent_withdrawn')
  })

async function deleteSignup(c: Context<AppEnv>, shown: string, purpose: string): Promise<Reply> {
  if (!isRequired(purpose)) return refuse(c, { reason: 'invalid_request', field: 'purpose' })
  const bearer = await shownSignup(c, shown)
  if (!bearer.ok) return refuse(c, bearer)
  const result = await outlive(c, withdrawSignup(edgeOf(c), bearer))
  if (!result.ok) return refuse(c, result)
  clearSessionCookie(c)
  return done(c, 'signup_deleted')
}

function done(c: Context, reply: 'account_closed' | 'consent_withdrawn' | 'signup_deleted') {
  return c.json<DoneReply, 200>({
    success: true as const,
    message: replyWords(c).replies[reply],
  })
}
