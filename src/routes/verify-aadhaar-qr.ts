import { verifyAadhaarQrBody } from '../contract/bodies.ts'
import type { AadhaarReply } from '../contract/replies.ts'
import { aadhaarFields } from '../http/aadhaar-fields.ts'
import type { Answer } from '../http/answer.ts'
import { readConsent } from '../http/consent.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'
import { verifyQr } from '../verification/verify-aadhaar.ts'

const PATH = '/users/api/verify-aadhaar-qr'

/** In bytes: a code has up to 7,089 digits. */
const BODY_LIMIT = 16 * 1024
const checks = jsonBody(verifyAadhaarQrBody, BODY_LIMIT)

type Reply = Answer<'POST /users/api/verify-aadhaar-qr/'>

/** Verifies a Secure QR code and takes it as the answer of step 3. */
export const verifyAadhaarQr = factory
  .createApp()
  .post(PATH, ...checks, async (c): Promise<Reply> => {
    const body = c.req.valid('json')
    const bearer = await shownSignup(c, body.session_id)
    if (!bearer.ok) return refuse(c, bearer)
    const given = readConsent('aadhaar', body.consent, Date.now())
    if (!given.ok) return refuse(c, given)
    const { consent } = given
    const result = await outlive(c, verifyQr(edgeOf(c), bearer, { text: body.qr_data, consent }))
    if (!result.ok) return refuse(c, result)
    return c.json<AadhaarReply, 200>({
      success: true as const,
      message: replyWords(c).replies.aadhaar_verified,
      next_step: result.nextStep,
      aadhaar: aadhaarFields(result.aadhaar),
    })
  })
