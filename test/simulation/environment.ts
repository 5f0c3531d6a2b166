import { readFileSync } from 'node:fs'
import type { Random } from './random.ts'

/** What wrangler.toml gives every deployment, so that the simulation runs what is deployed. */
const deployed = readFileSync(`${import.meta.dirname}/../../wrangler.toml`, 'utf8')

/** The vars of the deployment. */
export const VARS: Readonly<Record<string, string>> = Object.fromEntries(
  [...(/^\[vars\]\n([^[]*)/m.exec(deployed)?.[1] ?? '').matchAll(/^(\w+) = "(.*)"$/gm)].map(
    ([, name, value]) => [name, value],
  ),
)

/** The bursts of the deployment, by the names of their bindings. */
export const LIMITS: readonly { name: string; limit: number; period: number }[] = [
  ...deployed.matchAll(
    /^\[\[ratelimits\]\]\nname = "(\w+)"\n.*\nsimple = \{ limit = (\d+), period = (\d+) \}/gm,
  ),
].map(([, name = '', limit, period]) => ({ name, limit: Number(limit), period: Number(period) }))

/** The host that people see, and so the only origin that may post. */
export const HOST = 'signup.example'

/** Where the operator's webhook is. */
export const WEBHOOK_URL = 'https://sms.example/otp'

/** The secrets of one deployment, and how its operators change them. */
export class Secrets {
  readonly #random: Random
  readonly #index: string
  readonly #webhook: string
  #otp: readonly string[]
  #data: readonly string[]
  #made = 0

  constructor(random: Random) {
    this.#random = random
    this.#index = this.#bytes()
    this.#webhook = `whsec_${this.#bytes()}`
    this.#otp = [this.#entry()]
    this.#data = [this.#entry()]
  }

  get vars() {
    return {
      OTP_SECRET: this.#otp.join(','),
      DATA_SECRET: this.#data.join(','),
      INDEX_SECRET: this.#index,
      SMS_WEBHOOK_SECRET: this.#webhook,
    }
  }

  /** The first half of a rotation: what the new secret makes can be read everywhere. */
  append(): void {
    this.#otp = [...this.#otp, this.#entry()]
    this.#data = [...this.#data, this.#entry()]
  }

  /** The second half: new things are made under the newest secret. */
  promote(): void {
    this.#otp = [...this.#otp.slice(-1), ...this.#otp.slice(0, -1)]
    this.#data = [...this.#data.slice(-1), ...this.#data.slice(0, -1)]
  }

  /** All but the first secrets are gone, and what was made under them; but for those still needed. */
  drop(isNeeded: (id: string) => boolean): void {
    this.#otp = this.#otp.slice(0, 1)
    this.#data = this.#data.filter((entry, i) => i === 0 || isNeeded(entry.split(':')[0] ?? ''))
  }

  #entry(): string {
    this.#made += 1
    return `k${this.#made}:${this.#bytes()}`
  }

  #bytes(): string {
    const bytes = Buffer.alloc(32)
    this.#random.fillBytes(bytes)
    return bytes.toString('base64')
  }
}
