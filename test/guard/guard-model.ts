import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'

/** Who asks the guard for a text, and what it can show. */
export type Asking = {
  readonly address: string
  readonly deviceId: string | undefined
  readonly solved: boolean
  /** How many gateways may be asked. */
  readonly gateways: number
}

export type Outcome =
  | { readonly kind: 'sent'; readonly texts: number }
  | { readonly kind: 'failed'; readonly counts: boolean }

type Lane = 'common' | 'device' | 'solved'

/** A send that counts against the phone, as so many texts. */
export type Counted = {
  readonly id: string
  readonly at: number
  readonly address: string
  readonly lane: Lane
  /** While its outcome is unknown, as many as it may come to. */
  readonly texts: number
  /** While its outcome is unknown: how many texts it may come to. */
  readonly most?: number
}

/** A phone's guard as design.md describes it, in the plainest way. */
export type Phone = {
  readonly counted: readonly Counted[]
  readonly givenBack: readonly { readonly id: string; readonly at: number }[]
  readonly trusted?: { readonly id: string; readonly verifiedAt: number }
}

/** A code lives ten minutes at most, so a text is looked back on for that much more than a day. */
export const GUESSING_DAY = DAY + 10 * MINUTE
const SPACING = 30 * SECOND
const GIVEN_BACK_AN_HOUR = 20

const LIMITS: Record<Lane, readonly { limit: number; span: number; ofAddress?: true }[]> = {
  common: [
    { limit: 5, span: HOUR },
    { limit: 10, span: GUESSING_DAY },
    { limit: 4, span: HOUR, ofAddress: true },
    { limit: 6, span: GUESSING_DAY, ofAddress: true },
  ],
  device: [{ limit: 3, span: GUESSING_DAY }],
  solved: [{ limit: 2, span: GUESSING_DAY }],
}

/** How many more texts a lane has for who asks; none while another text is too near. */
function room({ counted }: Phone, lane: Lane, { address }: Asking, at: number): number {
  if (counted.some((one) => one.at > at - SPACING)) return 0
  const left = LIMITS[lane].map(({ limit, span, ofAddress }) => {
    const within = counted.filter(
      (one) => one.lane === lane && one.at > at - span && (!ofAddress || one.address === address),
    )
    return limit - within.reduce((sum, { texts }) => sum + texts, 0)
  })
  return Math.min(...left)
}

function openLane(phone: Phone, asking: Asking, at: number): Lane | undefined {
  const { trusted } = phone
  const known = trusted !== undefined && trusted.id === asking.deviceId
  const lanes: readonly (readonly [Lane, boolean])[] = [
    ['common', true],
    ['device', known && at < trusted.verifiedAt + 180 * DAY],
    ['solved', asking.solved],
  ]
  return lanes.find(([lane, may]) => may && room(phone, lane, asking, at) > 0)?.[0]
}

/** When the phone may next be texted at this asking. */
export function freeAt(phone: Phone, asking: Asking, now: number): number {
  const spans = [SPACING, HOUR, GUESSING_DAY]
  const moments = phone.counted.flatMap(({ at }) => spans.map((span) => at + span))
  const later = moments.filter((at) => at > now).toSorted((a, b) => a - b)
  return [now, ...later].find((at) => openLane(phone, asking, at) !== undefined) ?? now
}

/** What `reserve` must answer, and the phone after it. */
export function reserve(phone: Phone, id: string, asking: Asking, now: number) {
  const known = phone.counted.find((one) => one.id === id)
  if (known) return { answer: { ok: true, most: known.most ?? 1 }, phone }
  if (phone.givenBack.some((one) => one.id === id)) {
    return { answer: { ok: false, reason: 'in_progress' }, phone }
  }
  const lane = openLane(phone, asking, now)
  if (lane === undefined) {
    const retryAt = freeAt(phone, asking, now)
    return { answer: { ok: false, reason: 'phone_limited', retryAt }, phone }
  }
  const most = Math.min(room(phone, lane, asking, now), asking.gateways)
  const send = { id, at: now, address: asking.address, lane, texts: most, most }
  return { answer: { ok: true, most }, phone: { ...phone, counted: [...phone.counted, send] } }
}

/** The phone after `settle`. Only the first of a send counts. */
export function settle(phone: Phone, id: string, outcome: Outcome, now: number): Phone {
  const send = phone.counted.find((one) => one.id === id && one.most !== undefined)
  if (!send) return phone
  const { most: _known, ...settled } = send
  const others = phone.counted.filter((one) => one !== send)
  const lately = phone.givenBack.filter(({ at }) => at > now - HOUR)
  const free = outcome.kind === 'failed' && !outcome.counts
  if (free && lately.length < GIVEN_BACK_AN_HOUR) {
    return { ...phone, counted: others, givenBack: [...phone.givenBack, { id, at: now }] }
  }
  const texts = outcome.kind === 'sent' ? outcome.texts : 1
  return { ...phone, counted: [...others, { ...settled, texts }] }
}
