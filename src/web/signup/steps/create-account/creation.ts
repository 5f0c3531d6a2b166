import { call } from '../../../lib/api.ts'
import { idempotencyKeys } from '../../../lib/idempotency-keys.ts'
import type { AccountReply, CreateAccountReply, Failure } from '../../../lib/replies.ts'
import { uiWords } from '../../../ui/words.ts'
import { passwordWords } from './words.ts'

const MAX_ATTEMPTS = 8

/** Names refusals after which the same is tried again, by itself, when they say. */
const PASSING = new Set(['busy', 'in_progress'])

const ACCOUNT_PAGE = '/users/account/'

/** Tells that there is an account, and where to go. */
type Creation = Pick<CreateAccountReply, 'success' | 'next'>

// Kept until there is an answer: a repeat then makes the same account and no second one.
const keys = idempotencyKeys()

/** Makes the account; waits and asks again where too many are made at this moment. */
export async function createAccount(
  session_id: string,
  password: string,
  tell: (status: string) => void,
): Promise<Creation | Failure> {
  const body = { session_id, password }
  const idempotencyKey = keys.keyFor(JSON.stringify(body))
  for (let attempt = 1; ; attempt++) {
    const reply = await call<CreateAccountReply>({
      path: 'create-account',
      body,
      idempotencyKey,
      onSlow: () => tell(uiWords.stillTrying),
    })
    if (reply.success) keys.complete()
    // A reply whose body was lost may have brought the account's cookie in the signup's place.
    if (!reply.success && reply.error === 'session_not_found' && (await isSignedIn())) {
      return { success: true, next: ACCOUNT_PAGE }
    }
    if (reply.success || !PASSING.has(reply.error) || attempt === MAX_ATTEMPTS) return reply
    const wait = reply.retry_after ?? 2
    tell(reply.error === 'busy' ? passwordWords.busy(wait) : uiWords.stillTrying)
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
  }
}

async function isSignedIn(): Promise<boolean> {
  const reply = await call<AccountReply>({ path: 'account' })
  return reply.success
}
