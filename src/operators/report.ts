import { callObject } from '../platform/durable-call.ts'
import { SECOND, withTimeout } from '../platform/time.ts'
import type { Stage } from '../traffic/budget.ts'
import type { GatewayCounts } from '../traffic/gateway-store.ts'
import type { MonitorReport, TrafficMonitor } from '../traffic/monitor.ts'
import { monitorNames } from '../traffic/shard.ts'

/** Names a monitor that acts on what it saw, and until when. */
type Action = { readonly monitor: string; readonly until: number }

/**
 * Reports on a country over all its monitors. A phone that was asked for from addresses of two
 * monitors counts in both.
 */
export type CountryReport = {
  readonly gateways: readonly {
    readonly gateway: string
    readonly hour: GatewayCounts
    readonly day: GatewayCounts
    /** The monitors that pass it over. */
    readonly trippedBy: readonly Action[]
  }[]
  readonly ranges: readonly {
    readonly range: string
    readonly texted: number
    readonly verified: number
    /** The monitors that closed it. */
    readonly closedBy: readonly Action[]
  }[]
  /** The monitors whose share of the budget is used up so far that they hold sends back. */
  readonly holds: readonly { readonly monitor: string; readonly stage: Stage }[]
  /** The monitors that did not answer; what they know is missing here. */
  readonly unavailable: readonly string[]
}

export type MonitorAnswer = { readonly monitor: string; readonly report?: MonitorReport }

/** A monitor that has not answered after this is left out. */
const TIMEOUT = 3 * SECOND

/** Asks all monitors of a country at once. Those that fail or are late are named in the report. */
export async function countryReport(
  monitors: DurableObjectNamespace<TrafficMonitor>,
  country: string,
  shards: number,
  onUnavailable: (monitor: string, cause: unknown) => void,
): Promise<CountryReport> {
  const ask = async (monitor: string): Promise<MonitorAnswer> => {
    try {
      const call = callObject(monitors, monitor, (stub) => stub.report())
      return { monitor, report: await withTimeout(call, TIMEOUT) }
    } catch (cause) {
      onUnavailable(monitor, cause)
      return { monitor }
    }
  }
  return mergeReports(await Promise.all(monitorNames(country, shards).map(ask)))
}

/** Adds up what monitors counted, and names those that act on it. */
export function mergeReports(answers: readonly MonitorAnswer[]): CountryReport {
  const reports = answers.flatMap(({ monitor, report }) => (report ? [{ monitor, ...report }] : []))
  const gateways = reports.flatMap(({ monitor, gateways: rows }) =>
    rows.map((row) => ({ ...row, monitor, until: row.trippedUntil })),
  )
  const ranges = reports.flatMap(({ monitor, ranges: rows }) =>
    rows.map((row) => ({ ...row, monitor, until: row.closedUntil })),
  )
  return {
    gateways: groupBy(gateways, ({ gateway }) => gateway).map(([gateway, rows]) => ({
      gateway,
      hour: addCounts(rows.map(({ hour }) => hour)),
      day: addCounts(rows.map(({ day }) => day)),
      trippedBy: actions(rows),
    })),
    ranges: groupBy(ranges, ({ range }) => range).map(([range, rows]) => ({
      range,
      texted: sum(rows, 'texted'),
      verified: sum(rows, 'verified'),
      closedBy: actions(rows),
    })),
    holds: reports.flatMap(({ monitor, stage }) => (stage === 'open' ? [] : [{ monitor, stage }])),
    unavailable: answers.flatMap(({ monitor, report }) => (report ? [] : [monitor])),
  }
}

function addCounts(rows: readonly GatewayCounts[]): GatewayCounts {
  return {
    segments: sum(rows, 'segments'),
    phones: sum(rows, 'phones'),
    verified: sum(rows, 'verified'),
    delivered: sum(rows, 'delivered'),
    undelivered: sum(rows, 'undelivered'),
  }
}

function actions(
  rows: readonly { readonly monitor: string; readonly until: number | undefined }[],
): readonly Action[] {
  return rows.flatMap(({ monitor, until }) => (until === undefined ? [] : [{ monitor, until }]))
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): [string, Row[]][] {
  return [...Map.groupBy(rows, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function sum<Key extends string>(rows: readonly Record<Key, number>[], key: Key): number {
  return rows.reduce((total, row) => total + row[key], 0)
}
