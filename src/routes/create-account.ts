import { openAccount } from '../accounts/open-account.ts'
import { createAccountBody } from '../contract/bodies.ts'
import type { CreateAccountReply } from '../contract/replies.ts'
import { setAccountCookie } from '../http/account-cookie.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf, outlive } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { idempotencyKey } from '../http/idempotency-key.ts'
import { replyWords } from '../http/language.ts'
import { clearSessionCookie } from '../http/session-cookie.ts'
import { shownSignup } from '../http/signup-bearer.ts'
import { jsonBody } from '../http/validation.ts'
import { hmac } from '../platform/secrets.ts'

const PATH = '/users/api/create-account'
const checks = jsonBody(createAccountBody)

type Reply = Answer<'POST /users/api/create-account/'>

/** Makes the account of a signup, signs its owner in and ends the signup. */
export const createAccount = factory
  .createApp()
  .post(PATH, ...checks, async (c): Promise<Reply> => {
    const { session_id: shown, password } = c.req.valid('json')
    const key = idempotencyKey(c)
    if (key === 'malformed') {
      return refuse(c, { reason: 'invalid_request', field: 'Idempotency-Key' })
    }
    const bearer = await shownSignup(c, shown)
    if (!bearer.ok) return refuse(c, bearer)
    const { sessionId, token } = bearer
    const request = {
      sessionId,
      token,
      key: key === undefined ? undefined : keyOf(key, password),
      password,
    }
    const result = await outlive(c, openAccount(edgeOf(c), request))
    if (!result.ok) return refuse(c, result)
    const { accountId } = result
    if (result.token !== undefined) setAccountCookie(c, { accountId, token: result.token })
    clearSessionCookie(c)
    const words = replyWords(c).replies
    return c.json<CreateAccountReply, 201>(
      {
        success: true as const,
        message: words[result.wasThere ? 'account_was_there' : 'account_made'],
        was_there: result.wasThere || undefined,
        account_id: accountId,
        next: '/users/account/' as const,
      },
      201,
    )
  })

/** Binds a key to its body; the key itself, stored nowhere, hides the password in the hash. */
function keyOf(value: string, password: string) {
  const bytes = Buffer.from(value)
  return { hash: hmac(bytes, 'key'), body: hmac(bytes, 'password', password) }
}
