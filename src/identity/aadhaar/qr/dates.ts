/** Holds how far India is ahead of UTC; it has one time zone and no summer time. */
const INDIA = '+05:30'

const DAY_FIRST = /^(\d\d)[-/](\d\d)[-/](\d{4})$/

const ISSUE = /^\d{4}(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/

/** Reads `DD-MM-YYYY`, `DD/MM/YYYY` or `YYYY`; nothing where the calendar has no such day. */
export function readQrBirthDate(text: string): string | undefined {
  if (/^\d{4}$/.test(text)) return text
  const [, day, month, year] = DAY_FIRST.exec(text) ?? []
  const date = `${year}-${month}-${day}`
  return timeOf(`${date}T00:00:00.000Z`) === undefined ? undefined : date
}

/** Reads the time of issue out of a reference id: `9999YYYYMMDDhhmmssSSS`, as clocks are in India. */
export function readIssue(referenceId: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds, rest] = ISSUE.exec(referenceId) ?? []
  const clock = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${rest}`
  // Whether there is such a day shows in UTC alone, where the text is given back as it was.
  return timeOf(`${clock}Z`) === undefined ? undefined : Date.parse(`${clock}${INDIA}`)
}

/** Gives the time of an ISO text: `Date` makes another day of one that the calendar has not. */
function timeOf(text: string): number | undefined {
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString() === text ? time : undefined
}
