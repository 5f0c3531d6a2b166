import { env } from 'cloudflare:workers'

/** What happens to the calls on bindings. */
export type Trace = {
  /** Calls made, as `SIGNUP_SESSION.verify`, in order. */
  readonly calls: string[]
  /** Calls whose answer never comes. */
  readonly hanging: readonly string[]
  /** Calls that were answered, where that is of interest. */
  readonly answered?: string[]
}

const CALLED = [
  'SIGNUP_SESSION',
  'PHONE_GUARD',
  'TRAFFIC_MONITOR',
  'SIGN_IN',
  'ACCOUNT_DESK',
  'ADDRESSES',
] as const

/** The environment with the calls on objects and KV traced, or on the bindings named. */
export function tracedEnv(
  trace: Trace,
  bindings: Env = env,
  names: readonly (keyof Env)[] = CALLED,
): Env {
  return {
    ...bindings,
    ...Object.fromEntries(
      names.map((name) => [name, traced(bindings[name] as object, name, trace)]),
    ),
  }
}

/** A binding whose calls, and those of the stubs it gives, are traced. */
function traced<T extends object>(binding: T, name: string, trace: Trace): T {
  return new Proxy(binding, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        if (property === 'getByName') {
          return traced(Reflect.apply(value, target, given) as object, name, trace)
        }
        const call = `${name}.${String(property)}`
        trace.calls.push(call)
        if (trace.hanging.includes(call)) return new Promise(() => {})
        const answer: unknown = Reflect.apply(value, target, given)
        return trace.answered ? noted(answer, call, trace.answered) : answer
      }
    },
  })
}

async function noted(answer: unknown, call: string, answered: string[]): Promise<unknown> {
  const value = await answer
  answered.push(call)
  return value
}
