import { MINUTE } from '../platform/time.ts'

/** Holds the phones first texted in one span of time, and how many of them were verified. */
export type Bucket = { readonly at: number; readonly texted: number; readonly verified: number }

/** Spans the buckets of addresses, gateways and the budget; their windows are exact to this much. */
export const BUCKET = 5 * MINUTE

/** Spans the buckets of number ranges. */
export const RANGE_BUCKET = MINUTE

/** Finds the beginning of the bucket that a time falls in. */
export function bucketStart(time: number, span: number): number {
  return time - (time % span)
}

/** Adds up the phones of buckets. */
export function total(buckets: readonly Bucket[]): Pick<Bucket, 'texted' | 'verified'> {
  return {
    texted: buckets.reduce((sum, { texted }) => sum + texted, 0),
    verified: buckets.reduce((sum, { verified }) => sum + verified, 0),
  }
}
