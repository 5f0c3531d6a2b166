import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { addressNames } from '../../src/limits/address-names.ts'
import { deriveKey } from '../../src/platform/secrets.ts'
import type { GatewayReport } from '../../src/traffic/gateway-judge.ts'
import type { TrafficMonitor } from '../../src/traffic/monitor.ts'
import { monitorName, monitorNames } from '../../src/traffic/shard.ts'
import { freePort } from '../support/free-port.ts'
import { startSmsReceiver } from '../support/sms-receiver.ts'
import { newAccount, startTwilio } from '../support/twilio.ts'
import { post } from './client.ts'
import type { Condition } from './first-gateway.ts'
import { newAddress, newPhone } from './people.ts'
import { signupConfig } from './worker-config.ts'
import { startWorkerd } from './workerd.ts'

/** So long after a reply all that follows it is done: the monitor has counted and KV is written. */
/** As wrangler.toml has it. */
const SHARDS = 4

const SETTLED = 300

/** A gateway trips after five failures; one that has not by then does not. */
const COLD_AT_MOST = 6

/** What one send was answered after, and the texts that it was counted as. */
export type Wait = {
  readonly took: number
  readonly texts: number
  /** Whether the monitor had the first gateway passed over when it came. */
  readonly tripped: boolean
}

/**
 * Sends of a country whose first gateway, Twilio, is in the condition given, and whose second, the
 * webhook, is well. Each monitor's sends come one after the other: up to the one that trips the first
 * gateway, then `after` more. One list for each monitor.
 */
export async function waitsWhere(
  { behaviour }: Condition,
  source: string,
  after: number,
): Promise<readonly (readonly Wait[])[]> {
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
  const account = newAccount()
  const [twilio, receiver] = await Promise.all([
    startTwilio(account),
    startSmsReceiver(webhookSecret),
  ])
  const indexSecret = randomBytes(32)
  const origin = behaviour === 'down' ? `http://127.0.0.1:${await freePort()}` : twilio.origin
  const workerd = await startWorkerd([
    signupConfig(source, {
      PUBLIC_HOST: 'signup.example',
      SMS_GATEWAYS: 'twilio,webhook',
      SMS_WEBHOOK_URL: receiver.url,
      SMS_WEBHOOK_SECRET: webhookSecret,
      TWILIO_ORIGIN: origin,
      TWILIO_ACCOUNT_SID: account.sid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_SENDER: account.service,
      INDEX_SECRET: indexSecret.toString('base64'),
    }),
  ])
  const url = await workerd.urlOf('signup')
  const monitors = await workerd.miniflare.getDurableObjectNamespace('TRAFFIC_MONITOR', 'signup')
  const reports = async (name: string): Promise<readonly GatewayReport[]> => {
    const monitor: unknown = monitors.get(monitors.idFromName(name))
    return (await (monitor as Pick<TrafficMonitor, 'report'>).report()).gateways
  }

  async function send(monitor: string): Promise<Wait> {
    const before = await reports(monitor)
    const phone = newPhone()
    if (behaviour !== 'down') {
      const body = JSON.stringify(behaviour)
      const about = new URLSearchParams({ to: phone }).toString()
      await fetch(`${twilio.origin}/behaviour?${about}`, { method: 'PUT', body })
    }
    const headers = { 'cf-connecting-ip': addressOf(monitor, indexSecret) }
    const { status, body, took } = await post(`${url}users/api/send-otp`, { phone }, headers)
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
    await wait(SETTLED)
    return {
      took,
      texts: textsIn(await reports(monitor)) - textsIn(before),
      tripped: isTripped(before),
    }
  }

  async function sendsOf(monitor: string): Promise<readonly Wait[]> {
    const waits: Wait[] = []
    while (waits.length < COLD_AT_MOST && !isTripped(await reports(monitor)))
      waits.push(await send(monitor))
    for (let i = 0; i < after; i++) waits.push(await send(monitor))
    return waits
  }

  try {
    await warmUp(url)
    return await Promise.all(monitorNames('IN', SHARDS).map(sendsOf))
  } finally {
    await workerd.stop()
    await Promise.all([twilio.stop(), receiver.stop()])
  }
}

/** Requests that no gateway hears of, so that the first send does not pay for the Worker's start. */
async function warmUp(url: string): Promise<void> {
  for (let i = 0; i < 20; i++)
    await post(`${url}users/api/send-otp`, { phone: '+911234567890' }, {})
}

/** An address that this monitor counts for. */
function addressOf(monitor: string, indexSecret: Buffer): string {
  const key = deriveKey(indexSecret, 'address-name')
  for (;;) {
    const address = newAddress()
    if (monitorName('IN', addressNames(key, address), SHARDS) === monitor) return address
  }
}

function textsIn(reports: readonly GatewayReport[]): number {
  return reports.reduce((sum, { hour }) => sum + hour.texts, 0)
}

function isTripped(reports: readonly GatewayReport[]): boolean {
  return reports.some(({ trippedUntil }) => trippedUntil !== undefined)
}
