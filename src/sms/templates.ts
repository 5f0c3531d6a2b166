import * as LOCALES from '../locales/locales.ts'
import type { Channel, Words } from './gateway.ts'
import { segmentsOf, type Segments } from './segments.ts'

/** Names an app that reads its texts itself, by the hash that ends them (SMS Retriever). */
export type App = 'android'

/** Holds the words of a text in one language, for any gateway, country and app it does not name. */
export type Template = {
  readonly language: string
  readonly channel: Channel
  readonly gateway?: string
  readonly country?: string
  readonly app?: App
  /** The highest of those that apply goes out. */
  readonly rank: number
  /** With placeholders; empty where the gateway holds it. */
  readonly text: string
  readonly templateId?: string
  readonly entityId?: string
  readonly header?: string
  readonly variables: Readonly<Record<string, string>>
}

/** Describes where a text goes, and what the person reads. */
export type Destination = {
  readonly gateway: string
  readonly channel: Channel
  readonly country: string
  readonly language: string
  readonly app?: App
}

/** Fills `{code}`, `{brand}` and `{host}`. */
export type Values = { readonly code: string; readonly brand: string; readonly host: string }

export const PLACEHOLDER = /\{(code|brand|host)\}/g

/**
 * Binds the code to the page's host, so that a browser offers it nowhere else: the last line of
 * WICG, "Origin-bound one-time codes delivered via SMS".
 */
export const HOST_LINE = '@{host} #{code}'

const ALL = Object.values(LOCALES)

/** Lists the templates that ship. Those for `android` lack the hash that ends them. */
export const SHIPPED: readonly Template[] = ALL.flatMap(({ locale, texts }) => {
  const template = { language: locale.tag, rank: 0, variables: {} }
  const text = texts.code('{code}', '{brand}')
  const android = texts.codeForApp('{code}', '{brand}')
  return [
    { ...template, channel: 'sms', text: `${text}\n\n${HOST_LINE}` },
    { ...template, channel: 'sms', app: 'android', text: android },
    { ...template, channel: 'voice', text },
    { ...template, channel: 'whatsapp', text },
  ]
})

/**
 * Fills the closest template that applies: in the destination's language where it is among the
 * closest, else in the first of theirs.
 */
export function wordsFor(
  templates: readonly Template[],
  destination: Destination,
  values: Values,
): Words {
  const candidates = templates.filter((template) => applies(template, destination))
  const rank = Math.max(...candidates.map((template) => template.rank))
  const closest = candidates.filter((template) => template.rank === rank)
  const template = closest.find(({ language }) => language === destination.language) ?? closest[0]
  if (!template) throw new Error(`no template for ${destination.channel}`)
  const { language, templateId, entityId, header } = template
  const variables = Object.fromEntries(
    Object.entries(template.variables).map(([name, value]) => [name, render(value, values)]),
  )
  return { body: render(template.text, values), language, templateId, entityId, header, variables }
}

/** Fills a template's text; the host without its port, as browsers compare it. */
export function render(text: string, { code, brand, host }: Values): string {
  const values: Readonly<Record<string, string>> = { code, brand, host: host.replace(/:.*/, '') }
  return text.replaceAll(PLACEHOLDER, (placeholder, name: string) => values[name] ?? placeholder)
}

/** Lists the templates whose texts are billed as several segments, and why. */
export function costlyTemplates(
  templates: readonly Template[],
  values: Values,
): readonly (Pick<Template, 'gateway' | 'language'> & Pick<Segments, 'segments' | 'because'>)[] {
  return templates.flatMap(({ channel, gateway, language, text }) => {
    const { segments, because } = segmentsOf(render(text, values))
    return channel === 'sms' && segments > 1 ? [{ gateway, language, segments, because }] : []
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
