import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../../../lib/replies.ts'
import { Frame } from '../../../ui/frame.tsx'
import { uiWords } from '../../../ui/words.ts'
import { mismatchIn } from '../mismatch.tsx'
import { Plan } from '../plan.tsx'
import type { Flow } from '../surroundings.ts'
import { type Fault, Trouble } from '../trouble.tsx'
import { flowWords } from '../words.ts'
import { faultText, finishDigiLocker } from './digilocker.ts'
import type { Result } from './result.ts'
import { aadhaarWords } from './words.ts'

/** Names what this way ends with; all else may pass. */
const ENDS = new Set(['aadhaar_refused', 'aadhaar_expired'])

interface ReturnProps {
  flow: Flow
  query: string
  onResult: (aadhaar: Result) => void
  /** Goes to the other ways, with why this one ended. */
  onOther: (fault?: Fault) => void
}

/** Finds out, for a person who is back from DigiLocker, what they shared there. */
export function DigiLockerReturn({ flow, query, onResult, onOther }: ReturnProps) {
  const [attempt, setAttempt] = useState(1)
  const [fault, setFault] = useState<Fault>()
  const [isBusy, setBusy] = useState(true)

  useEffect(() => {
    const closing = new AbortController()
    void ask(closing.signal)
    return () => closing.abort()
  }, [attempt])

  async function ask(signal: AbortSignal): Promise<void> {
    const body = { session_id: flow.session.session_id, return_query: query }
    const reply = await finishDigiLocker(body, signal)
    if (signal.aborted) return
    if (reply.success) return onResult(reply.aadhaar)
    await take(reply)
  }

  async function take(failure: Failure): Promise<void> {
    const { error, message = '' } = failure
    const mismatch = mismatchIn(error)
    if (mismatch) return onOther({ text: message, mismatch })
    const { aadhaar } = flow.session.answers ?? {}
    // Come back once more, by the browser's history, after it was done.
    if (error === 'aadhaar_expired' && aadhaar) return onResult(aadhaar)
    if (ENDS.has(error)) return onOther({ text: endText(failure) })
    const left = await flow.refuse(failure)
    if (!left) return
    // That it is not known yet is no fault.
    if (error !== 'aadhaar_pending') setFault({ text: faultText(left) })
    setBusy(false)
  }

  function endText({ error, message = '' }: Failure): string {
    // What is shared is for the server to say; this only finds the words for it.
    const isEmpty = new URLSearchParams(query).get('scope') === ''
    return error === 'aadhaar_refused' && isEmpty ? aadhaarWords.digiLocker.nothing : message
  }

  function again(): void {
    if (isBusy) return
    setFault(undefined)
    setBusy(true)
    setAttempt(attempt + 1)
  }

  const { position, count, remaining } = flow.progress
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={aadhaarWords.digiLocker.backTitle}
      hasError={Boolean(fault)}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead" role="status">
        {isBusy ? aadhaarWords.digiLocker.asking : !fault && aadhaarWords.digiLocker.pending}
      </p>
      <Trouble fault={fault} flow={flow} />
      {(attempt > 1 || !isBusy) && (
        <button
          class="button"
          type="button"
          data-busy={isBusy ? '' : undefined}
          aria-disabled={isBusy || undefined}
          onClick={again}
        >
          {uiWords.tryAgain}
        </button>
      )}
      <p class="aside-action">
        <button class="link" type="button" onClick={() => onOther()}>
          {aadhaarWords.otherWay}
        </button>
      </p>
    </Frame>
  )
}
