import { setImmediate as turnOfTheLoop } from 'node:timers'

/** Something that is to happen at its time, unless it is cancelled. */
export type Appointment = { readonly at: number; readonly order: number; run: (() => void) | null }

/** The virtual clock, and all that waits for it: one thing happens after another, at set times. */
export class Timeline {
  readonly start: number
  now: number
  /** How many things have happened. */
  steps = 0
  readonly #heap: Appointment[] = []
  #order = 0

  constructor(now: number) {
    this.start = now
    this.now = now
  }

  at(at: number, run: () => void): Appointment {
    const appointment: Appointment = { at: Math.max(at, this.now), order: this.#order++, run }
    this.#push(appointment)
    return appointment
  }

  after(milliseconds: number, run: () => void): Appointment {
    return this.at(this.now + milliseconds, run)
  }

  cancel(appointment: Appointment | undefined): void {
    if (appointment) appointment.run = null
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve))
  }

  /**
   * Lets things happen, in their order, until `enough` says so, time reaches `end`, or nothing is
   * left. All that one thing sets going without waiting for the clock is over before the next.
   */
  async run(enough: () => boolean, end = Infinity): Promise<void> {
    while (!enough()) {
      const next = this.#heap[0]
      if (!next || next.at > end) break
      this.#pop()
      if (!next.run) continue
      this.now = next.at
      this.steps += 1
      next.run()
      await new Promise<void>((resolve) => {
        turnOfTheLoop(resolve)
      })
    }
    if (end !== Infinity && !enough()) this.now = Math.max(this.now, end)
  }

  /** Lets things happen until all acts are over, or `enough` says so; tells whether they are. */
  async play(acts: readonly Promise<unknown>[], enough = () => false): Promise<boolean> {
    let over = false
    void Promise.all(acts).then(() => (over = true))
    await this.run(() => over || enough())
    return over
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap
    let i = heap.push(appointment) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(appointment, heap[parent])) break
      heap[i] = heap[parent] as Appointment
      i = parent
    }
    heap[i] = appointment
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let i = 0
    for (;;) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      const child = before(heap[right], heap[left]) ? right : left
      if (!before(heap[child], last)) break
      heap[i] = heap[child] as Appointment
      i = child
    }
    heap[i] = last
  }
}

function before(a: Appointment | undefined, b: Appointment | undefined): boolean {
  if (!a) return false
  return !b || a.at < b.at || (a.at === b.at && a.order < b.order)
}
