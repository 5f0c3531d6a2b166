import { CODE_LIFETIME_AT_MOST } from '../otp/code.ts'
import { nextAllowedAt, roomLeft, type WindowRule } from '../limits/window.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../platform/time.ts'

/**
 * What a text is counted under: the common texts, or the few more for a device that verified the
 * phone, or for a solved bot check.
 */
export type Lane = 'common' | 'device' | 'solved'

/** One text to this phone: `address` is the keyed hash of the network address that asked for it. */
export type TextRecord = {
  readonly id: string
  readonly at: number
  readonly address: string
  /** Common, where a record of the first version has none. */
  readonly lane?: Lane
  /** Until its outcome is known: the session that the send belongs to. */
  readonly pendingFor?: string
  /** Until its outcome is known: how many texts the send may come to, which is what it counts. */
  readonly most?: number
}

/** An `Idempotency-Key` seen for this phone, by its keyed hash, and the session its send led to. */
export type KeyRecord = {
  readonly hash: string
  readonly body: string
  readonly sessionId: string
  readonly sendId: string
  readonly at: number
  readonly done?: boolean
}

/** A send whose reservation was given back. */
export type GivenBack = { readonly id: string; readonly at: number }

/** The device that verified the phone last; another's verification takes its place. */
export type TrustedDevice = { readonly id: string; readonly verifiedAt: number }

/** Who asks for a text, and what it has shown. */
export type Asker = {
  /** The keyed hash of its network address. */
  readonly address: string
  /** It is the device that verified this phone last. */
  readonly device: boolean
  /** It solved a bot check for this send. */
  readonly solved: boolean
}

type Limit = WindowRule & { readonly ofOneAddress?: true }

/**
 * A text leaves the day's window once no code of its send can live any more. So no 24 hours hold
 * guesses at the codes of more than 15 texts: 45 guesses.
 */
const GUESSING_DAY = DAY + CODE_LIFETIME_AT_MOST

/** Between any two sends to a phone, in whatever lane. */
const SPACING: WindowRule = { limit: 1, span: 30 * SECOND }

/**
 * The limits over all sessions, lane by lane in the order they are used up. In the common one an
 * address has a share, so that one stranger cannot use up the owner's day.
 */
const LANES: readonly { readonly lane: Lane; readonly limits: readonly Limit[] }[] = [
  {
    lane: 'common',
    limits: [
      { limit: 5, span: HOUR },
      { limit: 10, span: GUESSING_DAY },
      { limit: 4, span: HOUR, ofOneAddress: true },
      { limit: 6, span: GUESSING_DAY, ofOneAddress: true },
    ],
  },
  { lane: 'device', limits: [{ limit: 3, span: GUESSING_DAY }] },
  { lane: 'solved', limits: [{ limit: 2, span: GUESSING_DAY }] },
]

/** Failed sends beyond these count as texts, so that nobody knocks on through an outage. */
const GIVEN_BACK: WindowRule = { limit: 20, span: HOUR }

/** How long a send that was given back is remembered. */
export const GIVEN_BACK_KEPT = GIVEN_BACK.span

/** How long a send may be under way: gateways get 10 s in all, object calls the rest. */
export const SEND_LEASE = 20 * SECOND

/** How long a key's answer is given again. */
export const KEY_LIFETIME = 10 * MINUTE

/** The longest window looks back a day and ten minutes; then the guard forgets a text. */
export const FORGET_AFTER = 25 * HOUR

/** How long a device that verified the phone stays known. */
export const DEVICE_LIFETIME = 180 * DAY

export type Allowance =
  /** `most`: the texts that the send may come to where several gateways each send one. */
  | { readonly ok: true; readonly lane: Lane; readonly most: number }
  | { readonly ok: false; readonly retryAt: number }

/** Whether the phone may be texted now at the asker's wish, or else when it next may. */
export function allowText(texts: readonly TextRecord[], asker: Asker, now: number): Allowance {
  const maybe = texts.flatMap((text) => Array.from({ length: text.most ?? 1 }, () => text))
  const openings = LANES.filter(({ lane }) => lane === 'common' || asker[lane]).map(
    ({ lane, limits }) => {
      const counted = maybe.filter((text) => (text.lane ?? 'common') === lane)
      const own = counted.filter(({ address }) => address === asker.address)
      const windows = limits.map((limit) => ({
        limit,
        times: timesOf(limit.ofOneAddress ? own : counted),
      }))
      return {
        lane,
        at: Math.max(...windows.map(({ times, limit }) => nextAllowedAt(times, limit, now))),
        most: Math.min(...windows.map(({ times, limit }) => roomLeft(times, limit, now))),
      }
    },
  )
  const spacedAt = nextAllowedAt(timesOf(texts), SPACING, now)
  const open = openings.find(({ at }) => Math.max(at, spacedAt) <= now)
  if (open) return { ok: true, lane: open.lane, most: open.most }
  return { ok: false, retryAt: Math.max(spacedAt, Math.min(...openings.map(({ at }) => at))) }
}

/** Whether one more failed send may be given back. */
export function mayGiveBack(givenBack: readonly GivenBack[], now: number): boolean {
  return nextAllowedAt(timesOf(givenBack), GIVEN_BACK, now) <= now
}

export type KeyUse = 'new' | 'another_body' | 'in_progress' | 'repeat'

/** What a send that bears an `Idempotency-Key` is to this phone. */
export function keyUse(record: KeyRecord | undefined, body: string, now: number): KeyUse {
  if (!record || now >= record.at + KEY_LIFETIME) return 'new'
  if (record.body !== body) return 'another_body'
  return record.done || now >= record.at + SEND_LEASE ? 'repeat' : 'in_progress'
}

/** Whether a device id is the one that the phone trusts. */
export function isTrusted(
  trusted: TrustedDevice | undefined,
  id: string | undefined,
  now: number,
): boolean {
  if (!trusted || id === undefined) return false
  return trusted.id === id && now < trusted.verifiedAt + DEVICE_LIFETIME
}

/** When the guard has nothing left to remember. */
export function forgetAt(
  texts: readonly TextRecord[],
  givenBack: readonly GivenBack[],
  device: TrustedDevice | undefined,
): number {
  const [text, failed] = [texts.at(-1), givenBack.at(-1)]
  return Math.max(
    text ? text.at + FORGET_AFTER : 0,
    failed ? failed.at + GIVEN_BACK_KEPT : 0,
    device ? device.verifiedAt + DEVICE_LIFETIME : 0,
  )
}

function timesOf(events: readonly { readonly at: number }[]): readonly number[] {
  return events.map(({ at }) => at)
}
