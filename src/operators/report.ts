import { callObject } from '../platform/durable-call.ts'
import { withTimeout } from '../platform/time.ts'
import { SECOND } from '../platform/time.ts'
import type { Stage } from '../traffic/budget.ts'
import type { GatewayCounts } from '../traffic/gateway-store.ts'
import type { GatewayReport } from '../traffic/gateway-judge.ts'
import type { TrafficMonitor } from '../traffic/monitor.ts'
import type { RangeReport } from '../traffic/range-judge.ts'
import { monitorNames } from '../traffic/shard.ts'

/** What one monitor says of its share of a country. */
export type MonitorReport = {
  readonly gateways: readonly GatewayReport[]
  readonly ranges: readonly RangeReport[]
  /** How far its share of the budget is used up. */
  readonly stage: Stage
}

/** A monitor that acts on what it saw, and until when. */
type Acting = { readonly monitor: string; readonly until: number }

/**
 * A country over all its monitors. A phone that was asked for from addresses of two monitors counts
 * in both.
 */
export type CountryReport = {
  readonly gateways: readonly {
    readonly gateway: string
    readonly hour: GatewayCounts
    readonly day: GatewayCounts
    /** The monitors that pass it over. */
    readonly trippedBy: readonly Acting[]
  }[]
  readonly ranges: readonly {
    readonly range: string
    readonly texted: number
    readonly verified: number
    /** The monitors that closed it. */
    readonly closedBy: readonly Acting[]
  }[]
  /** The monitors that hold sends back since their share of the budget is used up that far. */
  readonly held: readonly { readonly monitor: string; readonly stage: Stage }[]
  /** The monitors that did not answer; what they know is missing here. */
  readonly silent: readonly string[]
}

/** What a monitor answered, if it did. */
export type MonitorAnswer = { readonly monitor: string; readonly report?: MonitorReport }

/** A monitor that has not answered after this is left out. */
const PATIENCE = 3 * SECOND

/**
 * Asks all monitors of a country, at once, for what operators want to know. Those that fail or are
 * late are named in the report, and `silent` is called with the cause.
 */
export async function countryReport(
  monitors: DurableObjectNamespace<TrafficMonitor>,
  country: string,
  shards: number,
  silent: (monitor: string, cause: unknown) => void,
): Promise<CountryReport> {
  const ask = async (monitor: string): Promise<MonitorAnswer> => {
    try {
      const call = callObject(monitors, monitor, (stub) => stub.report())
      return { monitor, report: await withTimeout(call, PATIENCE) }
    } catch (cause) {
      silent(monitor, cause)
      return { monitor }
    }
  }
  return mergeReports(await Promise.all(monitorNames(country, shards).map(ask)))
}

/** Adds up what monitors counted, and names those that act on it. */
export function mergeReports(answers: readonly MonitorAnswer[]): CountryReport {
  const reports = answers.flatMap(({ monitor, report }) => (report ? [{ monitor, ...report }] : []))
  const gateways = reports.flatMap(({ monitor, gateways: all }) =>
    all.map((one) => ({ monitor, ...one })),
  )
  const ranges = reports.flatMap(({ monitor, ranges: all }) =>
    all.map((one) => ({ monitor, ...one })),
  )
  return {
    gateways: grouped(gateways, ({ gateway }) => gateway).map(([gateway, rows]) => ({
      gateway,
      hour: addCounts(rows.map(({ hour }) => hour)),
      day: addCounts(rows.map(({ day }) => day)),
      trippedBy: acting(rows, ({ trippedUntil }) => trippedUntil),
    })),
    ranges: grouped(ranges, ({ range }) => range).map(([range, rows]) => ({
      range,
      texted: sum(rows, ({ texted }) => texted),
      verified: sum(rows, ({ verified }) => verified),
      closedBy: acting(rows, ({ closedUntil }) => closedUntil),
    })),
    held: reports.flatMap(({ monitor, stage }) => (stage === 'open' ? [] : [{ monitor, stage }])),
    silent: answers.flatMap(({ monitor, report }) => (report ? [] : [monitor])),
  }
}

function addCounts(all: readonly GatewayCounts[]): GatewayCounts {
  return {
    texts: sum(all, ({ texts }) => texts),
    phones: sum(all, ({ phones }) => phones),
    verified: sum(all, ({ verified }) => verified),
    delivered: sum(all, ({ delivered }) => delivered),
    undelivered: sum(all, ({ undelivered }) => undelivered),
  }
}

function acting<Row extends { readonly monitor: string }>(
  rows: readonly Row[],
  untilOf: (row: Row) => number | undefined,
): readonly Acting[] {
  return rows.flatMap((row) => {
    const until = untilOf(row)
    return until === undefined ? [] : [{ monitor: row.monitor, until }]
  })
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): [string, Row[]][] {
  return [...Map.groupBy(rows, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}
