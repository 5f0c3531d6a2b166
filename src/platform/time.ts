/** Counts milliseconds, as every time and span here does; only the HTTP contract has seconds. */
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Rejects once `span` milliseconds are over; the promise itself goes on all the same. */
export async function withTimeout<Value>(promise: Promise<Value>, span: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), span)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
