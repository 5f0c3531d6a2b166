import { emptyBody } from '../contract/bodies.ts'
import type { DoneReply } from '../contract/replies.ts'
import { accountBearer, clearAccountCookie } from '../http/account-cookie.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { jsonBody } from '../http/validation.ts'
import { callDesk } from '../objects.ts'

const PATH = '/users/api/sign-out'
const checks = jsonBody(emptyBody)

type Reply = Answer<'POST /users/api/sign-out/'>

/** Ends the account's session that asks; where there is none it is ended already. */
export const signOut = factory.createApp().post(PATH, ...checks, async (c): Promise<Reply> => {
  const bearer = await accountBearer(c)
  if (bearer.ok) {
    const { accountId, token } = bearer
    await callDesk(edgeOf(c), accountId, (desk) => desk.endSession(token))
  } else if (bearer.reason === 'bearer_burst') {
    return refuse(c, { ok: false, reason: bearer.reason })
  }
  clearAccountCookie(c)
  return c.json<DoneReply, 200>({
    success: true as const,
    message: replyWords(c).replies.signed_out,
  })
})
