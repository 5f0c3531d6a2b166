import { Buffer } from 'node:buffer'
import { isSupportedCountry } from 'libphonenumber-js/mobile'
import * as z from 'zod'
import { parseJson } from '../platform/body.ts'
import {
  list as listOf,
  readSettings,
  type SettingsResult,
  type Vars,
} from '../platform/settings.ts'
import { segmentsOf } from './segments.ts'
import { HOST_LINE, PLACEHOLDER, render, SHIPPED, type Template, type Values } from './templates.ts'

/** Holds the rest of the configuration that templates are checked against. */
export type TemplateSettings = {
  /** The names that a template may give for its gateway. */
  readonly gateways: ReadonlySet<string>
  /** Those in use; the first is the fallback. */
  readonly languages: readonly string[]
  /** Of the Android app, if any. */
  readonly retrieverHash?: string
  /** The longest there are. */
  readonly values: Values
}

/** Bounds the texts that SMS Retriever reads (Google, "Perform SMS Verification on a Server"). */
const RETRIEVER_BYTES = 140

/** Names the language that ships for where no other can go out. */
const LAST_RESORT = 'en'

/** Weighs what makes a template closer; their sum is its rank. */
const RANK = { own: 4, gateway: 2, country: 1 }

/** Matches BCP 47's language, script and region, as `en`, `hi` or `pt-BR`. */
const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/)

/** Refuses braces that are no placeholder of ours. */
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

/** Reads one of `SMS_TEMPLATES`. */
const template = z
  .strictObject({
    language: languageTag,
    channel: z.enum(['sms', 'whatsapp', 'voice']).default('sms'),
    gateway: z.string().optional(),
    country: z
      .string()
      .refine((code) => isSupportedCountry(code))
      .optional(),
    app: z.literal('android').optional(),
    text: text.optional(),
    entity_id: id.optional(),
    header: z
      .string()
      .regex(/^[\w+ -]{1,40}$/)
      .optional(),
    template_id: id.optional(),
    variables: z.record(z.string().regex(/^[\w-]{1,40}$/), wording).optional(),
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

const templates = z.array(template).refine((given) => {
  const kinds = given.map(({ language, channel, gateway, country, app }) =>
    [language, channel, gateway, country, app].join(),
  )
  return new Set(kinds).size === kinds.length
})

const tags = listOf
  .pipe(z.tuple([languageTag], languageTag))
  .refine((all) => new Set(all).size === all.length)

/** Reads what texts may be in; of the templates only that there are some (`readTemplates`). */
export const textForm = z.object({
  SMS_LANGUAGES: tags.default(['en', 'hi']).meta({
    description: 'languages that a text may be in; the first is the fallback',
  }),
  /** As Google computes it from the app's package and certificate: 11 characters of base64. */
  SMS_RETRIEVER_HASH: z
    .string()
    .regex(/^[A-Za-z0-9+/]{11}$/)
    .optional()
    .meta({ description: 'of your Android app, where it reads its texts by SMS Retriever' }),
  SMS_TEMPLATES: z.unknown().optional().meta({ description: 'texts of your own' }),
})

/** Holds what texts may be in and say. */
export type TextSettings = {
  /** The first is the fallback. */
  readonly languages: readonly [string, ...string[]]
  /** Ends the texts of our Android app, if any. */
  readonly retrieverHash?: string
  /** In the order of the languages. */
  readonly templates: readonly Template[]
}

/** Reads languages, hash and templates; names all that is wrong, whatever hides behind what. */
export function readTextSettings(
  vars: Vars,
  gateways: ReadonlySet<string>,
  values: Values,
): SettingsResult<TextSettings> {
  const read = readSettings(textForm, vars)
  const { SMS_LANGUAGES, SMS_RETRIEVER_HASH } = textForm.shape
  const retrieverHash = SMS_RETRIEVER_HASH.safeParse(vars.SMS_RETRIEVER_HASH).data
  const languages = SMS_LANGUAGES.safeParse(vars.SMS_LANGUAGES).data ?? []
  const result = readTemplates(vars.SMS_TEMPLATES, { gateways, languages, retrieverHash, values })
  if (read.ok && result.ok) {
    const { SMS_LANGUAGES: inUse } = read.settings
    return { ok: true, settings: { languages: inUse, retrieverHash, templates: result.settings } }
  }
  return { ok: false, unusable: [read, result].flatMap((one) => (one.ok ? [] : one.unusable)) }
}

/**
 * Reads `SMS_TEMPLATES`, a list or the same as JSON text, in the languages in use, and adds those
 * that ship where none of them always comes before. For every channel one applies everywhere.
 */
export function readTemplates(
  given: unknown,
  settings: TemplateSettings,
): SettingsResult<readonly Template[]> {
  const { gateways, languages, retrieverHash } = settings
  const { success, data, error } = templates.safeParse(
    typeof given === 'string' ? (parseJson(given) ?? null) : (given ?? []),
  )
  if (!success) return { ok: false, unusable: error.issues.map(placeOf) }
  const own = data.map(ownTemplate)
  const named = own.every(({ gateway }) => gateway === undefined || gateways.has(gateway))
  const hashNeeded = retrieverHash === undefined && own.some(({ app }) => app !== undefined)
  const listed = own.filter(({ language }) => languages.includes(language))
  const order = ({ language }: Template) => languages.indexOf(language)
  const all = [...listed, ...shippedBeside(listed, settings)]
    .map((one) => withHash(one, settings))
    .toSorted((a, b) => order(a) - order(b))
  const covered = new Set(all.filter(isText).map(({ language }) => language))
  const unusable = [
    ...(named && own.every((one) => fits(one, settings)) ? [] : ['SMS_TEMPLATES']),
    ...(hashNeeded ? ['SMS_RETRIEVER_HASH'] : []),
    ...(languages.every((language) => covered.has(language)) ? [] : ['SMS_LANGUAGES']),
  ]
  return unusable.length > 0 ? { ok: false, unusable } : { ok: true, settings: all }
}

/** Names the member of the list that is wrong, as `SMS_TEMPLATES[0].country`. */
function placeOf({ path }: z.core.$ZodIssue): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  return `SMS_TEMPLATES${steps.join('')}`
}

function hasCode(given: string): boolean {
  return given.includes('{code}')
}

/** Tells whether a line is, or was meant to be, the one that browsers read. */
function bindsHost(line: string): boolean {
  return /^\s*@/.test(line) || line.includes('@{host}')
}

function ownTemplate(given: z.infer<typeof template>): Template {
  const { text: words = '', entity_id, template_id, variables = {}, ...named } = given
  const rank =
    RANK.own +
    (named.gateway === undefined ? 0 : RANK.gateway) +
    (named.country === undefined ? 0 : RANK.country)
  return { ...named, rank, text: words, entityId: entity_id, templateId: template_id, variables }
}

/** Picks of each kind that ships those in a language in use, or else the last resort. */
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

/** Adds the hash that ends a text for an app; one that the gateway holds has it there. */
function withHash(one: Template, { retrieverHash = '' }: TemplateSettings): Template {
  if (one.app === undefined || one.text === '') return one
  return { ...one, text: `${one.text}\n${retrieverHash}` }
}

/** Tells whether SMS Retriever reads it, in whichever encoding its bytes are counted. */
function fits(one: Template, settings: TemplateSettings): boolean {
  if (one.app === undefined) return true
  const whole = render(withHash(one, settings).text, settings.values)
  const { encoding, units } = segmentsOf(whole)
  return Math.max(Buffer.byteLength(whole), encoding === 'UCS-2' ? 2 * units : 0) <= RETRIEVER_BYTES
}
