import { useEffect, useRef, useState } from 'preact/hooks'
import type { CreateAccountReply } from '../../../lib/replies.ts'
import { Slot, slotId } from '../../../ui/field.tsx'
import { Frame } from '../../../ui/frame.tsx'
import { Help } from '../../../ui/help.tsx'
import { Submit, useRequest } from '../../../ui/request.tsx'
import type { Flow } from '../surroundings.ts'
import { Plan } from '../plan.tsx'
import { flowWords } from '../words.ts'
import { AccountExists } from './account-exists.tsx'
import { createAccount } from './creation.ts'
import type * as Meter from './meter.ts'
import { loadMeter, Strength } from './strength.tsx'
import { WasThere } from './was-there.tsx'
import { passwordWords } from './words.ts'

const SHORTEST = 8
const LONGEST = 128

const SHOWN = { type: 'text' } as const
const HIDDEN = { type: 'password' } as const

interface PasswordProps {
  flow: Flow
  /** Takes the form out of the page, by which a password manager knows that it was right. */
  close: () => void
}

/** Asks for a password and makes the account. */
export function PasswordForm({ flow, close }: PasswordProps) {
  const [password, setPassword] = useState('')
  // Unknown until the button is pressed: then there is something to say.
  const [isVisible, setVisible] = useState<boolean>()
  const [fault, setFault] = useState('')
  const [isTaken, setTaken] = useState(false)
  const [made, setMade] = useState<CreateAccountReply>()
  const [meter, setMeter] = useState<typeof Meter>()
  const request = useRequest(flow.sentence)
  const field = useRef<HTMLInputElement>(null)

  // A page that the browser kept shows nothing when it is shown again.
  useEffect(() => {
    const hide = (event: PageTransitionEvent) => {
      if (event.persisted) setVisible(false)
    }
    addEventListener('pageshow', hide)
    return () => removeEventListener('pageshow', hide)
  }, [])

  if (isTaken) return <AccountExists flow={flow} />
  if (made) return <WasThere onGoOn={() => leave(made)} />

  function refuse(text: string): void {
    setFault(text)
    field.current?.focus()
  }

  function leave({ next }: CreateAccountReply): void {
    close()
    flow.end()
    history.pushState({}, '')
    location.replace(next)
  }

  function submit(): void {
    const length = Array.from(password).length
    if (isVisible) setVisible(false)
    if (length === 0) return refuse(passwordWords.empty)
    if (length < SHORTEST) return refuse(passwordWords.tooShort)
    if (length > LONGEST) return refuse(passwordWords.tooLong)
    setFault('')
    request.run(async (tell) => {
      const reply = await createAccount(flow.session.session_id, password, tell)
      if (reply.success) {
        // The password that was typed now is not the account's: that is to be read first.
        if (reply.was_there) setMade(reply)
        else leave(reply)
        return undefined
      }
      if (reply.error === 'account_exists') setTaken(true)
      else if (reply.field === 'password') refuse(reply.message ?? '')
      else return flow.refuse(reply)
      return undefined
    })
  }

  const { position, count, remaining } = flow.progress
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={passwordWords.title}
      hasError={Boolean(fault || request.error)}
      onBack={flow.back}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead">{passwordWords.lead}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!request.isBusy) submit()
        }}
      >
        <input
          class="visually-hidden"
          type="text"
          name="username"
          autocomplete="username"
          value={flow.phone ?? flow.session.phone}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <div class="field">
          <label for="password">{passwordWords.label}</label>
          <div class="password">
            <input
              id="password"
              ref={field}
              name="password"
              autocomplete="new-password"
              autocapitalize="none"
              spellcheck={false}
              {...(isVisible ? SHOWN : HIDDEN)}
              // Read by Safari's generator of passwords.
              {...{ passwordrules: 'minlength: 8; maxlength: 128;' }}
              value={password}
              aria-describedby={slotId('password')}
              aria-invalid={fault ? true : undefined}
              onFocus={() => void loadMeter().then((part) => setMeter(() => part))}
              onInput={(event) => {
                setPassword(event.currentTarget.value)
                setFault('')
              }}
            />
            <button
              class="link"
              type="button"
              aria-controls="password"
              aria-label={isVisible ? passwordWords.hideLabel : passwordWords.showLabel}
              onClick={() => setVisible(!isVisible)}
            >
              {isVisible ? passwordWords.hide : passwordWords.show}
            </button>
          </div>
          <span class="visually-hidden" role="status">
            {isVisible !== undefined && (isVisible ? passwordWords.visible : passwordWords.hidden)}
          </span>
          <Slot
            of="password"
            hint={<Strength meter={meter} password={password} answers={flow.session.answers} />}
            error={fault || undefined}
          />
        </div>
        <Submit request={request} label={passwordWords.send} busyLabel={passwordWords.sending} />
      </form>
      <Help
        title={passwordWords.help.title}
        items={[passwordWords.help.manager, passwordWords.help.phrase]}
      />
    </Frame>
  )
}
