import type { SessionReply } from '../contract/replies.ts'
import { numberOf, type Step } from '../contract/steps.ts'
import type { Answer } from '../http/answer.ts'
import { deliveryFields } from '../http/delivery-fields.ts'
import { refuse, timerFields } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { signupBearer } from '../http/signup-bearer.ts'
import { edgeOf } from '../http/edge.ts'
import { replyWords } from '../http/language.ts'
import { callSession } from '../objects.ts'
import type { Answers } from '../signup/answers.ts'

const PATH = '/users/api/session'

type Reply = Answer<'GET /users/api/session/'>

/** Tells the page how to go on after a reload; for the bearer of the session's cookie alone. */
export const session = factory.createApp().get(PATH, async (c): Promise<Reply> => {
  const bearer = await signupBearer(c)
  if (!bearer.ok) return refuse(c, bearer)
  const { sessionId, token } = bearer
  const status = await callSession(edgeOf(c), sessionId, (stub) => stub.status({ token }))
  if (!status.ok || status.token === undefined || status.isOver) {
    return refuse(c, { reason: 'session_not_found' })
  }
  const { step, phone, completed, timers, answers } = status
  return c.json<SessionReply, 200>({
    success: true as const,
    message: replyWords(c).replies.signup_open,
    session_id: sessionId,
    step,
    phone,
    ...(timers && timerFields(timers, Date.now())),
    ...deliveryFields(c.get('config'), status),
    completed: [...completed],
    ...(answers && { steps: stepsAfter(c.get('config').steps), answers: answerFields(answers) }),
  })
})

function stepsAfter(steps: readonly Step[]): number[] {
  return steps.filter((step) => step !== 'mobile').map(numberOf)
}

/** Gives the answers as they were given, for the page on which they are checked. */
function answerFields({ 'personal-details': details }: Answers): SessionReply['answers'] {
  if (!details) return {}
  return {
    full_name: details.fullName,
    date_of_birth: details.dateOfBirth,
    email: details.email,
    pin_code: details.pinCode,
    purposes: [...details.consent.purposes],
  }
}
