import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONFIGURATION, configurationText, settingNames } from '../src/build/configuration.ts'

const read = (path: string) => readFileSync(path, 'utf8')

const DOCUMENTS = ['*.md', '.github/**/*.md', 'src/**/*.md', 'test/**/*.md']
  .flatMap((pattern) => globSync(pattern, { exclude: (name) => name.includes('node_modules') }))
  .toSorted()

/** Makes the anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
  return words.trim().replaceAll(' ', '-')
}

function anchorsOf(path: string): readonly string[] {
  const prose = read(path).replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

/** Lists the links of a document that lead nowhere in this repository. */
function deadLinks(document: string): readonly string[] {
  const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? document : join(dirname(document), path)
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(target).includes(anchor)
    })
}

describe('the documents', () => {
  it('begin with a README of at most 8 KB', () => {
    expect(statSync('README.md').size).toBeLessThanOrEqual(8192)
  })

  it.each(DOCUMENTS)('%s has no link that leads nowhere', (document) => {
    expect(deadLinks(document)).toEqual([])
  })

  it('are in every folder of src', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((one) => one.isDirectory())
    const without = folders.filter(({ name }) => !existsSync(join('src', name, 'README.md')))
    expect(without.map(({ name }) => name)).toEqual([])
  })

  it('tell every command apart, of which there are at most twelve', () => {
    const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)
    const contributing = read('.github/CONTRIBUTING.md')
    expect(scripts.length).toBeLessThanOrEqual(12)
    expect(scripts.filter((name) => !contributing.includes(name))).toEqual([])
  })

  it('say what every event of the log means', () => {
    const union = /type EventName =((?:\s+\| '\w+')+)/.exec(read('src/platform/log.ts'))?.[1] ?? ''
    const events = [...union.matchAll(/'(\w+)'/g)].map(([, name = '']) => name)
    const runbook = read('src/operators/README.md')
    expect(events.length).toBeGreaterThan(20)
    expect(events.filter((name) => !runbook.includes(`\`${name}\``))).toEqual([])
  })
})

describe('the configuration', () => {
  it('is written down as its forms are: else run npx node src/build/configuration.ts', () => {
    expect(read(CONFIGURATION)).toBe(configurationText())
  })

  it('has every var and secret of wrangler.toml and .env.example, and no other', () => {
    const vars = /^\[vars\]\n([\s\S]*?)^\[/m.exec(read('wrangler.toml'))?.[1] ?? ''
    const set = `${vars}\n${read('.env.example')}`.matchAll(/^([A-Z][A-Z0-9_]*) ?=/gm)
    const names = new Set([...set].map(([, name = '']) => name))
    expect(settingNames().toSorted()).toEqual([...names].toSorted())
  })
})

it('the workflow runs .ci/run, with actions pinned by their whole hash', () => {
  const workflow = read('.github/workflows/check.yml')
  const uses = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action)
  expect(uses).not.toEqual([])
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
  expect(workflow).toMatch(/^ +- run: \.ci\/run$/m)
})
