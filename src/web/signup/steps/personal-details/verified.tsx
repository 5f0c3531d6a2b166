import { Frame } from '../../../ui/frame.tsx'
import { MaskedPhone, Sentence } from '../../../ui/sentence.tsx'
import type { Flow } from '../surroundings.ts'
import { flowWords } from '../words.ts'

/** Says, where the number was asked for, that it is verified and stays. */
export function Verified({ flow }: { flow: Flow }) {
  const { position, count } = flow.progress
  return (
    <Frame progress={flowWords.progress(position, count)} title={flowWords.verifiedTitle}>
      <p class="lead">
        <Sentence of={flowWords.verified}>
          <MaskedPhone phone={flow.session.phone} />
        </Sentence>
      </p>
      <button class="button" type="button" onClick={() => flow.goTo()}>
        {flowWords.goOn}
      </button>
      <p class="aside-action">
        <button class="link" type="button" onClick={() => flow.startAgain()}>
          {flowWords.otherNumber}
        </button>
      </p>
    </Frame>
  )
}
