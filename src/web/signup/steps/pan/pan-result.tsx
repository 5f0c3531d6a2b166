import type { PanReply } from '../../../lib/replies.ts'
import { Action } from '../../../ui/action.tsx'
import { Frame } from '../../../ui/frame.tsx'
import { Sentence } from '../../../ui/sentence.tsx'
import { Plan } from '../plan.tsx'
import type { Flow } from '../surroundings.ts'
import { flowWords, identityWords } from '../words.ts'
import { panWords } from './words.ts'

interface ResultProps {
  flow: Flow
  pan: PanReply['pan']
  /** Tells that it came just now. */
  isNew: boolean
  onAgain: () => void
}

/** Says that the PAN is the person's, or that somebody has to look at the name. */
export function PanResult({ flow, pan, isNew, onAgain }: ResultProps) {
  const { position, count, remaining } = flow.progress
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={panWords.doneTitle}
      onBack={flow.back}
      takesFocus={isNew}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead done">
        <Sentence of={panWords.done}>
          <bdi>{pan.masked}</bdi>
        </Sentence>
      </p>
      <p class="before">{identityWords.nameMatch[pan.name_match]}</p>
      <Action label={flowWords.goOn} act={flow.goOn} />
      <p class="aside-action">
        <button class="link" type="button" onClick={onAgain}>
          {panWords.again}
        </button>
      </p>
    </Frame>
  )
}
