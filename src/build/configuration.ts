import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { turnstileForm } from '../bot-check/turnstile.ts'
import { generalForm } from '../config.ts'
import { DIGILOCKER_KINDS } from '../identity/aadhaar/digilockers.ts'
import { aadhaarVerifiersForm } from '../identity/aadhaar/verifiers.ts'
import { PAN_VERIFIER_KINDS, panVerifierForm } from '../identity/pan/verifiers.ts'
import { setuForm } from '../identity/setu.ts'
import { fictitiousForm } from '../phone/fictitious.ts'
import { GATEWAY_KINDS, gatewaysForm } from '../sms/gateways.ts'
import { textForm } from '../sms/read-templates.ts'

/** Names the file that git keeps; `npx node src/build/configuration.ts` writes it. */
export const CONFIGURATION = 'src/CONFIGURATION.md'

const HEAD = `# Configuration

Made by \`npx node src/build/configuration.ts\` from the settings' own forms; a test holds it to them.

Set vars in [wrangler.toml](../wrangler.toml), secrets with \`npx wrangler secret put NAME\`. \`npm run dev\` makes \`.dev.vars\` with random secrets where there is none; the names of secrets are in [.env.example](../.env.example). A var left empty is one that was not set. While one is missing or wrong the API answers 503, and \`/healthz\` names it.
`

type Section = readonly [title: string, more: string, form: z.ZodType]

const gateway = (name: string): z.ZodType => GATEWAY_KINDS.get(name)?.form(true) ?? z.object({})

const SECTIONS: readonly Section[] = [
  ['The service', 'How to make and rotate keys: [runbook](operators/README.md).', generalForm],
  ['Texts', '[The words](sms/README.md#the-words).', textForm],
  ['Gateways', '[How to go live with each](sms/gateways/README.md).', gatewaysForm],
  ...[...GATEWAY_KINDS.keys()]
    .filter((name) => name !== 'console')
    .map((name): Section => [
      `The gateway \`${name}\``,
      'Needed where `SMS_GATEWAYS` names it.',
      gateway(name),
    ]),
  ['Aadhaar', '[What each way does](identity/README.md).', aadhaarVerifiersForm],
  ['PAN', '[What each register tells](identity/pan/README.md).', panVerifierForm],
  ['Setu', 'Needed where `setu` verifies Aadhaar or PAN.', setuForm(true)],
  ...ofVerifiers('AADHAAR_VERIFIERS', DIGILOCKER_KINDS),
  ...ofVerifiers('PAN_VERIFIER', PAN_VERIFIER_KINDS),
  ['The bot check', '[What it does](bot-check/README.md).', turnstileForm({}, true)],
  [
    'Fictitious numbers',
    '[What they are](phone/README.md#fictitious-numbers).',
    fictitiousForm(true),
  ],
]

/** Makes a section of each verifier that has settings of its own; the sandbox has none. */
function ofVerifiers(
  list: string,
  kinds: ReadonlyMap<string, { readonly form: (development: boolean) => z.ZodType }>,
): readonly Section[] {
  return [...kinds]
    .filter(([name]) => name !== 'sandbox')
    .map(([name, { form }]) => [
      `\`${name}\` of \`${list}\``,
      `Needed where \`${list}\` names it.`,
      form(true),
    ])
}

/** Lists every var and secret that a form reads, by name. */
export function settingNames(): readonly string[] {
  return SECTIONS.flatMap(([, , form]) => Object.keys(shapeOf(form)))
}

/** Makes the text of the file. */
export function configurationText(): string {
  const sections = SECTIONS.map(
    ([title, more, form]) => `
## ${title}

${more}

| name | kind | meaning | default |
| --- | --- | --- | --- |
${Object.entries(shapeOf(form)).map(rowOf).join('\n')}
`,
  )
  return HEAD + sections.join('')
}

function rowOf([name, setting]: [string, z.core.$ZodType]): string {
  const { description } = z.globalRegistry.get(setting) ?? {}
  if (description === undefined) throw new Error(`${name} has no description`)
  return `| \`${name}\` | ${kindOf(name)} | ${description} | ${defaultOf(setting)} |`
}

/** Tells where a value is set: a var stands in wrangler.toml, a stand-in in .dev.vars alone. */
function kindOf(name: string): string {
  if (/_ORIGIN$|^ENVIRONMENT$/.test(name)) return '.dev.vars'
  const isVar = new RegExp(`^(# )?(\\[\\[vars\\.)?${name}\\b`, 'm')
  return isVar.test(readFileSync('wrangler.toml', 'utf8')) ? 'var' : 'secret'
}

function defaultOf(setting: z.core.$ZodType): string {
  if (!(setting instanceof z.ZodDefault))
    return setting instanceof z.ZodOptional ? 'none' : 'required'
  const { defaultValue } = setting.def
  if (defaultValue instanceof Map || String(defaultValue) === '') return 'none'
  return `\`${String(defaultValue)}\``
}

/** Finds the members of a form, which may hand them on to a transformation. */
function shapeOf(form: z.core.$ZodType): z.core.$ZodShape {
  if (form instanceof z.ZodPipe) return shapeOf(form.in)
  if (form instanceof z.ZodObject) return form.shape
  throw new Error('a form of settings is no object')
}

if (import.meta.main) writeFileSync(CONFIGURATION, configurationText())
