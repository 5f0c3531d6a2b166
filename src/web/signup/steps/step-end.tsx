import type { Flow } from './surroundings.ts'
import { DeleteAnswers } from './delete-answers.tsx'
import { flowWords } from './words.ts'

/** Ends a step's screen with the ways out of the signup. */
export function StepEnd({ flow, onDelete }: { flow: Flow; onDelete: () => void }) {
  const purpose = flow.session.answers?.purposes?.[0]
  return (
    <>
      <p class="aside-action">
        <button class="link" type="button" onClick={() => flow.startAgain()}>
          {flowWords.otherNumber}
        </button>
      </p>
      <DeleteAnswers flow={flow} purpose={purpose} onDone={onDelete} />
    </>
  )
}
