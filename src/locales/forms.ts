const MINUTE = 60
const HOUR = 3600

/** Picks the plural form of a count, with the count for `#`, as the language writes both. */
export function plural(
  tag: string,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string },
): string {
  const form = forms[new Intl.PluralRules(tag).select(count)] ?? forms.other
  return form.replace('#', new Intl.NumberFormat(tag).format(count))
}

/** Writes a wait in words, rounded up so that it never promises too much: `30 seconds`, `1 hour`. */
export function inWords(tag: string, seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds))
  const [unit, length] =
    whole < MINUTE ? ['second', 1] : whole < HOUR ? ['minute', MINUTE] : ['hour', HOUR]
  const format = new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' })
  return format.format(Math.ceil(whole / length))
}

/** Writes the time of day of a moment (milliseconds, as `Date.now()`) by the person's own clock. */
export function timeOfDay(tag: string, moment: number): string {
  return new Date(moment).toLocaleTimeString(tag, { timeStyle: 'short' })
}
