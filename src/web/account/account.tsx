import { call } from '../lib/api.ts'
import type { AccountReply, DoneReply } from '../lib/replies.ts'
import { Action } from '../ui/action.tsx'
import { asDate, asMoment } from '../ui/dates.ts'
import { Frame } from '../ui/frame.tsx'
import type { Ending } from './ending.ts'
import { Consents } from './consents.tsx'
import { locale, accountWords } from './words.ts'

interface AccountProps {
  account: AccountReply
  onEnd: (how: Ending) => void
  onChange: () => Promise<void>
  onClose: () => void
}

/** Shows what is held of a person, why and until when, and what they may do about it. */
export function Account({ account, onEnd, onChange, onClose }: AccountProps) {
  async function signOut() {
    const reply = await call<DoneReply>({ path: 'sign-out', body: {} })
    if (!reply.success) return reply
    onEnd('signedOut')
    return undefined
  }

  return (
    <Frame key="account" title={accountWords.title} takesFocus>
      <p class="lead">{accountWords.opened(asDate(locale.tag, account.opened_at))}</p>
      <p class="callout tier">{accountWords.tiers[account.tier]}</p>

      <h2>{accountWords.data.title}</h2>
      <dl class="answers">
        {account.data.map(({ item, value, source, kept_until }) => (
          <div key={item}>
            <dt>{accountWords.data.items[item]}</dt>
            <dd>
              <bdi>{value}</bdi>
              <span class="why">
                {howVerified(account, item) ?? accountWords.data.sources[source]}{' '}
                {hasSameName(account, item) && `${accountWords.data.sameName} `}
                {accountWords.data.uses[item]} {accountWords.data.until[kept_until]}
              </span>
            </dd>
          </div>
        ))}
      </dl>

      <p>{accountWords.data.correction}</p>

      {account.reviews.length > 0 && (
        <>
          <h2>{accountWords.reviews.title}</h2>
          <ul class="reviews">
            {account.reviews.map((mark) => (
              <li key={mark}>{accountWords.reviews.items[mark]}</li>
            ))}
          </ul>
        </>
      )}

      <h2>{accountWords.consents.title}</h2>
      <Consents consents={account.consents} onChange={onChange} onEnd={onEnd} />

      <h2>{accountWords.sessions.title}</h2>
      <ul class="sessions">
        {account.sessions.map(({ opened_at, seen_at, ends_at, current }) => (
          <li key={opened_at}>
            {current && <strong>{accountWords.sessions.current}</strong>}
            {accountWords.sessions.opened(asMoment(locale.tag, opened_at))}{' '}
            {accountWords.sessions.seen(asMoment(locale.tag, seen_at))}{' '}
            {accountWords.sessions.ends(asMoment(locale.tag, ends_at))}
          </li>
        ))}
      </ul>

      <Action label={accountWords.signOut} act={signOut} />
      <p class="aside-action">
        <button class="link" type="button" onClick={onClose}>
          {accountWords.close}
        </button>
      </p>
    </Frame>
  )
}

type Item = AccountReply['data'][number]['item']

const MODES = new Map(Object.entries(accountWords.data.modes))
const NAME_MARKS: Partial<Record<Item, AccountReply['reviews'][number]>> = {
  aadhaar_last4: 'aadhaar_name',
  pan: 'pan_name',
}

function howVerified({ identity }: AccountReply, item: Item): string | undefined {
  return item === 'aadhaar_last4' ? MODES.get(identity) : undefined
}

/** Tells whether a register had the name that the person gave. */
function hasSameName({ reviews }: AccountReply, item: Item): boolean {
  const mark = NAME_MARKS[item]
  return mark !== undefined && !reviews.includes(mark)
}
