import { useState } from 'preact/hooks'
import type { Failure, PanReply } from '../../../lib/replies.ts'
import { Field } from '../../../ui/field.tsx'
import { Frame } from '../../../ui/frame.tsx'
import { Help } from '../../../ui/help.tsx'
import { Submit, useRequest } from '../../../ui/request.tsx'
import { Keep } from '../keep.tsx'
import { mismatchIn } from '../mismatch.tsx'
import { Notice } from '../notice/notice.tsx'
import { useConsent } from '../notice/use-consent.ts'
import { Plan } from '../plan.tsx'
import { StepEnd } from '../step-end.tsx'
import type { Flow } from '../surroundings.ts'
import { type Fault, Trouble } from '../trouble.tsx'
import { flowWords } from '../words.ts'
import { readPan } from './form.ts'
import { lookUpPan } from './look-up.ts'
import { panWords } from './words.ts'

const STEP = 4

/** Tells the wait for more look-ups, an hour or more, from that after a burst of requests; in seconds. */
const isLong = (wait = 0) => wait >= 3600

interface FormProps {
  flow: Flow
  /** Leads back to the PAN that is verified, where one is. */
  onKeep: (() => void) | undefined
  onResult: (pan: PanReply['pan']) => void
  onDelete: () => void
}

/** Asks for a PAN and for consent to look it up. */
export function PanForm({ flow, onKeep, onResult, onDelete }: FormProps) {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [fault, setFault] = useState<Fault>()
  const request = useRequest(flow.sentence)
  const consent = useConsent(STEP)

  function refuse(sentence: string): void {
    setWrong(sentence)
    document.querySelector<HTMLElement>('#pan')?.focus()
  }

  function submit(): void {
    setFault(undefined)
    setWrong(undefined)
    const reading = readPan(text)
    if (!reading.ok) return refuse(reading.text)
    const given = consent.take()
    if (!given) return
    flow.prepareNext()
    request.run(async (tell) => {
      const body = { session_id: flow.session.session_id, pan: reading.pan, consent: given }
      const reply = await lookUpPan(body, tell)
      if (!reply.success) return take(reply)
      onResult(reply.pan)
      return undefined
    })
  }

  /** Puts a refusal where it belongs: the field, the notice, step 2, or else over the button. */
  async function take(failure: Failure): Promise<Failure | undefined> {
    const { error, field, message = '', retry_after: wait } = failure
    const mismatch = mismatchIn(error)
    if (error === 'notice_changed') await consent.renew()
    else if (mismatch) setFault({ text: message, mismatch })
    else if (field === 'pan') refuse(message)
    else if (error === 'verifier_unavailable') request.say(panWords.unavailable(wait ?? 60))
    else if (error === 'rate_limited' && isLong(wait)) request.say(panWords.usedUp)
    else return flow.refuse(failure)
    return undefined
  }

  const { position, count, remaining } = flow.progress
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={panWords.title}
      hasError={Boolean(wrong || fault || consent.fault || request.error)}
      onBack={flow.back}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead">{panWords.lead}</p>
      <Keep onKeep={onKeep} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!request.isBusy) submit()
        }}
      >
        <Trouble fault={fault} flow={flow} />
        <Field
          id="pan"
          label={panWords.label}
          hint={panWords.hint}
          error={wrong}
          value={text}
          onText={(typed) => {
            setText(typed)
            setWrong(undefined)
          }}
          autocapitalize="characters"
          autocomplete="off"
          spellcheck={false}
          dir="ltr"
          class="short"
        />
        <Notice
          notice={consent.notice}
          ticked={consent.ticked}
          error={consent.fault}
          onChange={consent.tick}
        />
        <Submit request={request} label={panWords.send} busyLabel={panWords.sending} />
      </form>
      <Help title={panWords.help.title} items={[panWords.help.where, panWords.help.lost]} />
      <StepEnd flow={flow} onDelete={onDelete} />
    </Frame>
  )
}
