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
  const [result, setResult] = useState(first)
  const [returned, setReturned] = useState(flow.returned)
  const [fault, setFault] = useState<Fault>()
  const [isNew, setNew] = useState(false)
  const [isDeleted, setDeleted] = useState(false)

  function first(): Result | undefined {
    const { anew } = drafts
    drafts.anew = undefined
    return anew || flow.returned !== undefined ? undefined : session.answers?.aadhaar
  }

  function finish(verified: Result): void {
    endReturn()
    flow.renew()
    setNew(true)
    setResult(verified)
  }

  function endReturn(why?: Fault): void {
    if (returned !== undefined) flow.endReturn()
    setFault(why)
    setReturned(undefined)
  }

  if (isDeleted) return <Deleted flow={flow} />
  if (result) {
    const again = () => setResult(undefined)
    return <AadhaarResult flow={flow} aadhaar={result} isNew={isNew} onAgain={again} />
  }
  if (returned !== undefined) {
    return <DigiLockerReturn flow={flow} query={returned} onResult={finish} onOther={endReturn} />
  }
  return (
    <AadhaarForm flow={flow} first={fault} onResult={finish} onDelete={() => setDeleted(true)} />
  )
}
