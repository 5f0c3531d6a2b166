import { personalDetailsBody } from '../contract/bodies.ts'
import { NOTICES } from '../contract/notices.ts'
import type { StepReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { isLanguage, replyWords } from '../http/language.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'
import { callSession } from '../objects.ts'
import { judgeConsent } from '../signup/consent.ts'
import { judgeDetails } from '../signup/personal-details.ts'

const PATH = '/users/api/personal-details'
const checks = jsonBody(personalDetailsBody)
const STEP = 'personal-details'

type Reply = Answer<'POST /users/api/personal-details/'>

/** Takes the answers of step 2 and the consent to keep them; both are right, or nothing is kept. */
export const personalDetails = factory
  .createApp()
  .post(PATH, ...checks, async (c): Promise<Reply> => {
    const body = c.req.valid('json')
    const { consent } = body
    const bearer = await shownSignup(c, body.session_id)
    if (!bearer.ok) return refuse(c, bearer)
    const now = Date.now()
    const notice = NOTICES[STEP]
    const fault = judgeConsent(consent, notice)
    if (fault === 'unknown_purpose' || !isLanguage(consent.language)) {
      return refuse(c, { reason: 'invalid_request', field: 'consent' })
    }
    if (fault === 'notice_changed') return refuse(c, { reason: fault, version: notice.version })
    const judged = judgeDetails(body, fault, now)
    if (!judged.ok) return refuse(c, judged.refusal)
    const answer = {
      ...judged.details,
      consent: {
        noticeVersion: notice.version,
        language: consent.language,
        purposes: [...new Set(consent.purposes)],
        at: now,
      },
    }
    const { sessionId, token } = bearer
    const result = await outlive(
      c,
      callSession(edgeOf(c), sessionId, (one) => one.answer({ token, step: STEP, answer })),
    )
    if (!result.ok) return refuse(c, result)
    return c.json<StepReply, 200>({
      success: true as const,
      message: replyWords(c).replies.step_answered,
      next_step: result.nextStep,
    })
  })
