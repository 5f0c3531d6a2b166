import { useState } from 'preact/hooks'
import { Deleted } from '../delete-answers.tsx'
import type { Flow } from '../surroundings.ts'
import { PanForm } from './pan-form.tsx'
import { PanResult } from './pan-result.tsx'

/** Shows step 4: its form, or what came of it. */
export function PanStep({ flow }: { flow: Flow }) {
  const { drafts, session } = flow
  const [isAnew] = useState(takeAnew)
  const [result, setResult] = useState(isAnew ? undefined : session.answers?.pan)
  const [isNew, setNew] = useState(false)
  const [isDeleted, setDeleted] = useState(false)

  function takeAnew(): boolean {
    const { anew = false } = drafts
    drafts.anew = undefined
    return anew
  }

  function again(): void {
    drafts.anew = true
    flow.goTo('pan')
  }

  if (isDeleted) return <Deleted flow={flow} />
  if (result) {
    return <PanResult flow={flow} pan={result} isNew={isNew} onAgain={again} />
  }
  return (
    <PanForm
      flow={flow}
      // The verified one, or the answers that it is among, is where the person came from.
      onKeep={isAnew ? flow.back : undefined}
      onDelete={() => setDeleted(true)}
      onResult={(pan) => {
        flow.renew()
        setNew(true)
        setResult(pan)
      }}
    />
  )
}
