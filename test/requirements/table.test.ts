import { describe, expect, it } from 'vitest'
import { faultsOf, REQUIREMENTS } from './table.ts'

const TITLES = new Map([['test/a.test.ts', ['codes › are even', 'alone', 'a | b']]])

const PROOF = '`test/a.test.ts › alone`'

/** A table that is in order, but for the rows given: several by their number, or none. */
function faults(changed: Readonly<Record<number, readonly string[]>> = {}): readonly string[] {
  const rows = Array.from({ length: REQUIREMENTS }, (_, i) => i + 1).flatMap((number) =>
    (changed[number] ?? [PROOF]).map((proof) => `| ${number} | what it asks | ${proof} |`),
  )
  const head = ['# Requirements', '', '| no. | what | proved by |', '| --- | --- | --- |']
  return faultsOf([...head, ...rows, ''].join('\n'), (file) => TITLES.get(file))
}

const missing = (proof: string) => faults({ 9: [proof] })

describe('a table of requirements', () => {
  it('is in order where every number has one row with tests that exist', () => {
    expect(faults()).toEqual([])
    expect(faults({ 3: [`${PROOF}<br>\`test/a.test.ts › codes › are even\``] })).toEqual([])
    expect(faults({ 3: ['`test/a.test.ts › a \\| b`'] })).toEqual([])
  })

  it('may give a reason instead of a test', () => {
    expect(faults({ 37: ['Does not apply: there are no accounts yet.'] })).toEqual([])
  })

  it('fails where a number is missing, doubled or unknown', () => {
    expect(faults({ 5: [] })).toEqual(['5: has no row'])
    expect(faults({ 5: [PROOF, PROOF] })).toEqual(['5: has two rows'])
    const more = faultsOf('| 67 | more | because it is |', () => [])
    expect(more).toHaveLength(REQUIREMENTS + 1)
    expect(more).toContain('67: there is no such requirement')
  })

  it('fails where a test does not exist, in all its title or its file', () => {
    expect(missing('`test/a.test.ts › are even`')).toEqual([
      '9: test/a.test.ts has no test "are even"',
    ])
    expect(missing('`test/a.test.ts › codes`')).toEqual(['9: test/a.test.ts has no test "codes"'])
    expect(missing('`test/b.test.ts › alone`')).toEqual(['9: there is no file test/b.test.ts'])
    expect(missing(`${PROOF}<br>\`test/a.test.ts › gone\``)).toEqual([
      '9: test/a.test.ts has no test "gone"',
    ])
    expect(missing('A reason, and `test/a.test.ts › gone`')).toHaveLength(1)
  })

  it('fails where a test is named in another form, that nothing would check', () => {
    const fault = '9: names a test in no form that can be checked'
    expect(faults({ 9: ['`test/a.test.ts > alone`'] })).toEqual([fault])
    expect(faults({ 9: [`${PROOF}<br>\`test/a.test.ts\``] })).toEqual([fault])
  })

  it('fails where there is neither test nor reason, or one is pending', () => {
    const fault = '9: has neither a test nor a reason'
    expect(faults({ 9: [''] })).toEqual([fault])
    expect(faults({ 9: ['—'] })).toEqual([fault])
    expect(faults({ 9: ['pending'] })).toEqual(['9: is pending'])
    expect(faults({ 9: [`${PROOF}<br>pending`] })).toEqual(['9: is pending'])
  })
})
