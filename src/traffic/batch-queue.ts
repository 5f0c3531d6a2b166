/** Runs one task at a time; what is added while it runs is taken together by the next run. */
export class BatchQueue<Item> {
  readonly #run: (items: readonly Item[]) => Promise<void>
  readonly #items: Item[] = []
  #next: Promise<void> | undefined
  #idle: Promise<unknown> = Promise.resolve()

  constructor(run: (items: readonly Item[]) => Promise<void>) {
    this.#run = run
  }

  /** Ends once a run has taken the items, even where there are none; fails where that run did. */
  add(items: readonly Item[]): Promise<void> {
    this.#items.push(...items)
    if (this.#next) return this.#next
    const next = this.#idle.then(() => {
      this.#next = undefined
      return this.#run(this.#items.splice(0))
    })
    this.#next = next
    this.#idle = next.catch(() => undefined)
    return next
  }
}
