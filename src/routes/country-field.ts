import type * as en from '../locales/en.ts'
import { callingCode, type CountryCode } from '../phone/number.ts'
import { markup } from '../platform/markup.ts'

/** Keeps the plus before the digits, and not behind them, in a line from right to left. */
const LTR = '\u200e'

/** Names a country in the person's language, with what its numbers begin with. */
type Country = { readonly code: CountryCode; readonly name: string; readonly dial: string }

/** Makes what asks for a number's country: a prefix where there is one, a choice where more. */
export function countryField(
  codes: readonly [CountryCode, ...CountryCode[]],
  words: Pick<typeof en, 'locale' | 'countryField'>,
) {
  const { tag } = words.locale
  const names = new Intl.DisplayNames([tag], { type: 'region' })
  const countries = codes.map((code) => ({
    code,
    name: names.of(code) ?? code,
    dial: callingCode(code),
  }))
  const [home, ...others] = countries
  if (home === undefined || others.length > 0) {
    const sorted = countries.toSorted((one, other) => one.name.localeCompare(other.name, tag))
    return {
      country: choice(words.countryField.label, sorted, codes[0]),
      dialCode: '',
      hint: words.countryField.hintAbroad,
    }
  }
  const hint = home.code === 'IN' ? words.countryField.hint : words.countryField.hintAbroad
  return { country: '', dialCode: prefix(home), hint }
}

function prefix({ name, dial }: Country): string {
  const hidden = markup`<span class="visually-hidden">${name} </span>`
  const look = dial.length > 2 ? 'dial-code wide' : 'dial-code'
  return `<data id="dial-code" class="${look}" value="${dial}">${hidden}+${dial}</data>`
}

function choice(label: string, countries: readonly Country[], home: CountryCode): string {
  const options = countries.map(({ code, name, dial }) => {
    const selected = code === home ? ' selected' : ''
    return `<option value="${dial}"${selected}>${markup`${name}`} ${LTR}+${dial}</option>`
  })
  return `${markup`<label for="dial-code">${label}</label>`}
    <select id="dial-code" name="dial_code" autocomplete="tel-country-code">${options.join('')}</select>`
}
