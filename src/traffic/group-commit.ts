/** So long the next batch collects, after one that held several items. */
const COLLECTED_FOR = 50

/**
 * Carries out together what comes while the batch before is stored. An item that comes alone is carried
 * out at once; where many come they share the work and the storage of a batch, so that an object takes
 * far more of them a second.
 */
export class GroupCommit<Item> {
  readonly #carryOut: (items: readonly Item[]) => Promise<void>
  #collecting: { readonly items: Item[]; readonly done: Promise<void> } | undefined
  #free: Promise<unknown> = Promise.resolve()

  /** `carryOut` ends once its items are stored; batches are carried out one after the other. */
  constructor(carryOut: (items: readonly Item[]) => Promise<void>) {
    this.#carryOut = carryOut
  }

  /** Ends once the item is carried out and stored; fails where its batch did. */
  add(item: Item): Promise<void> {
    if (this.#collecting) {
      this.#collecting.items.push(item)
      return this.#collecting.done
    }
    const items = [item]
    const done = this.#free.then(() => {
      this.#collecting = undefined
      return this.#carryOut(items)
    })
    this.#collecting = { items, done }
    this.#free = done
      .catch(() => undefined)
      .then(() => (items.length > 1 ? scheduler.wait(COLLECTED_FOR) : undefined))
    return done
  }
}
