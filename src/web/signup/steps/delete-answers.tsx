import { useEffect, useState } from 'preact/hooks'
import { call } from '../../lib/api.ts'
import type { DoneReply } from '../../lib/replies.ts'
import { Action } from '../../ui/action.tsx'
import { Frame } from '../../ui/frame.tsx'
import type { Flow } from './surroundings.ts'
import { flowWords } from './words.ts'

interface DeleteProps {
  flow: Flow
  /** Names a purpose that the signup cannot do without. */
  purpose: string | undefined
  onDone: () => void
}

/** Offers to withdraw consent, which deletes the signup; says so first. */
export function DeleteAnswers({ flow, purpose, onDone }: DeleteProps) {
  const [isOpen, setOpen] = useState(false)
  if (!purpose) return null

  async function erase() {
    const body = { session_id: flow.session.session_id, purpose }
    const reply = await call<DoneReply>({ path: 'withdraw-consent', body })
    if (!reply.success) return flow.refuse(reply)
    onDone()
    return undefined
  }

  return (
    <div class="deletion">
      <button class="link" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {flowWords.erase}
      </button>
      {isOpen && (
        <div class="callout">
          <p>{flowWords.eraseEnds}</p>
          <Action label={flowWords.eraseNow} class="plain" act={erase} />
        </div>
      )}
    </div>
  )
}

/** Says that the signup is deleted. */
export function Deleted({ flow }: { flow: Flow }) {
  useEffect(() => flow.end(), [])
  return (
    <Frame progress={flowWords.signup} title={flowWords.erased} takesFocus>
      <p class="lead">{flowWords.erasedLead}</p>
      <button class="button" type="button" onClick={() => flow.startAgain()}>
        {flowWords.startAgain}
      </button>
    </Frame>
  )
}
