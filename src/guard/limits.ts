import { nextAllowedAt, roomLeft, type WindowRule } from '../limits/window.ts'
import { LONGEST_CODE_LIFETIME } from '../otp/schedule.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../platform/time.ts'

/** Says what a text counts under: everybody's texts, or the few more for what the asker has shown. */
export type Allowance = 'common' | 'device' | 'bot_check'

/** Describes one text to this phone. */
export type TextRecord = {
  /** The send's. */
  readonly id: string
  readonly at: number
  /** The keyed hash of the network address that asked for it. */
  readonly address: string
  readonly allowance: Allowance
  /** Until its outcome is known: how many texts the send may come to, which is what it counts. */
  readonly maxTexts?: number
}

/** Says who asks for a text. */
export type Asker = {
  readonly address: string
  /** It is the device that verified this phone last. */
  readonly isDevice: boolean
  /** It solved a bot check for this send. */
  readonly solved: boolean
}

type Limit = WindowRule & { readonly ofOneAddress?: true }

/**
 * A text leaves the day's window once no code of its send can live any more. So no 24 hours hold
 * guesses at the codes of more than 15 texts: 45 guesses.
 */
const GUESSING_DAY = DAY + LONGEST_CODE_LIFETIME

/** Between any two sends to a phone, under whatever allowance. */
const SPACING: WindowRule = { limit: 1, span: 30 * SECOND }

/** The texts that one phone may get. One address has a share of the common ones alone. */
const ALLOWANCES: readonly { readonly name: Allowance; readonly limits: readonly Limit[] }[] = [
  {
    name: 'common',
    limits: [
      { limit: 5, span: HOUR },
      { limit: 10, span: GUESSING_DAY },
      { limit: 4, span: HOUR, ofOneAddress: true },
      { limit: 6, span: GUESSING_DAY, ofOneAddress: true },
    ],
  },
  { name: 'device', limits: [{ limit: 3, span: GUESSING_DAY }] },
  { name: 'bot_check', limits: [{ limit: 2, span: GUESSING_DAY }] },
]

/** Failed sends beyond these count as texts, so that nobody knocks on through an outage. */
const RELEASES: WindowRule = { limit: 20, span: HOUR }

/** Bounds how long a release is looked back on. */
export const RELEASE_KEPT = RELEASES.span

/** Bounds the look-ups of PANs for one phone, over all sessions: each costs money. */
const LOOKUPS: WindowRule = { limit: 10, span: DAY }

/** Bounds how long a look-up is looked back on. */
export const LOOKUP_KEPT = LOOKUPS.span

/** Describes one look-up for this phone. */
export type LookupRecord = { readonly id: string; readonly at: number }

/** Bounds how long a text is looked back on: the longest window is a day and ten minutes. */
export const TEXT_KEPT = 25 * HOUR

/** Says how long a key's answer is given again. */
export const KEY_LIFETIME = 10 * MINUTE

/** Says how long a device that verified the phone stays known. */
export const DEVICE_LIFETIME = 180 * DAY

export type Decision =
  /** `maxTexts`: what the send may come to where several gateways each send one. */
  | { readonly ok: true; readonly allowance: Allowance; readonly maxTexts: number }
  | { readonly ok: false; readonly retryAt: number }

/** Decides whether the phone may be texted now at the asker's wish, or else when it next may. */
export function decideText(texts: readonly TextRecord[], asker: Asker, now: number): Decision {
  const counted = texts.flatMap((text) => Array.from({ length: text.maxTexts ?? 1 }, () => text))
  const isOpenTo = { common: true, device: asker.isDevice, bot_check: asker.solved }
  const openings = ALLOWANCES.filter(({ name }) => isOpenTo[name]).map(({ name, limits }) => {
    const all = counted.filter(({ allowance }) => allowance === name)
    const own = all.filter(({ address }) => address === asker.address)
    const windows = limits.map((limit) => ({
      limit,
      times: timesOf(limit.ofOneAddress ? own : all),
    }))
    return {
      allowance: name,
      at: Math.max(...windows.map(({ times, limit }) => nextAllowedAt(times, limit, now))),
      maxTexts: Math.min(...windows.map(({ times, limit }) => roomLeft(times, limit, now))),
    }
  })
  const spacedAt = nextAllowedAt(timesOf(texts), SPACING, now)
  const open = openings.find(({ at }) => Math.max(at, spacedAt) <= now)
  if (open) return { ok: true, allowance: open.allowance, maxTexts: open.maxTexts }
  return { ok: false, retryAt: Math.max(spacedAt, Math.min(...openings.map(({ at }) => at))) }
}

/** Tells when a PAN may next be looked up: now, or later. */
export function lookupAllowedAt(lookups: readonly LookupRecord[], now: number): number {
  return nextAllowedAt(timesOf(lookups), LOOKUPS, now)
}

/** Tells whether one more failed send may be released. */
export function mayRelease(releases: readonly { readonly at: number }[], now: number): boolean {
  return nextAllowedAt(timesOf(releases), RELEASES, now) <= now
}

function timesOf(events: readonly { readonly at: number }[]): readonly number[] {
  return events.map(({ at }) => at)
}
