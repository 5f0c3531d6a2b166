import { useState } from 'preact/hooks'
import { call } from '../lib/api.ts'
import type { AccountReply, DoneReply } from '../lib/replies.ts'
import { Action } from '../ui/action.tsx'
import { asDate } from '../ui/dates.ts'
import type { Ending } from './ending.ts'
import { inOwnWords } from './refusal.ts'
import { locale, notices, accountWords } from './words.ts'

type Consent = AccountReply['consents'][number]

interface Listeners {
  onChange: () => Promise<void>
  onEnd: (how: Ending) => void
}

/** Lists what the person agreed to; each is withdrawn by two presses, as it was given by two. */
export function Consents({ consents, ...listeners }: Listeners & { consents: Consent[] }) {
  return (
    <ul class="consents">
      {consents.map((consent) => (
        <OneConsent key={consent.purpose} consent={consent} {...listeners} />
      ))}
    </ul>
  )
}

interface Item {
  data: string
  purpose: string
}

const PURPOSES = new Map(Object.values(notices).flatMap(({ items }) => Object.entries<Item>(items)))
const LANGUAGES = new Intl.DisplayNames([locale.tag], { type: 'language' })

function OneConsent({ consent, onChange, onEnd }: Listeners & { consent: Consent }) {
  const [isOpen, setOpen] = useState(false)
  const { purpose, required, withdrawn_at } = consent
  const { data = purpose, purpose: use = '' } = PURPOSES.get(purpose) ?? {}
  const language = LANGUAGES.of(consent.language) ?? consent.language

  async function withdraw() {
    const reply = await call<DoneReply>({ path: 'withdraw-consent', body: { purpose } })
    if (!reply.success && reply.error !== 'signed_out') return inOwnWords(reply)
    if (!reply.success) onEnd('signedOut')
    else if (required) onEnd('closed')
    else await onChange()
    return undefined
  }

  return (
    <li>
      <strong>{data}</strong> {use}
      <span class="why">
        {accountWords.consents.given(
          asDate(locale.tag, consent.given_at),
          consent.notice_version,
          language,
        )}
      </span>
      {withdrawn_at ? (
        <span class="why">{accountWords.consents.withdrawn(asDate(locale.tag, withdrawn_at))}</span>
      ) : (
        <button class="link" type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {accountWords.consents.withdraw}
          <span class="visually-hidden"> {data}</span>
        </button>
      )}
      {isOpen && !withdrawn_at && (
        <div class="callout">
          <p>{required ? accountWords.consents.endsAccount : accountWords.consents.endsUse}</p>
          <Action
            label={
              required ? accountWords.consents.withdrawAndClose : accountWords.consents.withdrawNow
            }
            class="plain"
            act={withdraw}
          />
        </div>
      )}
    </li>
  )
}
