import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'

const check = (cwd: string, ...options: readonly string[]) => {
  const script = resolve('src/build/packages.mjs')
  const { status, stderr } = spawnSync(process.execPath, [...options, script], { cwd })
  return { status, said: stderr.toString() }
}

it.each([
  ['on a Node that runs no TypeScript, as without install scripts', '.', '--no-strip-types'],
  ['where the packages for development are missing', tmpdir(), '--strip-types'],
])('%s, one line says why and what to do', (_, cwd, option) => {
  const { status, said } = check(cwd, option)
  expect(status).toBe(1)
  expect(said).toMatch(/^Packages are missing \(this is Node \d.*\): .*\. Run: npm ci .*\n$/)
})

it('where all packages are there, nothing is said', () => {
  expect(check('.')).toEqual({ status: 0, said: '' })
})
