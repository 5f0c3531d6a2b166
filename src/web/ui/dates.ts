/** Writes a date, or the date of a moment, as the language does; a date has no time zone. */
export function asDate(language: string, date = ''): string {
  const timeZone = date.includes('T') ? undefined : 'UTC'
  const format = new Intl.DateTimeFormat(india(language), { dateStyle: 'long', timeZone })
  return date && format.format(new Date(date))
}

/** Writes a moment, as the language does. */
export function asMoment(language: string, moment: string): string {
  const format = new Intl.DateTimeFormat(india(language), {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  return format.format(new Date(moment))
}

/** Names the language as it is written in India, with the digits that the page has elsewhere. */
function india(language: string): string {
  return `${language}-IN-u-nu-latn`
}
