import { setTimeout as wait } from 'node:timers/promises'
import { signUp, type Target } from './flow.ts'
import { quantile } from './statistics.ts'

/** workerd keeps an idle object in memory for 10 s, and runs out of it at about 2,900. */
const OBJECTS_GONE = 11_000

/** What is left of a request's work once its reply was sent has this long before the next begins. */
const BETWEEN = 15

/** Measures of one Worker in one round. Times are in milliseconds. */
export type Round = {
  readonly sendP50: number
  readonly sendP99: number
  readonly verifyP50: number
  readonly verifyP99: number
  readonly flowsPerSecond: number
}

export type Load = {
  /** Signups of each Worker, one at a time. */
  readonly oneByOne: number
  /** Signups of each Worker, so many at once. */
  readonly burst: number
  readonly atOnce: number
}

/** What each signup took, one at a time, in milliseconds. */
export type Times = { readonly sends: readonly number[]; readonly verifies: readonly number[] }

/**
 * One round under the same load for all Workers, in the order given: first signups one at a time,
 * each Worker's next beside the others', then a burst for each.
 */
export async function runRound<Name extends string>(
  targets: ReadonlyMap<Name, Target>,
  { oneByOne, burst, atOnce }: Load,
): Promise<ReadonlyMap<Name, Round>> {
  const times = await inTurn(targets, oneByOne)
  await objectsGone()
  const rounds = new Map<Name, Round>()
  for (const [name, target] of targets) {
    const flowsPerSecond = await flowsAtOnce(target, burst, atOnce)
    await objectsGone()
    const { sends = [], verifies = [] } = times.get(name) ?? {}
    rounds.set(name, {
      sendP50: quantile(sends, 0.5),
      sendP99: quantile(sends, 0.99),
      verifyP50: quantile(verifies, 0.5),
      verifyP99: quantile(verifies, 0.99),
      flowsPerSecond,
    })
  }
  return rounds
}

/** Signups of each Worker, `count` of each, one at a time: each Worker's next beside the others'. */
export async function inTurn<Name extends string>(
  targets: ReadonlyMap<Name, Target>,
  count: number,
): Promise<ReadonlyMap<Name, Times>> {
  const times = new Map(
    [...targets.keys()].map((name) => [name, { sends: [] as number[], verifies: [] as number[] }]),
  )
  for (let i = 0; i < count; i++) {
    for (const [name, target] of targets) {
      const { send, verify } = await signUp(target, () => wait(BETWEEN))
      times.get(name)?.sends.push(send)
      times.get(name)?.verifies.push(verify)
    }
  }
  return times
}

/** Makes so many signups, so many at once, and tells how many that is a second. */
export async function flowsAtOnce(target: Target, count: number, atOnce: number): Promise<number> {
  const from = performance.now()
  let left = count
  const person = async () => {
    while (left-- > 0) await signUp(target)
  }
  await Promise.all(Array.from({ length: atOnce }, person))
  return (count * 1000) / (performance.now() - from)
}

/** Waits until no object of the signups before is in memory. */
export async function objectsGone(): Promise<void> {
  await wait(OBJECTS_GONE)
}
