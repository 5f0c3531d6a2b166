import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countryReport, mergeReports } from '../../src/operators/report.ts'
import type { MonitorReport, TrafficMonitor } from '../../src/traffic/monitor.ts'
import { objectError } from '../support/faulty.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const EMPTY: MonitorReport = { gateways: [], ranges: [], stage: 'open' }

const counts = (segments: number, verified = 0) => ({
  segments,
  phones: segments,
  verified,
  delivered: verified,
  undelivered: segments - verified,
})

const gateway = (name: string, texts: number, trippedUntil?: number) => ({
  gateway: name,
  hour: counts(texts, 1),
  day: counts(10 * texts, 2),
  trippedUntil,
})

const range = (digits: string, texted: number, verified: number, closedUntil?: number) => ({
  range: digits,
  texted,
  verified,
  closedUntil,
})

type Answer = () => Promise<MonitorReport>

/** Monitors that answer so, by name; `asked` holds the names in order. */
function monitorsThat(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = []
  const getByName = (name: string) => {
    asked.push(name)
    return { report: answers[name] ?? (async () => EMPTY) }
  }
  const namespace = { getByName } as unknown as DurableObjectNamespace<TrafficMonitor>
  return { asked, namespace }
}

describe('mergeReports', () => {
  it('adds up gateways and ranges by name', () => {
    const merged = mergeReports([
      {
        monitor: 'IN-0',
        report: {
          ...EMPTY,
          gateways: [gateway('twilio', 5), gateway('aws', 1)],
          ranges: [range('9876', 10, 7), range('9810', 2, 1)],
        },
      },
      {
        monitor: 'IN-1',
        report: {
          ...EMPTY,
          gateways: [gateway('twilio', 7)],
          ranges: [range('9876', 30, 1)],
        },
      },
    ])
    expect(merged).toEqual({
      gateways: [
        { gateway: 'aws', hour: counts(1, 1), day: counts(10, 2), trippedBy: [] },
        { gateway: 'twilio', hour: counts(12, 2), day: counts(120, 4), trippedBy: [] },
      ],
      ranges: [
        { range: '9810', texted: 2, verified: 1, closedBy: [] },
        { range: '9876', texted: 40, verified: 8, closedBy: [] },
      ],
      holds: [],
      unavailable: [],
    })
  })

  it('names the monitors that act: that pass a gateway over, closed a range, hold by budget', () => {
    const merged = mergeReports([
      {
        monitor: 'IN-0',
        report: {
          stage: 'known_only',
          gateways: [gateway('aws', 1, 500)],
          ranges: [range('987654', 40, 0, 900)],
        },
      },
      { monitor: 'IN-1', report: { ...EMPTY, gateways: [gateway('aws', 1)] } },
      {
        monitor: 'IN-2',
        report: { ...EMPTY, stage: 'spent', ranges: [range('987654', 50, 1, 700)] },
      },
    ])
    expect(merged.gateways[0]?.trippedBy).toEqual([{ monitor: 'IN-0', until: 500 }])
    expect(merged.ranges[0]?.closedBy).toEqual([
      { monitor: 'IN-0', until: 900 },
      { monitor: 'IN-2', until: 700 },
    ])
    expect(merged.holds).toEqual([
      { monitor: 'IN-0', stage: 'known_only' },
      { monitor: 'IN-2', stage: 'spent' },
    ])
  })

  it('is empty where nothing was counted', () => {
    const merged = mergeReports([{ monitor: 'IN-0', report: EMPTY }])
    expect(merged).toEqual({ gateways: [], ranges: [], holds: [], unavailable: [] })
  })
})

describe('countryReport', () => {
  it('asks every monitor of the country, all at once', async () => {
    const gate = Promise.withResolvers<MonitorReport>()
    const { asked, namespace } = monitorsThat({ 'IN-0': () => gate.promise })
    const report = countryReport(namespace, 'IN', 3, vi.fn())
    expect(asked).toEqual(['IN-0', 'IN-1', 'IN-2'])
    gate.resolve({ ...EMPTY, ranges: [range('9876', 4, 2)] })
    expect(await report).toMatchObject({ ranges: [{ range: '9876', texted: 4 }], unavailable: [] })
  })

  it('names one that never answers, and reports what the others know', async () => {
    const { namespace } = monitorsThat({
      'IN-0': async () => ({ ...EMPTY, gateways: [gateway('aws', 3)] }),
      'IN-1': () => new Promise(() => {}),
    })
    const onUnavailable = vi.fn()
    const report = countryReport(namespace, 'IN', 2, onUnavailable)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await report).toMatchObject({
      gateways: [{ gateway: 'aws', hour: { segments: 3 } }],
      unavailable: ['IN-1'],
    })
    expect(onUnavailable.mock.calls).toEqual([['IN-1', expect.any(Error)]])
  })

  it('names one that is overloaded', async () => {
    const { namespace } = monitorsThat({
      'IN-0': () => Promise.reject(objectError({ overloaded: true })),
    })
    expect((await countryReport(namespace, 'IN', 1, vi.fn())).unavailable).toEqual(['IN-0'])
  })

  it('leaves no timer behind', async () => {
    const { namespace } = monitorsThat({})
    await countryReport(namespace, 'IN', 64, vi.fn())
    expect(vi.getTimerCount()).toBe(0)
  })
})
