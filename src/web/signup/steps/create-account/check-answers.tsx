import { useState } from 'preact/hooks'
import type { SessionReply } from '../../../lib/replies.ts'
import { asDate } from '../../../ui/dates.ts'
import { Frame } from '../../../ui/frame.tsx'
import { Help } from '../../../ui/help.tsx'
import { MaskedPhone } from '../../../ui/sentence.tsx'
import { DeleteAnswers, Deleted } from '../delete-answers.tsx'
import type { Flow } from '../surroundings.ts'
import { Plan } from '../plan.tsx'
import { flowWords } from '../words.ts'
import { checkWords, locale } from './words.ts'

/** Shows what is kept so far, each answer with a way to change it. */
export function CheckAnswers({ flow }: { flow: Flow }) {
  const [isDeleted, setDeleted] = useState(false)
  if (isDeleted) return <Deleted flow={flow} />

  const { position, count, remaining } = flow.progress
  const { answers, phone } = flow.session

  function change(target: string): void {
    flow.drafts.target = target
    flow.goTo('personal-details')
  }

  function doAnew(view: 'aadhaar' | 'pan'): void {
    flow.drafts.anew = true
    flow.goTo(view)
  }

  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={checkWords.title}
      onBack={flow.back}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead">{checkWords.lead}</p>
      {flow.sentence && (
        <p class="error" role="alert">
          {flow.sentence}
        </p>
      )}
      <dl class="answers">
        <div>
          <dt>{checkWords.items.phone}</dt>
          <dd>
            <MaskedPhone phone={phone} /> {checkWords.phoneNote}
          </dd>
        </div>
        {rowsOf(answers).map(({ name, value, target }) => (
          <div key={target}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
            <dd>
              <button class="link" type="button" onClick={() => change(target)}>
                {checkWords.change}
                <span class="visually-hidden"> {name}</span>
              </button>
            </dd>
          </div>
        ))}
        {identityRows(answers).map(({ view, name, value, notes }) => (
          <div key={view}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
              <span class="why">{notes.join(' ')}</span>
            </dd>
            <dd>
              <button class="link" type="button" onClick={() => doAnew(view)}>
                {checkWords.change}
                <span class="visually-hidden"> {name}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <p class="hint">{voidsOf(answers)}</p>
      <button class="button" type="button" onClick={() => flow.goTo('password')}>
        {checkWords.goOn}
      </button>
      <Help title={checkWords.help.title} items={[checkWords.help.phone, checkWords.help.masked]} />
      <p class="aside-action">
        <button class="link" type="button" onClick={() => flow.startAgain()}>
          {flowWords.otherNumber}
        </button>
      </p>
      <DeleteAnswers flow={flow} purpose={answers?.purposes?.[0]} onDone={() => setDeleted(true)} />
    </Frame>
  )
}

/** Lists the answers by name, with the element of step 2's form that changes each. */
function rowsOf(answers: SessionReply['answers'] = {}) {
  const { full_name, date_of_birth, email, pin_code, purposes } = answers
  return [
    { name: checkWords.items.full_name, value: full_name, target: 'full_name' },
    {
      name: checkWords.items.date_of_birth,
      value: asDate(locale.tag, date_of_birth),
      target: 'birth-day',
    },
    { name: checkWords.items.email, value: email, target: 'email' },
    { name: checkWords.items.pin_code, value: pin_code, target: 'pin_code' },
    {
      name: checkWords.items.offers,
      value: purposes?.includes('offers') ? checkWords.agreed : checkWords.declined,
      target: 'purpose-offers',
    },
  ]
}

/** Lists what was verified, with the step that verifies another. */
function identityRows({ aadhaar, pan }: NonNullable<SessionReply['answers']> = {}) {
  const words = checkWords.identity
  return [
    ...(aadhaar
      ? [
          {
            view: 'aadhaar' as const,
            name: words.aadhaar,
            value: words.ending(aadhaar.last4),
            notes: [words[aadhaar.name_match], ...linkNotes(aadhaar.mobile_linked)],
          },
        ]
      : []),
    ...(pan
      ? [
          {
            view: 'pan' as const,
            name: words.pan,
            value: pan.masked,
            notes: [words[pan.name_match]],
          },
        ]
      : []),
  ]
}

function linkNotes(isLinked: boolean | null): readonly string[] {
  if (isLinked === null) return []
  return [isLinked ? checkWords.identity.linked : checkWords.identity.other]
}

/** Says what a change of step 2 leads to. */
function voidsOf(answers: SessionReply['answers']): string {
  const steps = identityRows(answers).map(({ name }) => name)
  if (steps.length === 0) return checkWords.voids
  return checkWords.voidsIdentity(new Intl.ListFormat(locale.tag).format(steps))
}
