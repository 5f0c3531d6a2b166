import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OWN_NAMES } from '../../src/build/own-names.ts'

test('no name that the build makes short is a member of a request or reply', async () => {
  const members = new Set(membersOf(JSON.parse(await readFile('static/openapi.json', 'utf8'))))
  expect(members).toContain('attempts_left')
  expect(OWN_NAMES.length).toBeGreaterThan(50)
  expect(OWN_NAMES.filter((name) => members.has(name))).toEqual([])
})

/** Lists the members that schemas anywhere in a document have. */
function membersOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [
    ...(key === 'properties' ? Object.keys(one as object) : []),
    ...membersOf(one),
  ])
}
