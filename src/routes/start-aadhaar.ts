import type { Context } from 'hono'
import { startAadhaarBody } from '../contract/bodies.ts'
import type { StartAadhaarReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { readConsent } from '../http/consent.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'
import { startAadhaar as start } from '../verification/verify-aadhaar.ts'

const PATH = '/users/api/start-aadhaar'
const checks = jsonBody(startAadhaarBody)

type Reply = Answer<'POST /users/api/start-aadhaar/'>

/** Leads to DigiLocker, from where the person comes back to the signup page. */
export const startAadhaar = factory.createApp().post(PATH, ...checks, async (c): Promise<Reply> => {
  const body = c.req.valid('json')
  const bearer = await shownSignup(c, body.session_id)
  if (!bearer.ok) return refuse(c, bearer)
  const given = readConsent('aadhaar', body.consent, Date.now())
  if (!given.ok) return refuse(c, given)
  const { consent } = given
  const result = await outlive(c, start(edgeOf(c), bearer, { returnTo: pageOf(c), consent }))
  if (!result.ok) return refuse(c, result)
  return c.json<StartAadhaarReply, 200>({
    success: true as const,
    message: replyWords(c).replies.aadhaar_started,
    redirect_url: result.url,
  })
})

function pageOf(c: Context<AppEnv>): string {
  const { development, publicOrigin } = c.get('config')
  const origin = development ? new URL(c.req.url).origin : publicOrigin
  return `${origin}/users/signup/`
}
