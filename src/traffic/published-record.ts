import { withTimeout } from '../platform/time.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../platform/time.ts'
import { logEvent } from '../platform/log.ts'
import { type GatewayResults, parseRecord, trafficKey, type TrafficRecord } from './edge-record.ts'

/** What KV holds, until when, and of when the gateways' results in it are. */
type Shown = {
  readonly record: string
  readonly until: number
  readonly resultsAt?: number
  /** A write failed that KV may have carried out all the same, or may yet. */
  readonly unsure?: true
}

/** Gateways' results, and when they were taken. */
type Results = { readonly results: GatewayResults; readonly resultsAt: number }

/** A record in KV is written again when less than this is left of it. */
const RENEW_BEFORE = 12 * HOUR

/** Gateways' results are told to the edge no sooner than this after the last ones. */
const RESULTS_AGAIN = 5 * MINUTE

/** A write that KV has not confirmed by then counts as failed: others wait for it. */
const PATIENCE = 5 * SECOND

const NOTHING_HELD = JSON.stringify({ closed: [], stage: 'open' } satisfies TrafficRecord)

/** The record in KV by which a monitor tells the edge how things stand, as far as it knows of it. */
export class ShownRecord {
  readonly #storage: SyncKvStorage
  readonly #monitor: string | undefined

  constructor(storage: SyncKvStorage, monitor: string | undefined) {
    this.#storage = storage
    this.#monitor = monitor
  }

  /** The gateways' results to show: those shown last until they are old, then those of now. */
  results(taken: () => GatewayResults, now: number): Results | undefined {
    const shown = this.#shown
    const resultsAt = shown?.resultsAt ?? 0
    const last =
      shown && now < resultsAt + RESULTS_AGAIN ? parseRecord(shown.record).results : undefined
    if (last) return { results: last, resultsAt }
    const results = taken()
    return Object.keys(results.country).length === 0 ? undefined : { results, resultsAt: now }
  }

  /**
   * Writes how things stand, where KV does not say so yet. Never fails: what could not be written, or
   * was not confirmed in five seconds, is logged, and the next call writes again. One call at a time,
   * since of two writes at once the earlier might stand.
   */
  async show(
    kv: KVNamespace,
    { closed, stage, tripped }: TrafficRecord,
    results: Results | undefined,
    now: number,
  ): Promise<void> {
    const monitor = this.#monitor
    if (monitor === undefined) throw new Error('a monitor is reached by its country and shard')
    const record = JSON.stringify({
      closed,
      stage,
      ...(tripped && { tripped }),
      ...(results && { results: results.results }),
    } satisfies TrafficRecord)
    const shown = this.#shown
    const former = shown?.record ?? NOTHING_HELD
    const told = record !== NOTHING_HELD
    const fresh = !told || (shown && now < shown.until - RENEW_BEFORE)
    if (record === former && fresh && !shown?.unsure) return
    const writing = kv.put(trafficKey(monitor), record, { expirationTtl: DAY / SECOND })
    try {
      await withTimeout(writing, PATIENCE)
    } catch (cause) {
      // It may have been written all the same, or be written later over what is newer.
      this.#doubt()
      void writing.catch(() => undefined).then(() => this.#doubt())
      return logEvent('traffic_record_not_written', { monitor }, cause)
    }
    this.#storage.put<Shown>('shown', {
      record,
      until: now + DAY,
      ...(results && { resultsAt: results.resultsAt }),
    })
    const before = parseRecord(former)
    const same = before.stage === stage && before.closed.join() === closed.join()
    if (!same) logEvent('traffic_held', { monitor, stage, closed: closed.length })
  }

  get #shown(): Shown | undefined {
    return this.#storage.get<Shown>('shown')
  }

  #doubt(): void {
    const shown = this.#shown ?? { record: NOTHING_HELD, until: 0 }
    this.#storage.put<Shown>('shown', { ...shown, unsure: true })
  }
}
