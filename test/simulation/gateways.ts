import type { GatewayAnswer } from '../../src/sms/gateway.ts'
import { codeIn } from '../support/people.ts'
import { readText } from '../support/sms-receiver.ts'
import type { Fault, Faults } from './faults.ts'
import { lives, resume } from './globals.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

/** A text as a gateway saw it. */
export type SeenText = {
  readonly id: string
  readonly to: string
  readonly code: string
  readonly gateway: string
  readonly at: number
  /** Whether it can have gone out, as far as the answer tells. */
  readonly mayHaveGone: boolean
}

type Weather = { readonly timeline: Timeline; readonly faults: Faults; readonly random: Random }

/** What a gateway does with one text. */
type Fate = {
  readonly sent: boolean
  readonly mayHaveGone: boolean
  /** When the answer comes; never where undefined. */
  readonly after: number | undefined
  readonly answer: number | 'reset' | 'slow_body' | 'undeliverable'
}

const WEBHOOK_FAULTS = [
  'text_refused',
  'text_refused_5xx',
  'text_undecided',
  'text_timeout_before',
  'text_timeout_after',
  'text_slow_answer',
  'text_slow_body',
  'text_reset',
] as const satisfies readonly Fault[]

/** The gateways of the simulation, and the air between them and the phones. */
export class Gateways {
  readonly #weather: Weather
  readonly #seen: (text: SeenText) => void
  readonly #inboxes = new Map<string, string[]>()
  /** What every text meets while an outage lasts. */
  outage: (typeof WEBHOOK_FAULTS)[number] | undefined

  /** `seen` hears of each text that reaches a gateway, in the life that sent it. */
  constructor(weather: Weather, seen: (text: SeenText) => void) {
    this.#weather = weather
    this.#seen = seen
  }

  /** The codes that a phone has received, oldest first. */
  inbox(phone: string): string[] {
    const inbox = this.#inboxes.get(phone) ?? []
    this.#inboxes.set(phone, inbox)
    return inbox
  }

  /** The webhook that an operator runs: what the Worker's `fetch` reaches. */
  webhook(secret: string, init: RequestInit): Promise<Response> {
    const headers = Object.fromEntries(new Headers(init.headers))
    const read = readText(secret, String(init.method), headers, init.body as string)
    if (typeof read === 'number') return Promise.resolve(new Response(null, { status: read }))
    const { id, to, text } = read
    const { faults } = this.#weather
    const fault = this.outage ?? faults.oneOf(WEBHOOK_FAULTS)
    if (this.outage) faults.count(this.outage)
    const message = { id, to, code: codeIn(text), gateway: 'webhook' }
    return this.#post(message, this.#fate(fault), init.signal ?? undefined)
  }

  /** A second gateway, in the console gateway's place: the only one that knows dead numbers. */
  async second(
    message: { readonly id: string; readonly to: string; readonly code: string },
    signal: AbortSignal,
  ): Promise<GatewayAnswer> {
    const { faults } = this.#weather
    const undeliverable = faults.strikes('text_undeliverable')
    const fate: Fate = undeliverable
      ? { sent: false, mayHaveGone: false, after: 80, answer: 'undeliverable' }
      : this.#fate(faults.oneOf(WEBHOOK_FAULTS))
    try {
      const response = await this.#post({ ...message, gateway: 'second' }, fate, signal)
      if (fate.answer === 'undeliverable') return { kind: 'undeliverable' }
      if (response.ok) return { kind: 'accepted' }
      return { kind: fate.mayHaveGone ? 'unknown' : 'not_taken' }
    } catch {
      return { kind: 'unknown' }
    }
  }

  #post(
    message: Omit<SeenText, 'at' | 'mayHaveGone'>,
    { sent, mayHaveGone, after, answer }: Fate,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const { timeline, random } = this.#weather
    const life = lives.getStore()
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => resume(life, () => reject(signal.reason as Error)))
      timeline.after(random.skewed(5, 60), () => {
        const seen = { ...message, at: timeline.now, mayHaveGone }
        if (life) lives.run(life, () => this.#seen(seen))
        else this.#seen(seen)
        if (sent) this.#transmit(message)
        if (after === undefined) return
        timeline.after(after, () =>
          resume(life, () => {
            if (answer === 'reset') reject(new TypeError('Network connection lost.'))
            else resolve(responseOf(answer))
          }),
        )
      })
    })
  }

  #transmit({ to, code }: { readonly to: string; readonly code: string }): void {
    const { timeline, faults, random } = this.#weather
    if (faults.strikes('text_never_came')) return
    const late = faults.strikes('text_late')
    const delay = late ? random.skewed(10_000, 600_000) : random.skewed(500, 8000)
    timeline.after(delay, () => this.inbox(to).push(code))
  }

  #fate(fault: (typeof WEBHOOK_FAULTS)[number] | undefined): Fate {
    const { random } = this.#weather
    const after = random.skewed(50, 1500)
    switch (fault) {
      case undefined:
        return { sent: true, mayHaveGone: true, after, answer: random.pick([200, 202, 204]) }
      case 'text_refused':
        return { sent: false, mayHaveGone: false, after, answer: random.pick([400, 401, 429]) }
      case 'text_refused_5xx':
        return { sent: false, mayHaveGone: false, after, answer: random.pick([500, 503, 521]) }
      case 'text_undecided': {
        const answer = random.pick([408, 502, 504, 520, 522, 524])
        return { sent: random.chance(0.5), mayHaveGone: true, after, answer }
      }
      case 'text_timeout_before':
        return { sent: false, mayHaveGone: true, after: undefined, answer: 200 }
      case 'text_timeout_after':
        return { sent: true, mayHaveGone: true, after: undefined, answer: 200 }
      case 'text_slow_answer':
        return { sent: true, mayHaveGone: true, after: random.between(3000, 5000), answer: 200 }
      case 'text_slow_body':
        return { sent: true, mayHaveGone: true, after, answer: 'slow_body' }
      case 'text_reset':
        return { sent: random.chance(0.5), mayHaveGone: true, after, answer: 'reset' }
    }
  }
}

function responseOf(answer: number | 'slow_body' | 'undeliverable'): Response {
  if (answer === 'undeliverable') return new Response(null, { status: 404 })
  if (answer !== 'slow_body') return new Response(null, { status: answer })
  // It begins, and never ends.
  return new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([123])) }))
}
