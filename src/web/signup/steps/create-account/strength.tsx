import { useEffect, useState } from 'preact/hooks'
import { brand } from '../../../lib/dom.ts'
import { lazyPart } from '../../../lib/lazy-part.ts'
import type { SessionReply } from '../../../lib/replies.ts'
import type * as Meter from './meter.ts'
import { passwordWords } from './words.ts'

const REST = 1000
const BARS = [1, 2, 3, 4]

export const loadMeter = lazyPart<typeof Meter>('meter')

interface StrengthProps {
  meter: typeof Meter | undefined
  password: string
  answers: SessionReply['answers']
}

/** Says how strong the password is and why, in bars and words; spoken once typing rests. */
export function Strength({ meter, password, answers }: StrengthProps) {
  const [spoken, setSpoken] = useState('')
  const verdict = password ? meter?.judge(password, ownWords(answers)) : undefined
  const text = verdict ? textOf(verdict) : ''

  useEffect(() => {
    const rest = setTimeout(() => setSpoken(text), REST)
    return () => clearTimeout(rest)
  }, [text])

  return (
    <div class="strength">
      <div class="bars" aria-hidden="true">
        {BARS.map((level) => (
          <span
            key={level}
            data-on={verdict && verdict.score >= level ? verdict.score : undefined}
          />
        ))}
      </div>
      <p>{text || passwordWords.hint}</p>
      <p class="visually-hidden" role="status">
        {spoken}
      </p>
    </div>
  )
}

function textOf({ score, reason }: Meter.Verdict): string {
  const level = passwordWords.levels[score] ?? ''
  return reason ? `${level} ${passwordWords.reasons[reason]}` : level
}

/** Lists what whoever knows the person would try. */
function ownWords(answers: SessionReply['answers'] = {}): string[] {
  const { full_name = '', date_of_birth = '', email = '' } = answers
  const [year = '', month = '', day = ''] = date_of_birth.split('-')
  return [
    ...full_name.split(/[\s.]+/),
    full_name.replace(/[\s.]+/g, ''),
    email,
    email.replace(/@.*/, ''),
    year,
    day + month + year,
    brand(),
  ].filter((word) => word.length > 2)
}
