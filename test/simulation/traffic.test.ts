import { expect, test, vi } from 'vitest'
import { play as playOptions, PLAYING } from './play.ts'
import type { Report } from './scenarios.ts'

vi.setConfig({ testTimeout: PLAYING })

const play = (scenario: string) => playOptions<Report>('--scenario', scenario)

/** Everybody who came to verify did. */
function expectAllVerified({ people }: Report, ...kinds: readonly string[]) {
  const missing = kinds.map((kind) => (people[kind]?.came ?? 0) - (people[kind]?.verified ?? 0))
  expect(kinds.map((kind) => people[kind]?.came ?? 0)).not.toContain(0)
  expect(missing).toEqual(kinds.map(() => 0))
}

test('ten thousand numbers pumped of one range from 2,500 networks are stopped', async () => {
  const report = await play('pumping')
  const [first] = report.closed
  // Each of four monitors judges by the addresses it sees; the first after a quarter of an hour.
  expect(first?.minute).toBeLessThanOrEqual(15)
  expect(first?.textsBefore.pumped).toBeLessThanOrEqual(700)
  expect(report.closed[3]?.minute).toBeLessThanOrEqual(60)
  // The rest is the trickle of one a minute and monitor, and what passes until a monitor whose
  // closing has run out has seen enough to close again: of 10,000, at most 4,500 in all.
  expect(report.texts.pumped).toBeLessThanOrEqual(4500)
  expect(new Set(report.closed.map(({ range }) => range))).toEqual(new Set(['981100']))
  expectAllVerified(report, 'honest', 'neighbour')
})

test('honest ranges do not close, well as they convert or badly', async () => {
  const report = await play('honestRanges')
  expect(report.closed).toEqual([])
  expect(report.texts.honest).toBeGreaterThan(2300)
  expectAllVerified(report, 'honest')
})

test('a college of 500 signs up behind one IPv4 address in an afternoon', async () => {
  const report = await play('college')
  expect(report.people.honest).toEqual({ came: 500, verified: 500 })
  expect(report.addressesHeld).toBe(0)
})

test('an attacker at five networks closes no range in which others have their numbers', async () => {
  const report = await play('rangeMalice')
  expect(report.texts.malice).toBeGreaterThan(500)
  expect(report.closed).toEqual([])
  expectAllVerified(report, 'honest', 'neighbour')
})

test('an attacker inside a college does not have its address held', async () => {
  const report = await play('addressMalice')
  expect(report.texts.malice).toBeGreaterThan(200)
  expect(report.addressesHeld).toBe(0)
  expectAllVerified(report, 'student')
})

test('an hour in which no gateway answers closes no range and holds no address', async () => {
  const report = await play('outage')
  expect(report.closed).toEqual([])
  expect(report.addressesHeld).toBe(0)
  expectAllVerified(report, 'honest', 'student')
})

test("a country's budget holds back unknown networks first", async () => {
  const report = await play('budget')
  // Of 1,500 texts wanted in the hour: four fifths of the budget of 400, and the trickle.
  expect(report.texts.flood).toBeGreaterThan(300)
  expect(report.texts.flood).toBeLessThanOrEqual(450)
  expect(report.people['known, before']).toEqual({ came: 160, verified: 160 })
  expect(report.people['known, during']?.verified).toBeGreaterThanOrEqual(57)
})
