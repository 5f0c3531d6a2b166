import { type Country, type FirstText, type Policy, type Run, runRouting } from './routing.ts'

/** Texts of one policy, over all seeds. */
type Figures = {
  readonly phones: number
  /** Shares of phones: verified by their first text, and in the end. */
  readonly byFirst: number
  readonly verified: number
  readonly textsPerPhone: number
  /** Times that a gateway was asked which did not take the text. */
  readonly notTaken: number
  /** The share of first texts that went to another gateway than the truly best. */
  readonly notBest: number
  readonly writesAnHour: number
}

/** What a country's traffic came to under both policies, on the same seeds. */
export type Comparison = {
  readonly scenario: string
  readonly order: Figures
  readonly result: Figures
  /** Under `result`: minutes after each change until two of three texts went to the best again. */
  readonly foundAfter: readonly (number | undefined)[]
  /** Under `result`: of each hour's first texts, the share that went to the truly best gateway. */
  readonly bestByHour: readonly number[]
  /** Under `result`: the share of first texts that went to each gateway. */
  readonly shares: Readonly<Record<string, number>>
}

type Scenario = {
  readonly country: Country
  /** The hours at which another gateway becomes the best. */
  readonly changes: readonly number[]
}

const RANGES = Array.from({ length: 6 }, (_, i) => String(9600 + 7 * i))

/** Where the first gateway's way to an operator is a bad one. */
const BADLY_REACHED = new Set(RANGES.slice(0, 2))

const TRAFFIC = { names: ['first', 'second', 'third'], ranges: RANGES, phonesAnHour: 800 }

/** Delivery that differs by range, and does not change. */
function byRange(gateway: string, range: string): number {
  const bad = BADLY_REACHED.has(range)
  if (gateway === 'first') return bad ? 0.4 : 0.95
  if (gateway === 'second') return 0.8
  return bad ? 0.92 : 0.65
}

/** Everywhere the same, the first the best. */
function evenly(gateway: string): number {
  return { first: 0.95, second: 0.85 }[gateway] ?? 0.75
}

/**
 * `differing`: the best gateway differs by range. `worsening`: the best becomes bad; `recovering`: and
 * well again. `unneeded`: the configured order is right, so that all exploring is a loss. `silent`: the
 * best takes nothing for an hour. `attacked`: half of all phones are an attacker's, for three hours.
 */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  differing: {
    country: { ...TRAFFIC, hours: 6, delivers: byRange },
    changes: [],
  },
  worsening: {
    country: {
      ...TRAFFIC,
      hours: 5,
      delivers: (gateway, _, hour) => (gateway === 'first' && hour >= 2 ? 0.2 : evenly(gateway)),
    },
    changes: [2],
  },
  recovering: {
    country: {
      ...TRAFFIC,
      hours: 10,
      delivers: (gateway, _, hour) =>
        gateway === 'first' && hour >= 2 && hour < 5 ? 0.2 : evenly(gateway),
    },
    changes: [2, 5],
  },
  unneeded: {
    country: { ...TRAFFIC, hours: 6, delivers: evenly },
    changes: [],
  },
  silent: {
    country: {
      ...TRAFFIC,
      hours: 5,
      delivers: evenly,
      answers: (gateway, hour) => gateway !== 'first' || hour < 2 || hour >= 3,
    },
    changes: [],
  },
  attacked: {
    country: {
      ...TRAFFIC,
      hours: 6,
      delivers: evenly,
      attack: (hour) => ({ phones: hour >= 2 && hour < 5 ? 800 : 0, networks: 40 }),
    },
    changes: [],
  },
}

/** Every scenario on one seed, by its name. */
export const ROUTING: Readonly<Record<string, () => Promise<Comparison>>> = Object.fromEntries(
  Object.keys(SCENARIOS).map((name) => [name, () => compareRouting(name, 1)]),
)

/** Plays a scenario under both policies on so many seeds. */
async function compareRouting(scenario: string, seeds: number): Promise<Comparison> {
  const found = SCENARIOS[scenario]
  if (!found) throw new Error(`one of ${Object.keys(SCENARIOS).join(', ')}`)
  const { country, changes } = found
  const play = async (policy: Policy) => {
    const runs: Run[] = []
    for (let i = 1; i <= seeds; i++)
      runs.push(await runRouting(country, policy, `${scenario} ${i}`))
    return runs
  }
  const [order, result] = [await play('order'), await play('result')]
  const first = result.flatMap((run) => run.first)
  return {
    scenario,
    order: figures(order, country.hours),
    result: figures(result, country.hours),
    foundAfter: changes.map((hour) => foundAfter(first, hour)),
    bestByHour: Array.from({ length: country.hours }, (_, from) =>
      share(
        first.filter(({ hour }) => hour >= from && hour < from + 1),
        ({ gateway, best }) => gateway === best,
      ),
    ),
    shares: Object.fromEntries(
      country.names.map((name) => [name, share(first, ({ gateway }) => gateway === name)]),
    ),
  }
}

function figures(runs: readonly Run[], hours: number): Figures {
  const sum = (what: 'phones' | 'verified' | 'texts' | 'notTaken' | 'writes') =>
    runs.reduce((all, run) => all + run[what], 0)
  const first = runs.flatMap((run) => run.first)
  return {
    phones: sum('phones'),
    byFirst: first.filter(({ verified }) => verified).length / sum('phones'),
    verified: sum('verified') / sum('phones'),
    textsPerPhone: sum('texts') / sum('phones'),
    notTaken: sum('notTaken') / runs.length,
    notBest: share(first, ({ gateway, best }) => gateway !== best),
    writesAnHour: sum('writes') / runs.length / hours,
  }
}

/** Minutes after a change until, for ten minutes, two of three texts go to the best. */
function foundAfter(first: readonly FirstText[], change: number): number | undefined {
  for (let minute = 0; minute <= 300; minute++) {
    const from = change + minute / 60
    const then = first.filter(({ hour }) => hour >= from && hour < from + 1 / 6)
    if (share(then, ({ gateway, best }) => gateway === best) >= 2 / 3) return minute
  }
  return undefined
}

function share<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.filter(is).length / all.length
}

/** The comparisons of all scenarios, a line each, as a table of Markdown. */
export async function* routingTable(seeds: number): AsyncGenerator<string> {
  yield '| scenario | verified by the first text | verified | texts a phone | asked in vain | not to the best | found after | KV writes an hour |'
  yield '| --- | --- | --- | --- | --- | --- | --- | --- |'
  for (const name of Object.keys(SCENARIOS)) {
    const comparison = await compareRouting(name, seeds)
    const { result, foundAfter: found } = comparison
    const columns = [
      name,
      both(({ byFirst }) => percent(byFirst), comparison),
      both(({ verified }) => percent(verified), comparison),
      both(({ textsPerPhone }) => textsPerPhone.toFixed(2), comparison),
      both(({ notTaken }) => notTaken.toFixed(0), comparison),
      percent(result.notBest),
      found.map((minutes) => (minutes === undefined ? 'never' : `${minutes} min`)).join(', '),
      result.writesAnHour.toFixed(0),
    ]
    yield `| ${columns.join(' | ')} |`
  }
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`
}

function both(show: (of: Figures) => string, { order, result }: Comparison): string {
  return `${show(order)} → ${show(result)}`
}
