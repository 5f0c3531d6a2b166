import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { AddressNames } from '../../src/limits/address-names.ts'
import type { GatewayAttempt } from '../../src/sms/dispatch.ts'
import { addressKey } from '../../src/traffic/address-record.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import type { PhoneEvent, TextEvent } from '../../src/traffic/events.ts'
import type { TrafficMonitor } from '../../src/traffic/monitor.ts'
import type { NumberRange } from '../../src/traffic/number-range.ts'
import { bindWithin, envWith } from './bindings.ts'

export type Monitor = DurableObjectStub<TrafficMonitor>

export function newMonitor(): Monitor {
  return trafficMonitor().monitor
}

/** A monitor, and its name in place of a country and shard. */
export function trafficMonitor(): { readonly monitor: Monitor; readonly name: string } {
  const name = crypto.randomUUID()
  return { monitor: env.TRAFFIC_MONITOR.getByName(name), name }
}

export function ipv4(): AddressNames {
  return { kind: 'ipv4', address: crypto.randomUUID() }
}

export function ipv6(network: string = crypto.randomUUID()) {
  return { kind: 'ipv6', address: crypto.randomUUID(), network } as const
}

/** Names of phones that no other test uses. */
export function newPhones(count: number): readonly string[] {
  return Array.from({ length: count }, () => crypto.randomUUID())
}

export function range(prefix6: string): NumberRange {
  return { prefix6, prefix4: prefix6.slice(0, 4) }
}

/** A new phone, asked for from a new address, but for the changes. */
export function phoneEvent(changes: Partial<PhoneEvent> = {}): PhoneEvent {
  return { phone: crypto.randomUUID(), range: range('987654'), asker: ipv4(), ...changes }
}

/** A text to a new phone that the webhook took, but for the changes. */
export function textEvent(changes: Partial<TextEvent> = {}): TextEvent {
  const { gateway = 'webhook', texts = 1 } = changes
  const attempts = [attempt(gateway, 'accepted')]
  return { ...phoneEvent(), gateway, texts, segments: texts, attempts, channel: 'sms', ...changes }
}

export function attempt(gateway: string, answer: GatewayAttempt['answer']): GatewayAttempt {
  return { gateway, answer, duration: 1 }
}

export async function text(monitor: Monitor, asker: AddressNames, phones: readonly string[]) {
  for (const phone of phones) await monitor.countText(textEvent({ phone, asker }))
}

export async function verify(monitor: Monitor, asker: AddressNames, phones: readonly string[]) {
  for (const phone of phones) await monitor.countVerification(phoneEvent({ phone, asker }))
}

/** Texts and verifies as many new phones. */
export async function verifyMany(monitor: Monitor, asker: AddressNames, count: number) {
  const phones = newPhones(count)
  await text(monitor, asker, phones)
  await verify(monitor, asker, phones)
}

/** What KV says of an address or network. */
export function record(name: string): Promise<unknown> {
  return env.ADDRESSES.get(addressKey(name), 'json')
}

/** What KV says of a monitor's country and shard. */
export function trafficRecord(name: string) {
  return env.ADDRESSES.get<Record<string, unknown>>(trafficKey(name), 'json')
}

/** What the object keeps: the tables it made, and when its alarm is due. */
export function stored(monitor: Monitor) {
  return runInDurableObject(monitor, async (_, { storage }) => {
    const tables = storage.sql.exec(
      "SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'",
    )
    return { tables: tables.toArray().length, alarm: await storage.getAlarm() }
  })
}

/** What this object writes to KV fails until the given function is called. */
export async function breakKv(monitor: Monitor): Promise<() => Promise<void>> {
  const ADDRESSES = { put: () => Promise.reject(new Error('KV PUT failed: 429')) }
  return bindWithin(monitor, envWith({ ADDRESSES }))
}

/** Listens to the log; gives the lines of an event since. */
export function listen() {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  return (event: string) =>
    log.mock.calls
      .map(([line]): Record<string, unknown> => JSON.parse(String(line)))
      .filter((line) => line.event === event)
}
