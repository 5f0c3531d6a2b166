import { createHash } from 'node:crypto'

/** Pseudo-random numbers from a label (sfc32): the same label gives the same numbers, for ever. */
export class Random {
  readonly #state: Uint32Array

  constructor(label: string) {
    const digest = createHash('sha256').update(label).digest()
    this.#state = Uint32Array.from([0, 4, 8, 12], (at) => digest.readUInt32LE(at))
  }

  /** 32 bits. */
  word(): number {
    const s = this.#state
    const [a = 0, b = 0, c = 0, d = 0] = s
    const sum = (a + b + d) >>> 0
    s[0] = b ^ (b >>> 9)
    s[1] = c + (c << 3)
    s[2] = ((c << 21) | (c >>> 11)) + sum
    s[3] = d + 1
    return sum
  }

  /** From 0 up to but not 1. */
  unit(): number {
    return this.word() / 2 ** 32
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1))
  }

  /** As `between`, but on a logarithmic scale: mostly near `low`, seldom near `high`. */
  skewed(low: number, high: number): number {
    return Math.round(low * (high / low) ** this.unit())
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[Math.floor(this.unit() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  fillBytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i += 4) {
      const word = this.word()
      for (let j = 0; j < 4 && i + j < bytes.length; j++) bytes[i + j] = word >>> (8 * j)
    }
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.between(0, 9)).join('')
  }
}
