import { call } from '../../../lib/api.ts'
import { brand } from '../../../lib/dom.ts'
import { failureText } from '../../../lib/failure-text.ts'
import type { AadhaarReply, Failure } from '../../../lib/replies.ts'
import { aadhaarWords } from './words.ts'

const PATIENCE = 120_000
const FIRST_WAIT = 2000
const SLOWER = 1.5

/** Asks what the person shared until that is known, for two minutes at most. */
export async function finishDigiLocker(
  body: object,
  signal: AbortSignal,
): Promise<AadhaarReply | Failure> {
  const end = Date.now() + PATIENCE
  for (let wait = FIRST_WAIT; ; wait *= SLOWER) {
    const reply = await call<AadhaarReply>({ path: 'finish-aadhaar', body })
    if (reply.success || reply.error !== 'aadhaar_pending') return reply
    if (Date.now() >= end || signal.aborted) return reply
    await rest(Math.max(wait, (reply.retry_after ?? 0) * 1000), signal)
    if (signal.aborted) return reply
  }
}

/** Gives a sentence for what failed: that DigiLocker does not answer, or what else came between. */
export function faultText(failure: Failure): string {
  const { error, retry_after: wait = 60 } = failure
  if (error === 'verifier_unavailable') return aadhaarWords.digiLocker.unavailable(wait)
  return failureText(brand(), failure)
}

/** Waits, though no longer than until the person looks at the page again. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController()
    const end = () => {
      clearTimeout(timer)
      over.abort()
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    const look = () => document.hidden || end()
    document.addEventListener('visibilitychange', look, { signal: over.signal })
    signal.addEventListener('abort', end, { signal: over.signal })
  })
}
