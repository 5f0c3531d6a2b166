import { closeAccount as close } from '../accounts/account.ts'
import { emptyBody } from '../contract/bodies.ts'
import type { DoneReply } from '../contract/replies.ts'
import { accountBearer, clearAccountCookie } from '../http/account-cookie.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { jsonBody } from '../http/validation.ts'

const PATH = '/users/api/close-account'
const checks = jsonBody(emptyBody)

type Reply = Answer<'POST /users/api/close-account/'>

/** Closes the account of whoever signed in lately. */
export const closeAccount = factory.createApp().post(PATH, ...checks, async (c): Promise<Reply> => {
  const bearer = await accountBearer(c)
  if (!bearer.ok) return refuse(c, bearer)
  const result = await outlive(c, close(edgeOf(c), bearer))
  if (!result.ok) return refuse(c, result)
  clearAccountCookie(c)
  return c.json<DoneReply, 200>({
    success: true as const,
    message: replyWords(c).replies.account_closed,
  })
})
