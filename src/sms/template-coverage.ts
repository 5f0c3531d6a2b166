import type { SmsGateway } from './gateway.ts'
import { type Template, type Values, wordsFor } from './templates.ts'

/** Holds whom texts go to, and in which languages. */
type Readers = {
  readonly countries: readonly string[]
  readonly languages: readonly string[]
}

/**
 * Tells whether each gateway has words that it can send in each channel, country and language: one
 * that needs a template of its own has none until the operator gives it.
 */
export function hasTemplateForAll(
  gateways: readonly SmsGateway[],
  templates: readonly Template[],
  { countries, languages }: Readers,
  values: Values,
): boolean {
  return gateways.every(({ name: gateway, channels, takes }) =>
    [...channels].every((channel) =>
      countries.every((country) =>
        languages.every((language) => {
          const words = wordsFor(templates, { gateway, channel, country, language }, values)
          return takes?.(channel, words) ?? true
        }),
      ),
    ),
  )
}
