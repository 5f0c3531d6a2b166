import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { errorOf } from '../support/people.ts'
import type { Exchange } from './exchange.ts'
import type { SeenText } from './gateways.ts'
import type { Verdict } from './verdict.ts'

/** At most so many in any span of that length. */
type Budget = { readonly limit: number; readonly span: number }

/** Between any two texts that are not one send's failover. */
const APART = 30 * SECOND

const ALL_TEXTS: Budget = { limit: 15, span: 24 * HOUR + 10 * MINUTE }
/** Sends whose client showed neither a known device nor a solved bot check. */
const COMMON_TEXTS: readonly Budget[] = [
  { limit: 5, span: HOUR },
  { limit: 10, span: 24 * HOUR + 10 * MINUTE },
]
/** Of these, what one address may ask for. */
const OF_ONE_ADDRESS: readonly Budget[] = [
  { limit: 4, span: HOUR },
  { limit: 6, span: 24 * HOUR + 10 * MINUTE },
]
const GUESSES: Budget = { limit: 45, span: 24 * HOUR }

/**
 * Something that happened at an unknown moment between two known ones: a text is reserved after its
 * request arrived and before a gateway sees it, a guess judged between its request and its reply.
 */
type Happening = { readonly from: number; readonly to: number; readonly id: string }

/** Holds what each phone got, over all sessions, to its budgets. */
export class PhoneBudgets {
  readonly #verdict: Verdict
  readonly #texts = new Map<string, Happening[]>()
  readonly #common = new Map<string, Happening[]>()
  readonly #guesses = new Map<string, Happening[]>()

  constructor(verdict: Verdict) {
    this.#verdict = verdict
  }

  /** A text that may have gone out. */
  text(text: SeenText, exchange: Exchange): void {
    const happening = { from: exchange.arrivedAt, to: text.at, id: text.id }
    const texts = grown(this.#texts, text.to, happening)
    const before = texts.findLast(({ id }) => id !== text.id)
    this.#verdict.hold(
      before === undefined || happening.to - before.from >= APART,
      'two texts to a phone are 30 s apart',
      () => `to ${text.to}, by #${exchange.id}`,
    )
    this.#within(texts, ALL_TEXTS, `texts to ${text.to}, the last by #${exchange.id}`)
    if ('__Host-device' in exchange.cookies || 'bot_check_token' in exchange.body) return
    const common = grown(this.#common, text.to, happening)
    for (const budget of COMMON_TEXTS) {
      this.#within(common, budget, `sends to ${text.to} by strangers, the last #${exchange.id}`)
    }
    const own = grown(this.#common, `${text.to} from ${exchange.address}`, happening)
    for (const budget of OF_ONE_ADDRESS) {
      this.#within(own, budget, `sends to ${text.to} from one address, the last #${exchange.id}`)
    }
  }

  /** A verify was answered, when the session's code was certainly this phone's. */
  guess(phone: string, exchange: Exchange): void {
    const { reply, arrivedAt, id } = exchange
    if (!reply || (reply.status !== 200 && errorOf(reply) !== 'otp_incorrect')) return
    const guesses = grown(this.#guesses, phone, { from: arrivedAt, to: reply.at, id: String(id) })
    this.#within(guesses, GUESSES, `guesses at ${phone}, the last #${id}`)
  }

  #within(happenings: readonly Happening[], { limit, span }: Budget, what: string): void {
    if (happenings.length <= limit) return
    const last = happenings.slice(-limit - 1)
    const from = Math.min(...last.map((one) => one.from))
    const to = Math.max(...last.map((one) => one.to))
    this.#verdict.hold(
      to - from >= span,
      'a phone gets no more texts and guesses than its budget',
      () => `${limit + 1} ${what}, in ${(to - from) / HOUR} h`,
    )
  }
}

function grown(all: Map<string, Happening[]>, key: string, happening: Happening): Happening[] {
  const list = all.get(key) ?? []
  list.push(happening)
  all.set(key, list)
  return list
}
