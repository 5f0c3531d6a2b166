import type { SessionReply } from '../contract/replies.ts'
import { numberOf, type Step } from '../contract/steps.ts'
import type { Answer } from '../http/answer.ts'
import { deliveryFields } from '../http/delivery-fields.ts'
import { refuse, timerFields } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { openSignup } from '../http/signup-bearer.ts'
import { replyWords } from '../http/language.ts'
import { maskPan } from '../person/pan.ts'
import type { Answers } from '../signup/answers.ts'

const PATH = '/users/api/session'

type Reply = Answer<'GET /users/api/session/'>

/** Tells the page how to go on after a reload; for the bearer of the session's cookie alone. */
export const session = factory.createApp().get(PATH, async (c): Promise<Reply> => {
  const status = await openSignup(c)
  if (!status.ok) return refuse(c, status)
  const { sessionId, step, phone, issue, completed, timers, answers } = status
  return c.json<SessionReply, 200>({
    success: true as const,
    message: replyWords(c).replies.signup_open,
    session_id: sessionId,
    step,
    phone,
    ...(timers && { code_issue: issue, ...timerFields(timers, Date.now()) }),
    ...deliveryFields(c.get('config'), status),
    completed: [...completed],
    ...(answers && { steps: stepsAfter(c.get('config').steps), answers: answerFields(answers) }),
  })
})

function stepsAfter(steps: readonly Step[]): number[] {
  return steps.filter((step) => step !== 'mobile').map(numberOf)
}

/** Gives the answers as they were given, for the page on which they are checked. */
function answerFields(answers: Answers): SessionReply['answers'] {
  const { 'personal-details': details, aadhaar, pan } = answers
  return {
    ...(details && {
      full_name: details.fullName,
      date_of_birth: details.dateOfBirth,
      email: details.email,
      pin_code: details.pinCode,
      purposes: [...details.consent.purposes],
    }),
    ...(aadhaar && {
      aadhaar: {
        last4: aadhaar.last4,
        name_match: aadhaar.nameMatch,
        mobile_linked: aadhaar.mobileLinked,
      },
    }),
    ...(pan && { pan: { masked: maskPan(pan.pan), name_match: pan.nameMatch } }),
  }
}
