import { useState } from 'preact/hooks'
import { Deleted } from '../delete-answers.tsx'
import type { Flow } from '../surroundings.ts'
import type { Fault } from '../trouble.tsx'
import { AadhaarForm } from './aadhaar-form.tsx'
import { AadhaarResult } from './aadhaar-result.tsx'
import { DigiLockerReturn } from './digilocker-return.tsx'
import type { Result } from './result.ts'

/** Shows step 3: its ways, the way back from DigiLocker, or what came of them. */
export function AadhaarStep({ flow }: { flow: Flow }) {
  const { drafts, session } = flow
  const kept = session.answers?.aadhaar
  const [isAnew] = useState(takeAnew)
  const [result, setResult] = useState(isAnew || flow.returned !== undefined ? undefined : kept)
  const [returned, setReturned] = useState(flow.returned)
  const [fault, setFault] = useState<Fault>()
  const [isNew, setNew] = useState(false)
  const [isDeleted, setDeleted] = useState(false)

  function takeAnew(): boolean {
    const { anew = false } = drafts
    drafts.anew = undefined
    return anew
  }

  function show(verified: Result): void {
    setNew(true)
    setResult(verified)
  }

  function finish(verified: Result): void {
    endReturn()
    flow.renew()
    show(verified)
  }

  function endReturn(why?: Fault): void {
    if (returned !== undefined) flow.endReturn()
    setFault(why)
    setReturned(undefined)
  }

  function again(): void {
    drafts.anew = true
    flow.goTo('aadhaar')
  }

  if (isDeleted) return <Deleted flow={flow} />
  if (result) {
    return <AadhaarResult flow={flow} aadhaar={result} isNew={isNew} onAgain={again} />
  }
  if (returned !== undefined) {
    return <DigiLockerReturn flow={flow} query={returned} onResult={finish} onOther={endReturn} />
  }
  return (
    <AadhaarForm
      flow={flow}
      first={fault}
      takesFocus={flow.returned !== undefined}
      // The verified one, or the answers that it is among, is where the person came from.
      onKeep={isAnew ? flow.back : kept && (() => show(kept))}
      onResult={finish}
      onDelete={() => setDeleted(true)}
    />
  )
}
