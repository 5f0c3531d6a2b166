import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LAYERS } from '../oxlint.config.ts'

const SMALL = `fetch('https://signup.example')`

/** Lists what `npm run check` must refuse, by the rule that does; each stands alone in a file. */
const FAULTS: readonly (readonly [what: string, file: string, source: string, rule: string])[] = [
  [
    'a random number that can be foretold',
    'src/signup/random.ts',
    'export const code = () => Math.random()',
    'no-restricted-properties',
  ],
  [
    'a token of a UUID, which has 122 random bits',
    'src/signup/tokens.ts',
    'export const token = () => crypto.randomUUID()',
    'no-restricted-properties',
  ],
  [
    'such a token by import',
    'src/platform/secrets.ts',
    "import { randomUUID } from 'node:crypto'\nexport const token = () => randomUUID()",
    'no-restricted-imports',
  ],
  [
    'markup made of text',
    'src/web/markup.ts',
    'export function show(at: HTMLElement, text: string) {\n  at.innerHTML = text\n}',
    'no-restricted-properties',
  ],
  [
    'markup inserted',
    'src/web/insert.ts',
    "export function show(at: HTMLElement, text: string) {\n  at.insertAdjacentHTML('beforeend', text)\n}",
    'no-restricted-properties',
  ],
  [
    'markup written',
    'src/web/write.ts',
    'export const show = (text: string) => document.write(text)',
    'no-restricted-properties',
  ],
  [
    'a promise that nobody waits for',
    'src/routes/floating.ts',
    'export function later(): void {\n  SMALL\n}',
    'no-floating-promises',
  ],
  [
    'a cycle of types',
    'src/phone/cycle.ts',
    "import type { B } from './other.ts'\nexport type A = { readonly b?: B }",
    'no-cycle',
  ],
]

const BELOW_3 = 'platform contract locales person phone'
const BELOW_4 = `${BELOW_3} bot-check identity limits sms otp`
const BELOW_5 = `${BELOW_4} config.ts objects.ts accounts guard signup traffic`
const BELOW_6 = `${BELOW_5} operators verification`

/** Lists what may be imported where; of phone the page may have two files alone, and of contract its types. */
const IMPORTS: Readonly<Record<string, string>> = {
  platform: '',
  contract: 'platform',
  locales: 'platform',
  person: 'phone/digits.ts',
  phone: 'platform',
  'bot-check': BELOW_3,
  identity: BELOW_3,
  limits: BELOW_3,
  sms: BELOW_3,
  otp: `${BELOW_3} limits sms`,
  'config.ts': BELOW_4,
  'objects.ts': `${BELOW_4} config.ts traffic`,
  accounts: `${BELOW_4} config.ts objects.ts`,
  guard: `${BELOW_4} config.ts objects.ts`,
  signup: `${BELOW_4} accounts config.ts objects.ts`,
  traffic: `${BELOW_4} config.ts objects.ts`,
  operators: BELOW_5,
  verification: BELOW_5,
  http: `hono ${BELOW_6}`,
  routes: `hono ${BELOW_6} http`,
  'app.ts': `hono ${BELOW_6} http routes`,
  'index.ts': `hono ${BELOW_6} app.ts`,
  build: `${BELOW_6} http routes app.ts index.ts`,
  web: 'phone/digits.ts phone/spelling.ts locales person',
}

/** Lists of what the page may import the types alone. */
const PAGE_TYPES = ['contract']

/** Lists what is imported everywhere to see whether the linter lets it pass, in this order. */
const TARGETS = ['hono', 'phone/digits.ts', 'phone/spelling.ts', ...Object.keys(IMPORTS)]

/** Names the file that imports every target, at a depth below a folder of src. */
const importer = (name: string, depth: number) =>
  name.endsWith('.ts') ? `src/${name}` : `src/${name}/${'deeper/'.repeat(depth)}imports.ts`

/** Imports a line a target, all but the importer's own folder: types, or all that there is. */
function importing(name: string, depth: number, types: boolean): string {
  const climb = name.endsWith('.ts') ? './' : '../'.repeat(depth + 1)
  return TARGETS.map((target) => {
    if (target === name) return ''
    const path = target.endsWith('.ts') ? climb + target : `${climb}${target}/file.ts`
    const from = target === 'hono' ? 'hono' : path
    return types ? `export type * from '${from}'` : `export * from '${from}'`
  }).join('\n')
}

type Finding = {
  readonly code: string
  readonly filename: string
  readonly labels: readonly { readonly span: { readonly line: number } }[]
}

let findings: readonly Finding[]

const planted = new Map(FAULTS.map(([, file, source]) => [file, source.replace('SMALL', SMALL)]))
  .set(
    'src/phone/other.ts',
    "import type { A } from './cycle.ts'\nexport type B = { readonly a?: A }",
  )
  .set('src/platform/clean.ts', 'export const clean = 1')
for (const name of Object.keys(IMPORTS)) {
  planted.set(importer(name, 0), importing(name, 0, true))
  if (!name.endsWith('.ts')) planted.set(importer(name, 3), importing(name, 3, false))
}

let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'neobank-lint-'))
  for (const file of ['oxlint.config.ts', 'tsconfig.json', 'package.json']) {
    await cp(file, join(project, file))
  }
  await symlink(resolve('node_modules'), join(project, 'node_modules'), 'junction')
  for (const [file, source] of planted) {
    await mkdir(dirname(join(project, file)), { recursive: true })
    await writeFile(join(project, file), `${source}\n`)
  }
  findings = await lint(project)
}, 60_000)

afterAll(() => rm(project, { recursive: true, force: true }))

/** Oxlint ends with a failure where it finds something; its report is the same. */
function lint(cwd: string): Promise<readonly Finding[]> {
  const args = [resolve('node_modules/oxlint/bin/oxlint'), '--format', 'json', 'src']
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 2 ** 26 }, (_, stdout) =>
      done((JSON.parse(stdout) as { diagnostics: readonly Finding[] }).diagnostics),
    )
  })
}

const found = (file: string, rule = '') =>
  findings.filter(({ filename, code }) => filename === file && code.includes(rule))

describe('lint', () => {
  it.each(FAULTS)('[R1, R38, R48, R62] refuses %s', (_, file, __, rule) => {
    expect(found(file, rule)).toHaveLength(1)
  })

  it('finds nothing where nothing is wrong', () => {
    expect(found('src/platform/clean.ts')).toEqual([])
  })
})

describe('the floors of src', () => {
  it('are those of every file and folder at its top', async () => {
    const others = new Set(['README.md', 'CONFIGURATION.md', 'decisions', 'env.d.ts'])
    const names = (await readdir('src')).filter((name) => !others.has(name))
    expect(names.toSorted()).toEqual(Object.keys(IMPORTS).toSorted())
    expect(Object.keys(LAYERS).toSorted()).toEqual(Object.keys(IMPORTS).toSorted())
  })

  it.each(Object.entries(IMPORTS))('%s imports only from below: %s', (name, imports) => {
    const allowed = new Set(imports.split(' '))
    if (allowed.has('phone')) allowed.add('phone/digits.ts').add('phone/spelling.ts')
    for (const depth of name.endsWith('.ts') ? [0] : [0, 3]) {
      // Only the file at depth 0 imports types alone.
      const types = name === 'web' && depth === 0 ? PAGE_TYPES : []
      const refused = TARGETS.filter(
        (target) =>
          target !== name &&
          !allowed.has(target) &&
          !types.includes(target) &&
          !target.startsWith(`${name}/`),
      )
      const restricted = found(importer(name, depth), 'no-restricted-imports')
      const lines = new Set(restricted.flatMap(({ labels }) => labels.map(({ span }) => span.line)))
      expect([...lines].map((line) => TARGETS[line - 1] ?? '').toSorted()).toEqual(
        refused.toSorted(),
      )
    }
  })
})

/** What a module keeps between requests in variables or collections of its own. */
function keptBy(source: string, file: string): readonly string[] {
  const declared = parseSync(file, source).program.body.map((statement) =>
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement,
  )
  return declared.flatMap((statement) => {
    if (statement?.type !== 'VariableDeclaration') return []
    return statement.declarations
      .filter(({ init }) => {
        const empty = init?.type === 'NewExpression' && init.arguments.length === 0
        return statement.kind !== 'const' || (empty && /new (Map|Set)\b/.test(text(source, init)))
      })
      .map(({ id }) => `${file}: ${text(source, id)}`)
  })
}

const text = (source: string, { start, end }: { start: number; end: number }) =>
  source.slice(start, end)

describe('the modules of the Worker', () => {
  it('[R62] keep nothing of one request for the next', async () => {
    const files = globSync('src/**/*.ts').filter((file) => !/^src.(web|build)/.test(file))
    expect(files.length).toBeGreaterThan(40)
    const kept = await Promise.all(
      files.map(async (file) => keptBy(await readFile(file, 'utf8'), file)),
    )
    expect(kept.flat()).toEqual([])
  })

  it('would be found to', () => {
    const source = 'let last = 0\nexport const seen = new Map<string, string>()\nconst FIXED = 1\n'
    expect(keptBy(source, 'a.ts')).toEqual(['a.ts: last', 'a.ts: seen'])
  })
})
