import { useState } from 'preact/hooks'
import type { PanReply } from '../../../lib/replies.ts'
import { Deleted } from '../delete-answers.tsx'
import type { Flow } from '../surroundings.ts'
import { PanForm } from './pan-form.tsx'
import { PanResult } from './pan-result.tsx'

/** Shows step 4: its form, or what came of it. */
export function PanStep({ flow }: { flow: Flow }) {
  const { drafts, session } = flow
  const [result, setResult] = useState(first)
  const [isNew, setNew] = useState(false)
  const [isDeleted, setDeleted] = useState(false)

  function first(): PanReply['pan'] | undefined {
    const { anew } = drafts
    drafts.anew = undefined
    return anew ? undefined : session.answers?.pan
  }

  if (isDeleted) return <Deleted flow={flow} />
  if (result) {
    return <PanResult flow={flow} pan={result} isNew={isNew} onAgain={() => setResult(undefined)} />
  }
  return (
    <PanForm
      flow={flow}
      onDelete={() => setDeleted(true)}
      onResult={(pan) => {
        flow.renew()
        setNew(true)
        setResult(pan)
      }}
    />
  )
}
