import { verifyPanBody } from '../contract/bodies.ts'
import type { PanReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { readConsent } from '../http/consent.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'
import { maskPan, parsePan } from '../person/pan.ts'
import { verifyPan as verify } from '../verification/verify-pan.ts'

const PATH = '/users/api/verify-pan'
const checks = jsonBody(verifyPanBody)

type Reply = Answer<'POST /users/api/verify-pan/'>

/** Looks a PAN up and takes it as the answer of step 4. */
export const verifyPan = factory.createApp().post(PATH, ...checks, async (c): Promise<Reply> => {
  const body = c.req.valid('json')
  const bearer = await shownSignup(c, body.session_id)
  if (!bearer.ok) return refuse(c, bearer)
  const given = readConsent('pan', body.consent, Date.now())
  if (!given.ok) return refuse(c, given)
  const parsed = parsePan(body.pan)
  if (!parsed.ok) return refuse(c, parsed)
  const { sessionId, token } = bearer
  const { pan } = parsed
  const claim = { sessionId, token, pan, consent: given.consent }
  const result = await outlive(c, verify(edgeOf(c), claim))
  if (!result.ok) return refuse(c, result)
  return c.json<PanReply, 200>({
    success: true as const,
    message: replyWords(c).replies.pan_verified,
    next_step: result.nextStep,
    pan: { masked: maskPan(pan), name_match: result.nameMatch },
  })
})
