import { expect, it } from 'vitest'
import { databaseOf, SHARDS, shardOfHash } from '../../src/accounts/shards.ts'
import { sha256 } from '../../src/platform/secrets.ts'

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard)

it('a shard is the six highest bits of a hash', () => {
  expect(
    ['A', 'B', 'Z', 'a', '_'].map((first) => shardOfHash(`${first}${'A'.repeat(42)}`)),
  ).toEqual([0, 1, 25, 26, 63])
})

it('hashes fall on all shards alike', () => {
  const counts = new Map(ALL.map((shard) => [shard, 0]))
  for (let i = 0; i < 64_000; i++) {
    const shard = shardOfHash(sha256(String(i)))
    counts.set(shard, (counts.get(shard) ?? 0) + 1)
  }
  expect(Math.min(...counts.values())).toBeGreaterThan(800)
  expect(Math.max(...counts.values())).toBeLessThan(1200)
})

it.each([1, 2, 3, 64])('%i databases have each a range of the shards', (count) => {
  const databases = Array.from({ length: count }, (_, number) => number)
  const places = ALL.map((shard) => databaseOf(databases, shard))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(new Set(places).size).toBe(count)
  const sizes = databases.map((one) => places.filter((place) => place === one).length)
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
})

it('without a database there is none', () => {
  expect(() => databaseOf([], 0)).toThrow('without a database')
})
