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

/** Counts the texts in the guard of an Indian phone; a pending send is one. */
export async function countedFor(phone: string): Promise<number> {
  const name = phoneName(configOf(env), { e164: phone, country: 'IN' })
  const { state } = await stored(env.PHONE_GUARD.getByName(name))
  return state?.texts.length ?? 0
}

/** Reads what the object keeps, and when its alarm is due. */
export function stored(guard: Guard) {
  return runInDurableObject(guard, async (_, { storage }) => ({
    state: storage.kv.get<GuardState>('guard'),
    alarm: await storage.getAlarm(),
  }))
}
