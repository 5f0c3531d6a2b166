import type { Allowance } from '../../src/guard/limits.ts'
import type { SendOutcome, TrustedDevice } from '../../src/guard/reservations.ts'
import type { Send } from '../../src/otp/send.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'

/** Describes a send that counts against the phone, as so many texts. */
export type Counted = {
  readonly id: string
  readonly at: number
  readonly address: string
  readonly allowance: Allowance
  readonly texts: number
  /** Its outcome is unknown: `texts` is how many it may come to. */
  readonly isPending: boolean
}

/** Describes a phone's guard as design.md does, in the plainest way. */
export type Phone = {
  readonly counted: readonly Counted[]
  readonly released: readonly { readonly id: string; readonly at: number }[]
  readonly device?: TrustedDevice
}

/** A code lives ten minutes at most, so a text is looked back on for that much more than a day. */
export const GUESSING_DAY = DAY + 10 * MINUTE
const SPACING = 30 * SECOND
const RELEASES_AN_HOUR = 20

type Limit = { readonly limit: number; readonly span: number; readonly ofAddress?: true }

const LIMITS: Record<Allowance, readonly Limit[]> = {
  common: [
    { limit: 5, span: HOUR },
    { limit: 10, span: GUESSING_DAY },
    { limit: 4, span: HOUR, ofAddress: true },
    { limit: 6, span: GUESSING_DAY, ofAddress: true },
  ],
  device: [{ limit: 3, span: GUESSING_DAY }],
  bot_check: [{ limit: 2, span: GUESSING_DAY }],
}

/** Counts the texts that an allowance has for a send; none while another text is too near. */
function room({ counted }: Phone, allowance: Allowance, { asker }: Send, at: number): number {
  if (counted.some((one) => one.at > at - SPACING)) return 0
  const rooms = LIMITS[allowance].map(({ limit, span, ofAddress }) => {
    const within = counted
      .filter((one) => one.allowance === allowance && one.at > at - span)
      .filter(({ address }) => !ofAddress || address === asker.address)
    return limit - textsOf(within)
  })
  return Math.min(...rooms)
}

export function textsOf(counted: readonly Counted[]): number {
  return counted.reduce((sum, { texts }) => sum + texts, 0)
}

function openAllowance(phone: Phone, send: Send, at: number): Allowance | undefined {
  const { device } = phone
  const isLast = device !== undefined && device.id === send.deviceId
  const isDevice = isLast && at < device.verifiedAt + 180 * DAY
  const isOpen = { common: true, device: isDevice, bot_check: send.solved }
  const names = ['common', 'device', 'bot_check'] as const
  return names.find((name) => isOpen[name] && room(phone, name, send, at) > 0)
}

/** Finds when a send may next be made. */
export function freeAt(phone: Phone, send: Send, now: number): number {
  const spans = [SPACING, HOUR, GUESSING_DAY]
  const moments = phone.counted.flatMap(({ at }) => spans.map((span) => at + span))
  const later = moments.filter((at) => at > now).toSorted((a, b) => a - b)
  return [now, ...later].find((at) => openAllowance(phone, send, at) !== undefined) ?? now
}

/** Says what `reserve` must answer, and the phone after it. */
export function reserve(phone: Phone, send: Send, now: number) {
  const { id } = send
  const former = phone.counted.find((one) => one.id === id)
  if (former) return { answer: { ok: true, maxTexts: former.isPending ? former.texts : 1 }, phone }
  if (phone.released.some((one) => one.id === id)) {
    return { answer: { ok: false, reason: 'in_progress' }, phone }
  }
  const allowance = openAllowance(phone, send, now)
  if (allowance === undefined) {
    const retryAt = freeAt(phone, send, now)
    return { answer: { ok: false, reason: 'phone_limited', retryAt }, phone }
  }
  const texts = Math.min(room(phone, allowance, send, now), send.route.length)
  const { address } = send.asker
  const counted = { id, at: now, address, allowance, texts, isPending: true }
  return {
    answer: { ok: true, maxTexts: texts },
    phone: { ...phone, counted: [...phone.counted, counted] },
  }
}

/** Gives the phone after an outcome. Only the first of a send counts. */
export function commitSend(phone: Phone, id: string, outcome: SendOutcome, now: number): Phone {
  const send = phone.counted.find((one) => one.id === id && one.isPending)
  if (!send) return phone
  const others = phone.counted.filter((one) => one !== send)
  const recent = phone.released.filter(({ at }) => at > now - HOUR)
  const isFree = outcome.kind === 'failed' && !outcome.counts
  if (isFree && recent.length < RELEASES_AN_HOUR) {
    return { ...phone, counted: others, released: [...phone.released, { id, at: now }] }
  }
  const texts = outcome.kind === 'sent' ? outcome.texts : 1
  return { ...phone, counted: [...others, { ...send, texts, isPending: false }] }
}

/** Gives the phone after a verification by a device: the last one is trusted, whenever it is heard of. */
export function trust(phone: Phone, device: TrustedDevice): Phone {
  return !phone.device || phone.device.verifiedAt < device.verifiedAt ? { ...phone, device } : phone
}
