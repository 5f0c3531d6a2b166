/**
 * Matches the landlines of Ahmedabad and Bengaluru, which have ten digits from 7 or 8 on. Other towns' share
 * their first four digits with mobile series, more of them each month, and are left to the gateway.
 */
export const LANDLINES = /^(?:79[1245]|80[2-4])/

/** The day on which that was compared with the library's metadata (1.13.16), ISO 8601. */
export const LANDLINES_CHECKED = '2026-11-28'
