import { call } from '../../../lib/api.ts'
import type { Failure, PanReply } from '../../../lib/replies.ts'
import { uiWords } from '../../../ui/words.ts'
import { panWords } from './words.ts'

const MAX_ATTEMPTS = 8

/** Has a PAN looked up; where that is under way already, waits and asks for its answer. */
export async function lookUpPan(
  body: object,
  tell: (status: string) => void,
): Promise<PanReply | Failure> {
  tell(panWords.asking)
  for (let attempt = 1; ; attempt++) {
    const reply = await call<PanReply>({
      path: 'verify-pan',
      body,
      onSlow: () => tell(uiWords.stillTrying),
    })
    if (reply.success || reply.error !== 'in_progress') return reply
    if (attempt === MAX_ATTEMPTS) return reply
    tell(uiWords.stillTrying)
    await new Promise((resolve) => setTimeout(resolve, (reply.retry_after ?? 2) * 1000))
  }
}
