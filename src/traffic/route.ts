import { randomBeta } from 'd3-random'
import type { GatewayRecord, GatewayResult } from './edge-record.ts'
import type { NumberRange } from './number-range.ts'

/**
 * Goes by chance in this share of sends, so that a gateway that got better is found again. Where two
 * gateways are a quarter apart it costs four verified phones in a thousand.
 */
const BY_CHANCE = 0.03

/** A gateway's mean in the country counts as so many phones of a range. */
const PRIOR_PHONES = 60

const NONE: GatewayResult = [0, 0]

/** Lists the gateways to ask, in order; `probe` was passed over and may be due for one. */
export type Route = { readonly order: readonly string[]; readonly probe?: string }

type RouteRequest = {
  /** The gateways that are configured, in their order. */
  readonly names: readonly string[]
  readonly gateways: GatewayRecord
  readonly range: NumberRange
  /** From 0 up to but not 1, evenly. */
  readonly random: () => number
  readonly now: number
  /** The gateway that gets most phones verified goes first. */
  readonly byResult: boolean
}

/**
 * Finds the route of one text. Tripped gateways are left out, unless all are: then nobody would be
 * served, so the configured order stands.
 */
export function routeFor(request: RouteRequest): Route {
  const { names, gateways, range, random, now, byResult } = request
  const { tripped = {}, results } = gateways
  const open = names.filter((name) => tripped[name] === undefined)
  if (open.length === 0) return { order: names }
  const probe = names.find((name) => (tripped[name] ?? Infinity) <= now)
  const order = byResult && open.length > 1 ? sample(open, results, range, random) : open
  return { order, probe }
}

/**
 * Orders gateways by Thompson sampling (1933) over Beta posteriors: each draws from what its
 * conversion may be, so that one is asked first as often as it is likely to be the best.
 */
function sample(
  names: readonly string[],
  results: GatewayRecord['results'],
  { prefix4 }: NumberRange,
  random: () => number,
): readonly string[] {
  const beta = randomBeta.source(random)
  const byChance = random() < BY_CHANCE
  const scores = names.map((name) => {
    if (byChance) return { name, score: random() }
    const { successes, failures } = posterior(
      results?.country[name] ?? NONE,
      results?.ranges[prefix4] && (results.ranges[prefix4][name] ?? NONE),
    )
    return { name, score: beta(successes, failures)() }
  })
  return scores.toSorted((a, b) => b.score - a.score).map(({ name }) => name)
}

/**
 * Finds the Beta distribution of a gateway's conversion. The country's mean goes before the range's
 * results, worth 60 phones; without those the country speaks for the range, from an even prior.
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
