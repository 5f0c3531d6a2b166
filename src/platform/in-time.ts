/**
 * What a promise brings, where it does so within so many milliseconds; else rejects. What it began goes
 * on all the same.
 */
export async function inTime<Value>(promise: Promise<Value>, patience: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), patience)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
