import type { AddressNames } from '../limits/address-names.ts'
import { type Dispatch, mayHaveSent } from '../sms/dispatch.ts'
import type { Receipt } from '../sms/gateway.ts'
import {
  type Challenge,
  type SealedPhone,
  type SecretIds,
  type Texting,
  type Timers,
  timersOf,
  type Transition,
} from './challenge.ts'
import { withRecent, withGateways, withReceipt } from './deliveries.ts'

/** Tells whether the guard may give the reservation back, and the timers after the send. */
export type Outcome = { readonly release: boolean; readonly timers?: Timers }

/**
 * Records how a send ended. Where nothing was sent all is as before it, but for guesses and the gateways
 * asked. May be repeated; a send of which nothing is known any more changes nothing.
 */
export function recordOutcome(
  challenge: Challenge,
  sendId: string,
  dispatch: Dispatch,
  secretIds: SecretIds,
): Transition<Outcome> {
  const { pending, startedBy } = challenge
  const isPending = pending?.id === sendId
  if (!isPending && startedBy !== sendId) return { answer: { release: false } }
  const recentGateways = withRecent(
    challenge.recentGateways,
    dispatch.attempts.map(({ gateway }) => gateway),
  )
  if (dispatch.kind !== 'sent') {
    if (!isPending) return { answer: { release: false } }
    const { restored, isGuessed } = withdraw(challenge, pending.before)
    const next = { ...challenge, ...restored, recentGateways, pending: undefined }
    return { next, answer: { release: !isGuessed, timers: timersOf(next, secretIds) } }
  }
  // The first send was counted as one text, a later one is pending until now.
  const texts = isPending
    ? challenge.texts + dispatch.texts - 1
    : Math.max(challenge.texts, dispatch.texts)
  const dispatches = withGateways(challenge.dispatches, sendId, mayHaveSent(dispatch))
  const next = {
    ...challenge,
    texts,
    dispatches,
    recentGateways,
    pending: isPending ? undefined : pending,
  }
  return { next, answer: { release: false, timers: timersOf(next, secretIds) } }
}

/** Tells that no more has come of a challenge than its first send. */
export function isUntouched({ startedBy, texts, lastAttempt }: Challenge, sendId: string): boolean {
  return startedBy === sendId && texts === 1 && lastAttempt === undefined
}

/**
 * Takes a text back. A guess counted meanwhile stays counted; where it was at the code of that very text,
 * the text counts as if it had been sent.
 */
function withdraw({ issue, issues, texts, lastTextAt }: Challenge, before: Texting) {
  const isSame = issue.number === before.issue.number
  const isGuessed = !isSame && issue.attempts > 0
  const { attempts } = isSame ? issue : before.issue
  const counted = isGuessed ? { issues, texts, lastTextAt } : {}
  return { restored: { ...before, ...counted, issue: { ...before.issue, attempts } }, isGuessed }
}

/** Names whose send a receipt is about; `isFirst`: the gateway had said nothing of it before. */
export type ReceiptAnswer = {
  readonly isFirst: boolean
  readonly phone: SealedPhone
  readonly asker: AddressNames
}

/**
 * Records what a gateway says of a send, and whose that was; an answer only where it changes something.
 * While a later send is under way, it is recorded too in what that one would be withdrawn to.
 */
export function recordReceipt(
  challenge: Challenge,
  sendId: string,
  gateway: string,
  status: Receipt['status'],
): Transition<ReceiptAnswer | undefined> {
  const { pending } = challenge
  const current = withReceipt(challenge.dispatches, sendId, gateway, status)
  const former = pending && withReceipt(pending.before.dispatches, sendId, gateway, status)
  const changed = current ?? former
  if (!changed) return { answer: undefined }
  const { phone, askers } = current || !pending ? challenge : pending.before
  return {
    next: {
      ...challenge,
      dispatches: current?.dispatches ?? challenge.dispatches,
      pending:
        pending && former
          ? { ...pending, before: { ...pending.before, dispatches: former.dispatches } }
          : pending,
    },
    answer: { isFirst: changed.isFirst, phone, asker: askers[0] },
  }
}
