import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

type Changes = { readonly [Name in keyof Env]?: unknown }

/** The environment with some bindings, vars or secrets replaced; those given as undefined are gone. */
export function envWith(changes: Changes): Env {
  const entries = Object.entries({ ...env, ...changes })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Env
}

/** The secrets and vars of a production that is fully configured. */
export const PRODUCTION: Changes = {
  ENVIRONMENT: undefined,
  SMS_WEBHOOK_URL: 'https://sms.example/otp',
}

/** A rate limit that counts by key and never forgets, whatever minute it is. */
export class CountingLimit implements RateLimit {
  readonly #limit: number
  readonly #counts = new Map<string, number>()

  constructor(limit: number) {
    this.#limit = limit
  }

  async limit({ key }: RateLimitOptions): Promise<RateLimitOutcome> {
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return { success: count <= this.#limit }
  }

  get keys(): readonly string[] {
    return [...this.#counts.keys()]
  }
}

/** A KV namespace that answers every read as told. */
export function kvAnswering(read: (key: string) => unknown): KVNamespace {
  const kv = { get: async (key: string) => read(key) }
  return kv as unknown as KVNamespace
}

/** A binding that fails the test by throwing whatever is done with it. */
export function untouchable(name: string): unknown {
  return new Proxy(
    {},
    {
      get() {
        throw new Error(`${name} was touched`)
      },
    },
  )
}

/** The environment in which nothing that a bad request must not reach can be reached. */
export function envUntouched(): Env {
  return envWith({
    SIGNUP_SESSION: untouchable('SIGNUP_SESSION'),
    PHONE_GUARD: untouchable('PHONE_GUARD'),
    TRAFFIC_MONITOR: untouchable('TRAFFIC_MONITOR'),
    SIGN_IN: untouchable('SIGN_IN'),
    ACCOUNT_DESK: untouchable('ACCOUNT_DESK'),
    ACCOUNTS: untouchable('ACCOUNTS'),
  })
}

/** Gives a running object other bindings, until the function returned is called. */
export async function bindWithin<T extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<T>,
  bindings: Env,
): Promise<() => Promise<void>> {
  const give = (value: Env) =>
    runInDurableObject(stub, (instance) => {
      Object.defineProperty(instance, 'env', { value, configurable: true })
    })
  await give(bindings)
  return () => give(env)
}
