import { logEvent } from '../platform/log.ts'
import { DAY, HOUR, MINUTE, SECOND, withTimeout } from '../platform/time.ts'
import { type GatewayResults, parseRecord, trafficKey, type TrafficRecord } from './edge-record.ts'

/** Holds what KV has, until when, and of when the gateways' results in it are. */
type Published = {
  readonly record: string
  readonly until: number
  readonly resultsAt?: number
  /** A write failed that KV may have carried out all the same, or may yet. */
  readonly uncertain?: true
}

/** Holds gateways' results, and when they were taken. */
type Results = { readonly results: GatewayResults; readonly resultsAt: number }

/** A record in KV is written again when less than this is left of it. */
const RENEW_BEFORE = 12 * HOUR

/** Gateways' results are published no sooner than this after the last ones. */
const RESULTS_AGAIN = 5 * MINUTE

/** A write that KV has not confirmed by then counts as failed: others wait for it. */
const WRITE_TIMEOUT = 5 * SECOND

const NOTHING_HELD = JSON.stringify({ closed: [], stage: 'open' } satisfies TrafficRecord)

/** Writes the KV record by which a monitor tells the edge what it judged, when that changes. */
export class PublishedRecord {
  readonly #storage: SyncKvStorage
  readonly #monitor: string | undefined

  constructor(storage: SyncKvStorage, monitor: string | undefined) {
    this.#storage = storage
    this.#monitor = monitor
  }

  /** Gives the results to publish: the last until they are old, then what `take` gives. */
  results(take: () => GatewayResults, now: number): Results | undefined {
    const published = this.#published
    const resultsAt = published?.resultsAt ?? 0
    const fresh = published && now < resultsAt + RESULTS_AGAIN
    const last = fresh ? parseRecord(published.record).results : undefined
    if (last) return { results: last, resultsAt }
    const results = take()
    return Object.keys(results.country).length === 0 ? undefined : { results, resultsAt: now }
  }

  /**
   * Writes the record where KV does not say so yet. Never fails: a write not confirmed in 5 s is
   * logged and made again by the next call. One call at a time, or the earlier write might stand.
   */
  async publish(
    kv: KVNamespace,
    { closed, stage, tripped }: TrafficRecord,
    taken: Results | undefined,
    now: number,
  ): Promise<void> {
    const monitor = this.#monitor
    if (monitor === undefined) throw new Error('a monitor is reached by its country and shard')
    const record = JSON.stringify({
      closed,
      stage,
      tripped,
      results: taken?.results,
    } satisfies TrafficRecord)
    const published = this.#published
    const former = published?.record ?? NOTHING_HELD
    const fresh = record === NOTHING_HELD || (published && now < published.until - RENEW_BEFORE)
    if (record === former && fresh && !published?.uncertain) return
    const writing = kv.put(trafficKey(monitor), record, { expirationTtl: DAY / SECOND })
    try {
      await withTimeout(writing, WRITE_TIMEOUT)
    } catch (cause) {
      // It may have been written all the same, or be written later over what is newer.
      this.#doubt()
      void writing.catch(() => undefined).then(() => this.#doubt())
      return logEvent('traffic_record_not_written', { monitor }, cause)
    }
    this.#published = { record, until: now + DAY, resultsAt: taken?.resultsAt }
    const before = parseRecord(former)
    const same = before.stage === stage && before.closed.join() === closed.join()
    if (!same) logEvent('traffic_held', { monitor, stage, closed: closed.length })
  }

  get #published(): Published | undefined {
    return this.#storage.get<Published>('published')
  }

  set #published(published: Published) {
    this.#storage.put('published', published)
  }

  #doubt(): void {
    const published = this.#published ?? { record: NOTHING_HELD, until: 0 }
    this.#published = { ...published, uncertain: true }
  }
}
