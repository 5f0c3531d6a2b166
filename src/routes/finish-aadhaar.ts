import { finishAadhaarBody } from '../contract/bodies.ts'
import type { AadhaarReply } from '../contract/replies.ts'
import { aadhaarFields } from '../http/aadhaar-fields.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'
import { finishAadhaar as finish } from '../verification/verify-aadhaar.ts'

const PATH = '/users/api/finish-aadhaar'
const checks = jsonBody(finishAadhaarBody)

type Reply = Answer<'POST /users/api/finish-aadhaar/'>

/** Takes what the person shared in DigiLocker as the answer of step 3. */
export const finishAadhaar = factory
  .createApp()
  .post(PATH, ...checks, async (c): Promise<Reply> => {
    const { session_id: shown, return_query: query } = c.req.valid('json')
    const bearer = await shownSignup(c, shown)
    if (!bearer.ok) return refuse(c, bearer)
    const result = await outlive(c, finish(edgeOf(c), bearer, query))
    if (!result.ok) return refuse(c, result)
    return c.json<AadhaarReply, 200>({
      success: true as const,
      message: replyWords(c).replies.aadhaar_verified,
      next_step: result.nextStep,
      aadhaar: aadhaarFields(result.aadhaar),
    })
  })
