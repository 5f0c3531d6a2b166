import { defineConfig, type OxlintOverride } from 'oxlint'

type Layer = {
  readonly floor: number
  /** Lists what it imports of its own floor. */
  readonly beside?: readonly string[]
}

type Property = { readonly object?: string; readonly property: string; readonly message: string }

/** Gives each folder and file of src its floor: it imports from those below and none above. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  platform: { floor: 1 },
  contract: { floor: 2 },
  locales: { floor: 2 },
  // The page has all of it, so that it takes nothing but phone/digits.ts.
  person: { floor: 2, beside: ['phone'] },
  phone: { floor: 2 },
  'bot-check': { floor: 3 },
  identity: { floor: 3 },
  limits: { floor: 3 },
  otp: { floor: 3, beside: ['limits', 'sms'] },
  sms: { floor: 3 },
  'config.ts': { floor: 4 },
  'objects.ts': { floor: 4, beside: ['config.ts', 'traffic'] },
  accounts: { floor: 4, beside: ['config.ts', 'objects.ts'] },
  guard: { floor: 4, beside: ['config.ts', 'objects.ts'] },
  signup: { floor: 4, beside: ['accounts', 'config.ts', 'objects.ts'] },
  traffic: { floor: 4, beside: ['config.ts', 'objects.ts'] },
  operators: { floor: 5 },
  verification: { floor: 5 },
  http: { floor: 6 },
  routes: { floor: 6, beside: ['http'] },
  'app.ts': { floor: 6, beside: ['http', 'routes'] },
  'index.ts': { floor: 6, beside: ['app.ts'] },
  build: { floor: 7 },
  // The page: of the server's code it takes locales/, person/, phone/digits and spelling, contract/'s types.
  web: { floor: 7 },
}

const HTTP_FLOOR = 6

const PHONE_DIGITS = {
  group: ['**/phone/*', '!**/phone/digits.ts'],
  message: 'Only phone/digits.',
}
const PAGE_IMPORTS = [
  {
    group: ['**/phone/*', '!**/phone/digits.ts', '!**/phone/spelling.ts'],
    message: 'Only phone/digits and phone/spelling: the rest brings the library.',
  },
  {
    group: ['**/contract/*'],
    allowTypeImports: true,
    message: 'Only its types, or zod comes too.',
  },
]
const HONO = {
  group: ['hono', 'hono/*', '@hono/*'],
  message: 'Only http/, routes/ and app.ts know of HTTP.',
}
const RANDOM_UUID = 'A token has 256 random bits: use randomToken.'
const MATH_RANDOM = {
  object: 'Math',
  property: 'random',
  message: 'Not random enough for anything here: use node:crypto.',
}
const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'write'].map(
  (property) => ({
    object: property === 'write' ? 'document' : undefined,
    property,
    message: 'Markup from text is how scripts get in: use textContent.',
  }),
)

function mayImport(from: string, to: string): boolean {
  const [importer, imported] = [LAYERS[from], LAYERS[to]]
  if (!importer || !imported) return false
  if (from === 'web') return ['phone', 'contract', 'locales', 'person'].includes(to)
  if (from === 'person') return to === 'phone'
  return imported.floor < importer.floor || Boolean(importer.beside?.includes(to))
}

/** Restricts the imports of one folder: an override a depth, as a path says how far it climbs. */
function importsOf(name: string, { floor }: Layer): OxlintOverride[] {
  const forbidden = Object.keys(LAYERS).filter((to) => to !== name && !mayImport(name, to))
  const names = forbidden.map((to) => to.replace('.', '\\.')).join('|')
  const layer = (climb: string) => ({
    regex: `^${climb}(${names})(/|$)`,
    message: `${name} imports from the floors below it: LAYERS in oxlint.config.ts.`,
  })
  const places = name.endsWith('.ts')
    ? [{ file: `src/${name}`, climb: '\\./' }]
    : ['', '*/', '*/*/', '*/*/*/'].map((deeper, depth) => ({
        file: `src/${name}/${deeper}*.{ts,tsx}`,
        climb: `(\\.\\./){${depth + 1}}`,
      }))
  return places.map(({ file, climb }) => ({
    files: [file],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            layer(climb),
            ...(floor === HTTP_FLOOR ? [] : [HONO]),
            ...(name === 'web' ? PAGE_IMPORTS : []),
            ...(name === 'person' ? [PHONE_DIGITS] : []),
          ],
          paths: [{ name: 'node:crypto', importNames: ['randomUUID'], message: RANDOM_UUID }],
        },
      ],
    },
  }))
}

/** Restricts properties: of two such overrides for a file, the later one replaces the other. */
function propertiesOf(files: string[], more: Property[] = []): OxlintOverride {
  return { files, rules: { 'no-restricted-properties': ['error', MATH_RANDOM, ...more] } }
}

export default defineConfig({
  plugins: ['typescript', 'import', 'promise', 'unicorn', 'oxc'],
  options: { typeAware: true },
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['static/assets'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-explicit-any': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    // A statement of SQL is a template: src/traffic/sql.ts.
    'no-unused-expressions': ['error', { allowTaggedTemplates: true }],
    'no-await-in-loop': 'off',
    'consistent-return': 'off',
  },
  overrides: [
    {
      files: ['test/**'],
      rules: {
        'typescript/no-unsafe-type-assertion': 'off',
        'oxc/no-map-spread': 'off',
        'oxc/no-accumulating-spread': 'off',
      },
    },
    ...Object.entries(LAYERS).flatMap(([name, layer]) => importsOf(name, layer)),
    propertiesOf(['src/**']),
    propertiesOf(
      ['src/{otp,signup}/**', 'src/platform/secrets.ts'],
      [{ object: 'crypto', property: 'randomUUID', message: RANDOM_UUID }],
    ),
    propertiesOf(['src/web/**'], MARKUP),
  ],
})
