import { Action } from '../../../ui/action.tsx'
import { Frame } from '../../../ui/frame.tsx'
import { MaskedPhone, Sentence } from '../../../ui/sentence.tsx'
import { Plan } from '../plan.tsx'
import type { Flow } from '../surroundings.ts'
import { flowWords, identityWords } from '../words.ts'
import type { Result } from './result.ts'
import { aadhaarWords } from './words.ts'

interface ResultProps {
  flow: Flow
  aadhaar: Result
  /** Tells that it came just now. */
  isNew: boolean
  onAgain: () => void
}

/** Says what is known now: whether the name is the person's, and whether the phone is. */
export function AadhaarResult({ flow, aadhaar, isNew, onAgain }: ResultProps) {
  const { position, count, remaining } = flow.progress
  const { last4, name_match: nameMatch, mobile_linked: isLinked } = aadhaar
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={aadhaarWords.doneTitle}
      onBack={flow.back}
      takesFocus={isNew}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead done">
        <Sentence of={aadhaarWords.done}>
          <bdi>{last4}</bdi>
        </Sentence>
      </p>
      <p class="before">{identityWords.nameMatch[nameMatch]}</p>
      <p class="before">
        <Sentence of={aadhaarWords.mobile[linkOf(isLinked)]}>
          <MaskedPhone phone={flow.session.phone} />
        </Sentence>
      </p>
      <Action label={flowWords.goOn} act={flow.goOn} />
      <p class="aside-action">
        <button class="link" type="button" onClick={onAgain}>
          {aadhaarWords.again}
        </button>
      </p>
    </Frame>
  )
}

function linkOf(isLinked: boolean | null): 'linked' | 'other' | 'unknown' {
  if (isLinked === null) return 'unknown'
  return isLinked ? 'linked' : 'other'
}
