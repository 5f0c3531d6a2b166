import { useState } from 'preact/hooks'
import { Frame } from '../../../ui/frame.tsx'
import { MaskedPhone, Sentence } from '../../../ui/sentence.tsx'
import { DeleteAnswers, Deleted } from '../delete-answers.tsx'
import type { Flow } from '../surroundings.ts'
import { flowWords } from '../words.ts'
import { passwordWords } from './words.ts'

/** Says that the number has an account, and what the person can do. */
export function AccountExists({ flow }: { flow: Flow }) {
  const [isDeleted, setDeleted] = useState(false)
  if (isDeleted) return <Deleted flow={flow} />
  const { position, count } = flow.progress
  const { answers, phone } = flow.session
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={passwordWords.exists.title}
      onBack={flow.back}
      takesFocus
    >
      <p class="lead">
        <Sentence of={passwordWords.exists.lead}>
          <MaskedPhone phone={phone} />
        </Sentence>
      </p>
      <p class="before">{passwordWords.exists.yours}</p>
      <p class="before">{passwordWords.exists.other}</p>
      <button class="button" type="button" onClick={() => flow.startAgain()}>
        {flowWords.otherNumber}
      </button>
      <DeleteAnswers flow={flow} purpose={answers?.purposes?.[0]} onDone={() => setDeleted(true)} />
    </Frame>
  )
}
