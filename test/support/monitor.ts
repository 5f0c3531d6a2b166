import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { AddressNames } from '../../src/limits/address-names.ts'
import { addressKey } from '../../src/traffic/address-record.ts'
import type { TrafficMonitor } from '../../src/traffic/monitor.ts'
import { bindWithin, envWith } from './bindings.ts'

const RANGE = { six: '987654', four: '9876' }

export type Monitor = DurableObjectStub<TrafficMonitor>

export function newMonitor(): Monitor {
  return env.TRAFFIC_MONITOR.getByName(crypto.randomUUID())
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

export async function text(monitor: Monitor, askedBy: AddressNames, phones: readonly string[]) {
  for (const phone of phones) {
    await monitor.texted({ phone, askedBy, range: RANGE, gateway: 'webhook', texts: 1 })
  }
}

export async function verify(monitor: Monitor, askedBy: AddressNames, phones: readonly string[]) {
  for (const phone of phones) await monitor.verified({ phone, askedBy, range: RANGE })
}

/** Texts and verifies as many new phones. */
export async function verifyMany(monitor: Monitor, askedBy: AddressNames, count: number) {
  const phones = newPhones(count)
  await text(monitor, askedBy, phones)
  await verify(monitor, askedBy, phones)
}

/** What KV says of an address or network. */
export function record(name: string): Promise<unknown> {
  return env.ADDRESSES.get(addressKey(name), 'json')
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
