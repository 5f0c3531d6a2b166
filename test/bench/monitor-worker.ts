import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import { TrafficMonitor as Monitor } from '../../src/traffic/monitor.ts'

const RANGE = { prefix6: '987654', prefix4: '9876' }

/** Makes a text to a new phone, from a new address. */
const newText = () => ({
  phone: crypto.randomUUID(),
  range: RANGE,
  asker: { kind: 'ipv4', address: crypto.randomUUID() } as const,
  gateway: 'webhook',
  texts: 1,
  segments: 1,
  attempts: [],
  channel: 'sms' as const,
})

/** Is the monitor as it is, with a past. */
export class TrafficMonitor extends Monitor {
  /** Has it know what it would after a day in which a text went out in every slot of time. */
  async countForADay(): Promise<void> {
    const now = Date.now()
    const fill = (scope: string, slot: number, span: number) => {
      for (let at = now - (now % slot); at > now - span; at -= slot) {
        this.ctx.storage.sql.exec(
          'INSERT OR REPLACE INTO counts (scope, at, texted, verified, texts) VALUES (?, ?, 1, 1, 1)',
          scope,
          at,
        )
      }
    }
    fill('gateway:webhook', 5 * MINUTE, DAY + HOUR)
    fill(`range:${RANGE.prefix6}`, MINUTE, 6 * HOUR)
    fill(`range:${RANGE.prefix4}`, MINUTE, 6 * HOUR)
  }

  /** Counts so many texts with no call between them. */
  async countMany(events: number): Promise<void> {
    await Promise.all(Array.from({ length: events }, () => this.countText(newText())))
  }
}

/** Enough callers that the monitor always has work. */
const AT_ONCE = 200

/** Tells one monitor of `events` texts: 200 calls at once, or with `inside` in a single one. */
export default {
  async fetch(request: Request, env: { TRAFFIC_MONITOR: DurableObjectNamespace<TrafficMonitor> }) {
    const asked = new URL(request.url).searchParams
    const monitor = env.TRAFFIC_MONITOR.getByName(asked.get('monitor') ?? '')
    let left = Number(asked.get('events'))
    const caller = async () => {
      while (left-- > 0) await monitor.countText(newText())
    }
    if (asked.has('fill')) await monitor.countForADay()
    else if (asked.has('inside')) await monitor.countMany(left)
    else await Promise.all(Array.from({ length: AT_ONCE }, caller))
    return new Response()
  },
}
