import { randomBeta } from 'd3-random'
import type { Range } from './number-range.ts'
import type { GatewayResult, GatewayStanding } from './edge-record.ts'

/**
 * The share of sends that go by chance, whatever the results are. The samples explore by themselves
 * while results are few; this keeps some coming of a gateway that did badly, so that one that got
 * better is found again. Where two gateways are a quarter apart it costs four verified phones in a
 * thousand.
 */
const BY_CHANCE = 0.03

/** A gateway's mean in the country counts as so many phones of a range. */
const PRIOR_PHONES = 60

const NONE: GatewayResult = [0, 0]

/** The gateways to ask, in order; and one that was passed over and may be due for a probe. */
export type Route = { readonly order: readonly string[]; readonly probe?: string }

type RouteWish = {
  /** The gateways that are configured, in their order. */
  readonly names: readonly string[]
  readonly standing: GatewayStanding
  readonly range: Range
  /** From 0 up to but not 1, evenly. */
  readonly random: () => number
  readonly now: number
  /** Whether the gateway that gets most phones verified goes first. */
  readonly byResult: boolean
}

/**
 * The way of one text. Tripped gateways are left out; where all are tripped nobody would be served, so
 * the configured order stands. By result it is Thompson sampling (1933) over Beta posteriors: each
 * gateway draws from what its conversion may be, and the highest goes first, so that one is asked as
 * often as it is likely to be the best.
 */
export function routeFor({ names, standing, range, random, now, byResult }: RouteWish): Route {
  const { tripped = {}, results } = standing
  const open = names.filter((name) => tripped[name] === undefined)
  if (open.length === 0) return { order: names }
  const probe = names.find((name) => (tripped[name] ?? Infinity) <= now)
  const order = byResult && open.length > 1 ? drawn(open, results, range, random) : open
  return { order, ...(probe !== undefined && { probe }) }
}

function drawn(
  names: readonly string[],
  results: GatewayStanding['results'],
  { four }: Range,
  random: () => number,
): readonly string[] {
  const beta = randomBeta.source(random)
  const chance = random() < BY_CHANCE
  const scored = names.map((name) => {
    if (chance) return { name, score: random() }
    const { successes, failures } = posterior(
      results?.country[name] ?? NONE,
      results?.ranges[four] && (results.ranges[four][name] ?? NONE),
    )
    return { name, score: beta(successes, failures)() }
  })
  return scored.toSorted((a, b) => b.score - a.score).map(({ name }) => name)
}

/**
 * The Beta distribution of a gateway's conversion. Where something is known of the range, the
 * country's mean goes before it, worth 60 phones; where nothing is, the country speaks for it, from an
 * even prior.
 */
export function posterior(
  [verified, texted]: GatewayResult,
  range: GatewayResult | undefined,
): { readonly successes: number; readonly failures: number } {
  const [successes, all] = [1 + verified, 2 + texted]
  if (!range) return { successes, failures: all - successes }
  const worth = Math.min(1, PRIOR_PHONES / all)
  const [verifiedThere, textedThere] = range
  return {
    successes: successes * worth + verifiedThere,
    failures: (all - successes) * worth + textedThere - verifiedThere,
  }
}
