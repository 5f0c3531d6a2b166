import * as z from 'zod'
import { DAY } from '../platform/time.ts'

/** Maps numbers that nothing is texted to, for store reviews and tests, to their fixed codes. */
export type FictitiousNumbers = ReadonlyMap<
  string,
  { readonly code: string; readonly until: number }
>

/** Bounds them in production: a fixed code is a door that must be shut again. */
const MAX_LIFE = 30 * DAY

const ENTRY = /^(\+[1-9]\d{6,14}):(\d{6}):(\d{4}-\d{2}-\d{2})$/

/** Reads `FICTITIOUS_NUMBERS`; in production none may hold for more than 30 days. */
export function fictitiousForm(development: boolean) {
  const numbers = z
    .string()
    .transform(readFictitious)
    .refine((all) => all !== undefined, { abort: true })
    .refine(
      (all) =>
        development || [...all.values()].every(({ until }) => until <= Date.now() + MAX_LIFE),
    )
  return z.object({
    FICTITIOUS_NUMBERS: numbers.default(new Map()).meta({
      description: 'numbers for store reviews and tests: `+919876543210:123456:2026-12-31,…`',
    }),
  })
}

/**
 * Reads `+919876543210:123456:2026-12-31,…`: number, code and the last day (UTC) that it holds;
 * undefined where any entry is not one.
 */
export function readFictitious(text: string): FictitiousNumbers | undefined {
  const numbers = new Map<string, { code: string; until: number }>()
  for (const entry of text.split(',')) {
    const [, number, code, day] = ENTRY.exec(entry.trim()) ?? []
    if (number === undefined || code === undefined) return undefined
    if (!z.iso.date().safeParse(day).success) return undefined
    numbers.set(number, { code, until: Date.parse(`${day}T00:00:00Z`) + DAY })
  }
  return numbers
}

/** Gets the code of a fictitious number; undefined for others, and once its last day is over. */
export function fictitiousCode(
  numbers: FictitiousNumbers,
  e164: string,
  now: number,
): string | undefined {
  const entry = numbers.get(e164)
  return entry && now < entry.until ? entry.code : undefined
}
