/** Holds a phrase for each plural form that a language has, with `#` for the number. */
type Forms = { readonly [Form in Intl.LDMLPluralRule]?: string } & { readonly other: string }

/** Makes what writes a count in one language: in the form and the digits that it asks for. */
export function counter(tag: string): (count: number, forms: Forms) => string {
  let rules: Intl.PluralRules | undefined
  let digits: Intl.NumberFormat | undefined
  return (count, forms) => {
    rules ??= new Intl.PluralRules(tag)
    digits ??= new Intl.NumberFormat(tag)
    return (forms[rules.select(count)] ?? forms.other).replace('#', digits.format(count))
  }
}
