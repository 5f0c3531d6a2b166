import { useEffect, useState } from 'preact/hooks'
import { hasInitials } from '../../../../person/name.ts'
import { call } from '../../../lib/api.ts'
import type { Failure, StepReply } from '../../../lib/replies.ts'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { Field } from '../../../ui/field.tsx'
import { Frame } from '../../../ui/frame.tsx'
import { Help } from '../../../ui/help.tsx'
import { Submit, useRequest } from '../../../ui/request.tsx'
import { MaskedPhone, Sentence } from '../../../ui/sentence.tsx'
import { uiWords } from '../../../ui/words.ts'
import { DeleteAnswers, Deleted } from '../delete-answers.tsx'
import { Notice } from '../notice/notice.tsx'
import { consentOf, requiredOf } from '../notice/purposes.ts'
import { useNotice } from '../notice/use-notice.ts'
import { noticeWords } from '../notice/words.ts'
import type { Flow } from '../surroundings.ts'
import { Plan } from '../plan.tsx'
import { flowWords } from '../words.ts'
import { BirthDate } from './birth-date.tsx'
import { EmailField } from './email-field.tsx'
import {
  type Draft,
  draftOf,
  type FieldName,
  fieldOf,
  FIELDS,
  type Faults,
  judge,
  targetOf,
} from './form.ts'
import { detailsWords } from './words.ts'

/** Shows step 2: its fields, its notice and what there is to say of them. */
export function DetailsForm({ flow }: { flow: Flow }) {
  const [draft, setDraft] = useState(flow.drafts.details ?? draftOf(flow.session.answers))
  const [faults, setFaults] = useState<Faults>({})
  const [attempt, setAttempt] = useState(0)
  const [isDeleted, setDeleted] = useState(false)
  const request = useRequest(flow.sentence)
  const notice = useNotice(2)
  const required = requiredOf(notice.current)

  // The person came to change this one answer.
  useEffect(() => {
    const { target } = flow.drafts
    flow.drafts.target = undefined
    if (target) document.querySelector<HTMLElement>(`#${target}`)?.focus()
  }, [])

  // Another language is another page, and what is typed is kept in this one alone.
  useEffect(() => {
    const ask = (event: Event) => {
      if (flow.drafts.details && !confirm(detailsWords.leave)) event.preventDefault()
    }
    const nav = document.querySelector('nav')
    nav?.addEventListener('click', ask)
    return () => nav?.removeEventListener('click', ask)
  }, [])

  function change(part: Partial<Draft>): void {
    const next = { ...draft, ...part }
    flow.drafts.details = next
    setDraft(next)
    // What was wrong is said until it is mended; what is typed for the first time is left alone.
    const verdict = judge(next, required, whenAndHow())
    const left = verdict.ok ? {} : verdict.faults
    const changed = new Set<string>(
      Object.keys(part).map((name) => (name === 'purposes' ? 'consent' : name)),
    )
    const stays = FIELDS.filter((name) => faults[name] && (!changed.has(name) || left[name]))
    setFaults(Object.fromEntries(stays.map((name) => [name, faults[name]])))
  }

  function refuse(found: Faults): void {
    setFaults(found)
    setAttempt(attempt + 1)
  }

  function submit(): void {
    const shown = notice.current
    const verdict = judge(draft, required, whenAndHow())
    if (!verdict.ok) return refuse(verdict.faults)
    setFaults({})
    if (!shown) return request.say(noticeWords.unread)
    flow.prepareNext()
    request.run(async (tell) => {
      const reply = await call<StepReply>({
        path: 'personal-details',
        body: {
          session_id: flow.session.session_id,
          ...verdict.answers,
          consent: consentOf(shown, draft.purposes),
        },
        onSlow: () => tell(uiWords.stillTrying),
      })
      if (reply.success) {
        const failure = await flow.goOn()
        if (!failure) flow.drafts.details = undefined
        return failure
      }
      return take(reply)
    })
  }

  /** Puts a refusal where it belongs: a field, the notice, another step, or else over the button. */
  async function take(failure: Failure): Promise<Failure | undefined> {
    if (failure.error === 'notice_changed') {
      await notice.renew()
      change({ purposes: [] })
      return undefined
    }
    const { field = '', message = '' } = failure
    const all = failure.errors ?? [{ field, message }]
    const found = all.flatMap((one): [FieldName, Faults[FieldName]][] => {
      const name = fieldOf(one.field)
      return name ? [[name, { target: targetOf(name), text: one.message }]] : []
    })
    if (found.length === 0) return flow.refuse(failure)
    refuse(Object.fromEntries(found))
    return undefined
  }

  if (isDeleted) return <Deleted flow={flow} />
  const { position, count, remaining } = flow.progress
  const errors = FIELDS.flatMap((name) => faults[name] ?? [])
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={detailsWords.title}
      hasError={errors.length > 0 || Boolean(request.error)}
      onBack={flow.back}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead done">
        <Sentence of={detailsWords.verified}>
          <MaskedPhone phone={flow.session.phone} />
        </Sentence>
      </p>
      <p class="before">{detailsWords.ready}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!request.isBusy) submit()
        }}
      >
        <ErrorSummary errors={errors} attempt={attempt} />
        <Field
          id="full_name"
          label={detailsWords.name.label}
          hint={hasInitials(draft.full_name) ? detailsWords.name.initials : detailsWords.name.hint}
          error={faults.full_name?.text}
          value={draft.full_name}
          onText={(full_name) => change({ full_name })}
          autocomplete="name"
          autocapitalize="words"
          spellcheck={false}
        />
        <BirthDate
          value={draft.date_of_birth}
          fault={faults.date_of_birth}
          onChange={(date_of_birth) => change({ date_of_birth })}
        />
        <EmailField
          value={draft.email}
          error={faults.email?.text}
          onText={(email) => change({ email })}
        />
        <Field
          id="pin_code"
          label={detailsWords.pinCode.label}
          hint={detailsWords.pinCode.hint}
          error={faults.pin_code?.text}
          value={draft.pin_code}
          onText={(pin_code) => change({ pin_code })}
          autocomplete="postal-code"
          inputmode="numeric"
          spellcheck={false}
          class="short"
        />
        <Notice
          notice={notice}
          ticked={draft.purposes}
          error={faults.consent?.text}
          onChange={(purposes) => change({ purposes })}
        />
        <Submit request={request} label={detailsWords.send} busyLabel={detailsWords.sending} />
      </form>
      <Help
        title={detailsWords.help.title}
        items={[detailsWords.help.name, detailsWords.help.pinCode, detailsWords.help.later]}
      />
      <p class="aside-action">
        <button class="link" type="button" onClick={() => flow.startAgain()}>
          {flowWords.otherNumber}
        </button>
      </p>
      <DeleteAnswers flow={flow} purpose={required[0]} onDone={() => setDeleted(true)} />
    </Frame>
  )
}

function whenAndHow() {
  return { now: Date.now(), language: document.documentElement.lang }
}
