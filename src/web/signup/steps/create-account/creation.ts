import { call } from '../../../lib/api.ts'
import { idempotencyKeys } from '../../../lib/idempotency-keys.ts'
import type { CreateAccountReply, Failure } from '../../../lib/replies.ts'
import { uiWords } from '../../../ui/words.ts'
import { passwordWords } from './words.ts'

/** Asks again for so long; after that the person is told, and may. */
const PATIENCE = 10 * 60_000

/** Names refusals after which the same is tried again, by itself, when they say. */
const PASSING = new Set(['busy', 'in_progress'])

// Kept until there is an answer: a repeat then makes the same account and no second one.
const keys = idempotencyKeys()

/** Makes the account; waits and asks again where too many are made at this moment. */
export async function createAccount(
  session_id: string,
  password: string,
  tell: (status: string) => void,
): Promise<CreateAccountReply | Failure> {
  const body = { session_id, password }
  const idempotencyKey = keys.keyFor(JSON.stringify(body))
  const until = Date.now() + PATIENCE
  for (;;) {
    const reply = await call<CreateAccountReply>({
      path: 'create-account',
      body,
      idempotencyKey,
      onSlow: () => tell(uiWords.stillTrying),
    })
    if (reply.success) keys.complete()
    if (reply.success || !PASSING.has(reply.error) || Date.now() > until) return reply
    const wait = reply.retry_after ?? 2
    tell(reply.error === 'busy' ? passwordWords.busy(wait) : uiWords.stillTrying)
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
  }
}
