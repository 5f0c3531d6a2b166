import { asDate } from '../../ui/dates.ts'
import { Sentence } from '../../ui/sentence.tsx'
import type { Flow } from './surroundings.ts'
import { identityWords, locale } from './words.ts'

const TARGETS = { full_name: 'full_name', date_of_birth: 'birth-day' } as const

interface MismatchProps {
  flow: Flow
  of: keyof typeof TARGETS
}

/** Shows what was typed in step 2, and leads to where it is corrected. */
export function Mismatch({ flow, of }: MismatchProps) {
  const { full_name = '', date_of_birth } = flow.session.answers ?? {}
  const typed = of === 'full_name' ? full_name : asDate(locale.tag, date_of_birth)

  function correct(): void {
    flow.drafts.target = TARGETS[of]
    flow.goTo('personal-details')
  }

  return (
    <>
      <p>
        <Sentence of={identityWords.typed}>
          <bdi>
            <strong>{typed}</strong>
          </bdi>
        </Sentence>
      </p>
      <button class="link" type="button" onClick={correct}>
        {identityWords.correct[of]}
      </button>
    </>
  )
}

/** Tells which answer of step 2 a refusal is about, where it is about one. */
export function mismatchIn(error: string): MismatchProps['of'] | undefined {
  if (error === 'name_mismatch') return 'full_name'
  return error === 'date_of_birth_mismatch' ? 'date_of_birth' : undefined
}
