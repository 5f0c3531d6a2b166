import { call } from '../lib/api.ts'
import type { DoneReply } from '../lib/replies.ts'
import { Action } from '../ui/action.tsx'
import { Frame } from '../ui/frame.tsx'
import type { Ending } from './ending.ts'
import { inOwnWords } from './refusal.ts'
import { accountWords } from './words.ts'

interface ClosingProps {
  onBack: () => void
  onEnd: (how: Ending) => void
}

/** Says what closing the account deletes and what stays, and closes it. */
export function Closing({ onBack, onEnd }: ClosingProps) {
  async function close() {
    const reply = await call<DoneReply>({ path: 'close-account', body: {} })
    if (!reply.success && reply.error !== 'signed_out') return inOwnWords(reply)
    onEnd(reply.success ? 'closed' : 'signedOut')
    return undefined
  }

  return (
    <Frame key="closing" title={accountWords.closing.title} onBack={onBack} takesFocus>
      <p class="lead">{accountWords.closing.lead}</p>
      <h2>{accountWords.closing.deletedTitle}</h2>
      <p>{accountWords.closing.deleted}</p>
      <h2>{accountWords.closing.keptTitle}</h2>
      <p>{accountWords.closing.kept}</p>
      <Action label={accountWords.closing.now} class="plain" act={close} />
      <p class="aside-action">
        <button class="link" type="button" onClick={onBack}>
          {accountWords.closing.keep}
        </button>
      </p>
    </Frame>
  )
}
