import { Buffer } from 'node:buffer'
import { isSupportedCountry } from 'libphonenumber-js/mobile'
import * as z from 'zod'
import { segmentsOf } from './segments.ts'
import {
  HOST_LINE,
  PLACEHOLDER,
  rendered,
  SHIPPED,
  type Template,
  type Values,
} from './templates.ts'

/** The rest of the configuration that templates are checked against. */
export type TemplateSettings = {
  /** The names that a template may give for its gateway. */
  readonly gateways: ReadonlySet<string>
  /** That may be used; the first is the fallback. */
  readonly languages: readonly string[]
  /** Of the Android app: absent where there is none. */
  readonly retrieverHash?: string
  /** The longest there are. */
  readonly values: Values
}

export type TemplatesResult =
  /** In the order of the languages. */
  | { readonly ok: true; readonly templates: readonly Template[] }
  /** The names of the vars that are missing or wrong. */
  | { readonly ok: false; readonly unusable: readonly string[] }

/** SMS Retriever reads no longer texts (Google, "Perform SMS Verification on a Server"). */
const RETRIEVER_BYTES = 140

/** The language of the texts that ship which goes out where no other can. */
const LAST_RESORT = 'en'

/** What a template is told apart by, the weightiest first: the operator's own, a gateway, a country. */
const RANK = { own: 4, gateway: 2, country: 1 }

/** A language tag of BCP 47: language, script and region, as `en`, `hi` or `pt-BR`. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/)

/** Whatever is left in braces is a placeholder that we do not know. */
const wording = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !/[{}]/.test(text.replaceAll(PLACEHOLDER, '')))

const text = wording.refine(hasCode).refine((given) => {
  const lines = given.split('\n')
  return lines.every(
    (line, at) => !bindsHost(line) || (line === HOST_LINE && at === lines.length - 1),
  )
})

const id = z.string().regex(/^\S{1,64}$/)

/** As it stands in `SMS_TEMPLATES`. */
const template = z
  .strictObject({
    language: languageTag,
    channel: z.enum(['sms', 'whatsapp', 'voice']).default('sms'),
    gateway: z.exactOptional(z.string()),
    country: z.exactOptional(z.string().refine((code) => isSupportedCountry(code))),
    app: z.exactOptional(z.literal('android')),
    text: z.exactOptional(text),
    entity_id: z.exactOptional(id),
    header: z.exactOptional(z.string().regex(/^[\w+ -]{1,40}$/)),
    template_id: z.exactOptional(id),
    variables: z.exactOptional(z.record(z.string().regex(/^[\w-]{1,40}$/), wording)),
  })
  // Variables are for a template that the gateway holds, and one of them brings the code.
  .refine(
    ({ variables, template_id }) =>
      variables === undefined ||
      (template_id !== undefined && Object.values(variables).some(hasCode)),
  )
  .refine((given) => given.text !== undefined || (given.gateway && given.variables))
  // SMS Retriever reads texts alone, and wants for its hash the line that browsers read.
  .refine(
    ({ app, channel, text: given = '' }) =>
      app === undefined || (channel === 'sms' && !given.endsWith(HOST_LINE)),
  )

const list = z.array(template).refine((given) => {
  const kinds = given.map(({ language, channel, gateway, country, app }) =>
    [language, channel, gateway, country, app].join(),
  )
  return new Set(kinds).size === kinds.length
})

/**
 * The templates that may be used: those of `SMS_TEMPLATES`, a list or the same as JSON text, that are
 * in a language that may be used; and those that ship where none of them always comes before. For
 * every channel one applies everywhere.
 */
export function readTemplates(given: unknown, settings: TemplateSettings): TemplatesResult {
  const { gateways, languages, retrieverHash } = settings
  const { success, data, error } = list.safeParse(
    typeof given === 'string' ? json(given) : (given ?? []),
  )
  if (!success) return { ok: false, unusable: error.issues.map(placeOf) }
  const own = data.map(ownTemplate)
  const known = own.every(({ gateway }) => gateway === undefined || gateways.has(gateway))
  const hashNeeded = retrieverHash === undefined && own.some(({ app }) => app !== undefined)
  const listed = own.filter(({ language }) => languages.includes(language))
  const order = ({ language }: Template) => languages.indexOf(language)
  const templates = [...listed, ...shippedBeside(listed, settings)]
    .map((one) => ended(one, settings))
    .toSorted((a, b) => order(a) - order(b))
  const texted = new Set(templates.filter(isText).map(({ language }) => language))
  const unusable = [
    ...(known && own.every((one) => fits(one, settings)) ? [] : ['SMS_TEMPLATES']),
    ...(hashNeeded ? ['SMS_RETRIEVER_HASH'] : []),
    ...(languages.every((language) => texted.has(language)) ? [] : ['SMS_LANGUAGES']),
  ]
  return unusable.length > 0 ? { ok: false, unusable } : { ok: true, templates }
}

/** The member of the list that is wrong, as `SMS_TEMPLATES[0].country`. */
function placeOf({ path }: z.core.$ZodIssue): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return `SMS_TEMPLATES${steps.join('')}`
}

function json(given: string): unknown {
  try {
    return JSON.parse(given)
  } catch {
    return undefined
  }
}

function hasCode(given: string): boolean {
  return given.includes('{code}')
}

/** Whether a line is, or was meant to be, the one that browsers read. */
function bindsHost(line: string): boolean {
  return /^\s*@/.test(line) || line.includes('@{host}')
}

function ownTemplate(given: z.infer<typeof template>): Template {
  const { text: words = '', entity_id, template_id, variables = {}, ...named } = given
  const rank =
    RANK.own +
    (named.gateway === undefined ? 0 : RANK.gateway) +
    (named.country === undefined ? 0 : RANK.country)
  return {
    ...named,
    rank,
    text: words,
    ...(entity_id !== undefined && { entityId: entity_id }),
    ...(template_id !== undefined && { templateId: template_id }),
    variables,
  }
}

/** Of each kind that ships, those in a language that may be used, or the last resort. */
function shippedBeside(own: readonly Template[], settings: TemplateSettings): readonly Template[] {
  const needed = SHIPPED.filter(
    (one) =>
      (one.app === undefined || settings.retrieverHash !== undefined) &&
      !own.some((other) => other.rank === RANK.own && sameKind(other, one)),
  )
  const usable = needed.filter(
    (one) => settings.languages.includes(one.language) && fits(one, settings),
  )
  return needed.filter((one) =>
    usable.some((other) => sameKind(other, one))
      ? usable.includes(one)
      : one.language === LAST_RESORT,
  )
}

function isText({ channel, app }: Template): boolean {
  return channel === 'sms' && app === undefined
}

function sameKind(a: Template, b: Template): boolean {
  return a.channel === b.channel && a.app === b.app
}

/** With the hash that ends a text for an app. One that the gateway holds has it there. */
function ended(one: Template, { retrieverHash = '' }: TemplateSettings): Template {
  if (one.app === undefined || one.text === '') return one
  return { ...one, text: `${one.text}\n${retrieverHash}` }
}

/** Whether SMS Retriever reads it, where it is to: in whichever encoding its bytes are counted. */
function fits(one: Template, settings: TemplateSettings): boolean {
  if (one.app === undefined) return true
  const whole = rendered(ended(one, settings).text, settings.values)
  const { encoding, units } = segmentsOf(whole)
  return Math.max(Buffer.byteLength(whole), encoding === 'UCS-2' ? 2 * units : 0) <= RETRIEVER_BYTES
}
