import type { Failure } from '../lib/replies.ts'
import { accountWords } from './words.ts'

/** Says of a refusal, in this page's words, what the person can do about it. */
export function inOwnWords(failure: Failure): Failure {
  return failure.error === 'fresh_sign_in_required'
    ? { ...failure, message: accountWords.fresh }
    : failure
}
