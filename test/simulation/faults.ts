import type { Random } from './random.ts'

/** Every way in which the world goes wrong, and how often while nothing else is said. */
const FAULTS = {
  // Between the client and the edge.
  request_lost: 0.02,
  reply_lost: 0.05,
  edge_died: 0.02,
  // Between an isolate and an object.
  call_failed_before: 0.03,
  answer_lost: 0.03,
  overloaded: 0.008,
  call_slow: 0.02,
  object_crashed: 0.01,
  object_evicted: 0.05,
  alarm_late: 0.3,
  alarm_twice: 0.2,
  // KV and the bursts.
  kv_read_failed: 0.03,
  kv_slow: 0.03,
  kv_stale: 0.3,
  kv_write_failed: 0.1,
  burst_limit_failed: 0.02,
  // The accounts' databases.
  database_failed_before: 0.03,
  database_answer_lost: 0.03,
  database_overloaded: 0.01,
  database_slow: 0.02,
  // The gateways.
  text_refused: 0.06,
  text_refused_5xx: 0.05,
  text_undecided: 0.04,
  text_timeout_before: 0.03,
  text_timeout_after: 0.03,
  text_slow_answer: 0.03,
  text_slow_body: 0.02,
  text_reset: 0.04,
  text_undeliverable: 0.03,
  text_late: 0.08,
  text_never_came: 0.04,
  // The registers.
  register_throttled: 0.03,
  register_down: 0.03,
  register_undecided: 0.03,
  register_timeout_before: 0.02,
  register_timeout_after: 0.02,
  register_slow_answer: 0.03,
  register_slow_body: 0.02,
  register_reset: 0.03,
  register_nonsense: 0.02,
  register_too_much: 0.02,
  // What the operators do.
  gateway_outage: 0.25,
  database_outage: 0.15,
  secret_rotated: 0.3,
  secret_dropped: 0.15,
} as const

export type Fault = keyof typeof FAULTS

/** How many times as often as usual the gateways fail, and all else. */
export type Weather = { readonly gateways: number; readonly all: number }

/** Decides by the seed what goes wrong, and counts what did. */
export class Faults {
  /** Off: nothing goes wrong any more. */
  on = true
  readonly counts = new Map<Fault, number>()
  readonly #random: Random
  readonly #weather: Weather

  constructor(random: Random, weather: Weather) {
    this.#random = random
    this.#weather = weather
  }

  /** Whether this goes wrong now; then it is counted. */
  strikes(fault: Fault): boolean {
    const strikes = this.draws(fault)
    if (strikes) this.count(fault)
    return strikes
  }

  /** Whether this is to go wrong; the caller counts it where it really does. */
  draws(fault: Fault): boolean {
    const { gateways, all } = this.#weather
    const strength = /^(text|gateway)_/.test(fault) ? gateways : all
    return this.on && this.#random.chance(FAULTS[fault] * strength)
  }

  /** One of these at most. */
  oneOf<F extends Fault>(faults: readonly F[]): F | undefined {
    return faults.find((fault) => this.strikes(fault))
  }

  count(fault: Fault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1)
  }

  static get all(): readonly Fault[] {
    return Object.keys(FAULTS) as Fault[]
  }
}
