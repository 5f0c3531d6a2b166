import type { Channel, Words } from './gateway.ts'
import { segmentsOf, type Segments } from './segments.ts'

/** An app that reads its texts itself: Android's SMS Retriever finds it by the hash that ends them. */
export type App = 'android'

/** The words of a text in one language, for whatever it does not name. */
export type Template = {
  readonly language: string
  readonly channel: Channel
  readonly gateway?: string
  readonly country?: string
  readonly app?: App
  /** Of two that apply, the higher is the closer. */
  readonly rank: number
  /** With placeholders; empty where the gateway holds it. */
  readonly text: string
  readonly templateId?: string
  readonly entityId?: string
  readonly header?: string
  readonly variables: Readonly<Record<string, string>>
}

/** Where a text goes, and what the person reads. */
export type Destination = {
  readonly gateway: string
  readonly channel: Channel
  readonly country: string
  readonly language: string
  readonly app?: App
}

/** What takes the place of `{code}`, `{brand}` and `{host}`. */
export type Values = { readonly code: string; readonly brand: string; readonly host: string }

export const PLACEHOLDER = /\{(code|brand|host)\}/g

/**
 * Binds the code to the page's host, so that a browser offers it there and nowhere else: the form of
 * the last line in WICG, "Origin-bound one-time codes delivered via SMS".
 */
export const HOST_LINE = '@{host} #{code}'

/**
 * What is texted where the operator configures nothing. The code comes first, so that it shows in
 * the notification. SMS Retriever leaves 140 bytes, which are 70 characters of Hindi.
 */
const WORDINGS = [
  {
    language: 'en',
    text: '{code} is your {brand} code. Do not share it: we never ask for it.',
    android: '{code} is your {brand} code. Do not share it: we never ask for it.',
  },
  {
    language: 'hi',
    text: '{code} आपका {brand} कोड है। इसे किसी को न बताएँ। हम इसे कभी नहीं माँगते।',
    android: '{code} आपका {brand} कोड है। किसी को न बताएँ।',
  },
] as const

/** The templates that ship. Those for `android` lack the hash that ends them. */
export const SHIPPED: readonly Template[] = WORDINGS.flatMap(({ language, text, android }) => {
  const template = { language, rank: 0, variables: {} }
  return [
    { ...template, channel: 'sms', text: `${text}\n\n${HOST_LINE}` },
    { ...template, channel: 'sms', app: 'android', text: android },
    { ...template, channel: 'voice', text },
    { ...template, channel: 'whatsapp', text },
  ]
})

/**
 * The words by the closest template that applies: in the language asked for where that one is among
 * the closest, else in the first of theirs.
 */
export function wordsFor(
  templates: readonly Template[],
  destination: Destination,
  values: Values,
): Words {
  const applying = templates.filter((template) => applies(template, destination))
  const rank = Math.max(...applying.map((template) => template.rank))
  const closest = applying.filter((template) => template.rank === rank)
  const template = closest.find(({ language }) => language === destination.language) ?? closest[0]
  if (!template) throw new Error(`no template for ${destination.channel}`)
  const { language, templateId, entityId, header } = template
  const variables = Object.entries(template.variables).map(([name, value]) => [
    name,
    rendered(value, values),
  ])
  return {
    body: rendered(template.text, values),
    language,
    ...(templateId !== undefined && { templateId }),
    ...(entityId !== undefined && { entityId }),
    ...(header !== undefined && { header }),
    variables: Object.fromEntries(variables),
  }
}

/** A template's text with the values in it; the host without its port, as browsers compare it. */
export function rendered(text: string, { code, brand, host }: Values): string {
  const values: Readonly<Record<string, string>> = { code, brand, host: host.replace(/:.*/, '') }
  return text.replaceAll(PLACEHOLDER, (placeholder, name: string) => values[name] ?? placeholder)
}

/** The templates whose texts are billed as several segments, and why. */
export function costlyTemplates(
  templates: readonly Template[],
  values: Values,
): readonly (Pick<Template, 'gateway' | 'language'> & Pick<Segments, 'segments' | 'because'>)[] {
  return templates.flatMap(({ channel, gateway, language, text }) => {
    const { segments, because } = segmentsOf(rendered(text, values))
    if (channel !== 'sms' || segments === 1) return []
    return [
      {
        ...(gateway !== undefined && { gateway }),
        language,
        segments,
        ...(because !== undefined && { because }),
      },
    ]
  })
}

function applies(template: Template, { gateway, channel, country, app }: Destination): boolean {
  // SMS Retriever reads texts alone.
  const reader = channel === 'sms' ? app : undefined
  return (
    template.channel === channel &&
    template.app === reader &&
    (template.gateway ?? gateway) === gateway &&
    (template.country ?? country) === country
  )
}
