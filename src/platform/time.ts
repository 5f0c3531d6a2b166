/** Counts milliseconds, as every time and span here does; only the HTTP contract has seconds. */
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Says that an answer did not come in time; what was asked for may still take effect. */
export class LateError extends Error {
  override readonly name = 'LateError'
}

/** Rejects with a `LateError` once `span` milliseconds are over; the promise itself goes on all the same. */
export async function withTimeout<Value>(promise: Promise<Value>, span: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError('no answer in time')), span)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Holds how far India is ahead of UTC. */
const INDIA = 5.5 * HOUR

/** Gives the day that it is in India, as `YYYY-MM-DD`. */
export function dayInIndia(time: number): string {
  return new Date(time + INDIA).toISOString().slice(0, 10)
}
