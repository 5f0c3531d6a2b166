import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { phoneName } from '../../src/objects.ts'
import type { PhoneGuard, ReserveRequest } from '../../src/guard/guard.ts'

export type Guard = DurableObjectStub<PhoneGuard>

export function newGuard(): Guard {
  return env.PHONE_GUARD.getByName(crypto.randomUUID())
}

/** A send of its own, for a session and from an address of its own. */
export function request(more: Partial<ReserveRequest> = {}): ReserveRequest {
  const id = crypto.randomUUID()
  return { sendId: id, address: `address-${id}`, sessionId: `session-${id}`, ...more }
}

/** How many of five texts an hour are left: told by asking until it refuses, under a stopped clock. */
export async function freeOfFive(guard: Guard): Promise<number> {
  const begun = Date.now()
  const reserved: string[] = []
  while (reserved.length < 10) {
    vi.setSystemTime(Date.now() + 30_000)
    const wanted = request()
    const { ok } = await guard.reserve(wanted)
    if (!ok) break
    reserved.push(wanted.sendId)
  }
  for (const id of reserved) await guard.settle(id, { kind: 'failed', counts: false })
  vi.setSystemTime(begun)
  return reserved.length
}

/** How many texts the guard of an Indian phone counts. */
export function countedFor(phone: string): Promise<number> {
  const guard = env.PHONE_GUARD.getByName(phoneName(configOf(env), { e164: phone, country: 'IN' }))
  return runInDurableObject(guard, (_, { storage }) => {
    const kept = storage.kv.get<{ readonly texts: readonly unknown[] }>('guard')
    return kept?.texts.length ?? 0
  })
}

/** What the object keeps: how many entries, and when its alarm is due. */
export function stored(guard: Guard) {
  return runInDurableObject(guard, async (_, { storage }) => ({
    entries: (await storage.list()).size,
    alarm: await storage.getAlarm(),
  }))
}

export const EMPTY = { entries: 0, alarm: null }
