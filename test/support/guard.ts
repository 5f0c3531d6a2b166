import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { configOf } from '../../src/config.ts'
import type { PhoneGuard } from '../../src/guard/guard.ts'
import type { GuardState } from '../../src/guard/reservations.ts'
import { phoneName } from '../../src/objects.ts'

export type Guard = DurableObjectStub<PhoneGuard>

export function newGuard(): Guard {
  return env.PHONE_GUARD.getByName(crypto.randomUUID())
}

/** Finds the guard of an Indian phone. */
export function guardOf(phone: string): Guard {
  return env.PHONE_GUARD.getByName(phoneName(configOf(env), { e164: phone, country: 'IN' }))
}

/** Counts the texts in the guard of an Indian phone; a pending send is one. */
export async function countedFor(phone: string): Promise<number> {
  const { state } = await stored(guardOf(phone))
  return state?.texts.length ?? 0
}

/** Counts the look-ups of PANs in the guard of an Indian phone. */
export async function lookUpsFor(phone: string): Promise<number> {
  const { state } = await stored(guardOf(phone))
  return state?.lookups?.length ?? 0
}

/** Reads what the object keeps, and when its alarm is due. */
export function stored(guard: Guard) {
  return runInDurableObject(guard, async (_, { storage }) => ({
    state: storage.kv.get<GuardState>('guard'),
    alarm: await storage.getAlarm(),
  }))
}
