import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** What `npm run check` must not let pass, by the file that it is planted in. */
const PLANTED = {
  'src/signup/random.ts': 'export const code = () => Math.random()\n',
  'src/signup/tokens.ts': 'export const token = () => crypto.randomUUID()\n',
  'src/platform/secrets.ts':
    "import { randomUUID } from 'node:crypto'\nexport const token = () => randomUUID()\n",
  'src/web/markup.ts':
    'export function show(at: HTMLElement, text: string) {\n  at.innerHTML = text\n}\n',
  'src/web/insert.ts':
    "export function show(at: HTMLElement, text: string) {\n  at.insertAdjacentHTML('beforeend', text)\n}\n",
  'src/routes/floating.ts':
    "export function later(): void {\n  fetch('https://signup.example')\n}\n",
  'src/phone/http.ts': "import { Hono } from 'hono'\nexport const app = new Hono()\n",
  'src/clean.ts': 'export const clean = 1\n',
}

const folder = {
  path: '',
  /** The rules that each planted file breaks. */
  findings: new Map<string, readonly string[]>(),
}

beforeAll(async () => {
  folder.path = await mkdtemp(join(tmpdir(), 'neobank-lint-'))
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) {
    await cp(file, join(folder.path, file))
  }
  await symlink(resolve('node_modules'), join(folder.path, 'node_modules'), 'junction')
  for (const [file, source] of Object.entries(PLANTED)) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true })
    await writeFile(join(folder.path, file), source)
  }
  const { diagnostics } = await lint(folder.path)
  for (const file of Object.keys(PLANTED)) {
    const codes = diagnostics.filter(({ filename }) => filename === file).map(({ code }) => code)
    folder.findings.set(file, codes)
  }
}, 60_000)

afterAll(() => rm(folder.path, { recursive: true, force: true }))

type Report = {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[]
}

/** Oxlint ends with a failure where it finds something; its report is the same. */
function lint(cwd: string): Promise<Report> {
  const args = [resolve('node_modules/oxlint/bin/oxlint'), '--format', 'json', 'src']
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd }, (_, stdout) => done(JSON.parse(stdout)))
  })
}

describe('lint', () => {
  it.each([
    ['a random number that can be foretold', 'src/signup/random.ts', 'no-restricted-properties'],
    ['a token of a UUID, which has 122 random bits', 'src/signup/tokens.ts', 'no-restricted-prop'],
    ['such a token by import', 'src/platform/secrets.ts', 'no-restricted-imports'],
    ['markup made of text', 'src/web/markup.ts', 'no-restricted-properties'],
    ['markup inserted', 'src/web/insert.ts', 'no-restricted-properties'],
    ['a promise that nobody waits for', 'src/routes/floating.ts', 'no-floating-promises'],
    ['a rule that knows of HTTP', 'src/phone/http.ts', 'no-restricted-imports'],
  ])('[R1, R38, R48, R62] refuses %s', (_, file, rule) => {
    const found = folder.findings.get(file) ?? []
    expect(found.filter((code) => code.includes(rule))).toHaveLength(1)
  })

  it('finds nothing where nothing is wrong', () => {
    expect(folder.findings.get('src/clean.ts')).toEqual([])
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
