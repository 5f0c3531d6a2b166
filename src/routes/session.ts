import type { SessionReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { deliveryFields } from '../http/delivery-fields.ts'
import { refuse, timerFields } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { edgeOf } from '../http/edge.ts'
import { replyWords } from '../http/language.ts'
import { callSession } from '../objects.ts'

const PATH = '/users/api/session'

type Reply = Answer<'GET /users/api/session/'>

/** Tells the page how to go on after a reload; for the bearer of the session's cookie alone. */
export const session = factory.createApp().get(PATH, async (c): Promise<Reply> => {
  const cookie = sessionCookie(c)
  if (!cookie) return refuse(c, { reason: 'session_not_found' })
  const { sessionId, token } = cookie
  const status = await callSession(edgeOf(c), sessionId, (stub) => stub.status({ token }))
  if (!status.ok || status.token === undefined || status.isOver) {
    return refuse(c, { reason: 'session_not_found' })
  }
  const { step, phone, completed, timers } = status
  return c.json<SessionReply, 200>({
    success: true as const,
    message: replyWords(c).replies.signup_open,
    session_id: sessionId,
    step,
    phone,
    ...(timers && timerFields(timers, Date.now())),
    ...deliveryFields(c.get('config'), status),
    completed,
  })
})
