import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { uiWords } from '../../ui/words.ts'
import { Mismatch } from './mismatch.tsx'
import type { Flow } from './surroundings.ts'

/** Says why a step came to nothing, in its own place, and takes the focus each time. */
export interface Fault {
  readonly text: string
  /** Names what of step 2 the register has otherwise. */
  readonly mismatch?: 'full_name' | 'date_of_birth' | undefined
  /** Does the same again, where that may help. */
  readonly retry?: (() => void) | undefined
  readonly retryLabel?: string | undefined
  /** Is what else may help. */
  readonly help?: ComponentChildren
}

/** Shows a fault, with where it is mended or tried again. */
export function Trouble({ fault, flow }: { fault: Fault | undefined; flow: Flow }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (fault) box.current?.focus()
  }, [fault])
  if (!fault) return null
  const { text, mismatch, retry, retryLabel = uiWords.tryAgain, help } = fault
  return (
    <div class="summary" tabIndex={-1} ref={box} role="group" aria-labelledby="trouble-title">
      <h2 id="trouble-title">{uiWords.problems}</h2>
      <p>{text}</p>
      {mismatch && <Mismatch flow={flow} of={mismatch} />}
      {retry && (
        <button class="link" type="button" onClick={retry}>
          {retryLabel}
        </button>
      )}
      {help}
    </div>
  )
}
