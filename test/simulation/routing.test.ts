import { expect, test, vi } from 'vitest'
import { play as playOptions, PLAYING } from './play.ts'
import type { Comparison } from './routing-scenarios.ts'

vi.setConfig({ testTimeout: PLAYING })

const play = (scenario: string) => playOptions<Comparison>('--scenario', scenario)

test('where the best gateway differs by range, routing by result verifies more phones by their first text', async () => {
  const { order, result } = await play('differing')
  expect(result.byFirst - order.byFirst).toBeGreaterThan(0.03)
  expect(result.verified).toBeGreaterThan(order.verified)
  expect(result.textsPerPhone).toBeLessThan(order.textsPerPhone)
})

test('when the best gateway becomes bad, routing by result leaves it within an hour and a half', async () => {
  const { order, result, foundAfter } = await play('worsening')
  expect(foundAfter[0]).toBeLessThanOrEqual(90)
  expect(result.byFirst - order.byFirst).toBeGreaterThan(0.15)
  expect(result.verified - order.verified).toBeGreaterThan(0.05)
})

test('where half of all phones are an attacker’s, the best gateway still gets most texts', async () => {
  const { order, result, shares, bestByHour } = await play('attacked')
  // The attack comes in the third to the fifth hour.
  for (const share of bestByHour.slice(2)) expect(share).toBeGreaterThan(0.5)
  expect(order.byFirst - result.byFirst).toBeLessThan(0.05)
  for (const share of Object.values(shares)) expect(share).toBeGreaterThan(0.02)
})

test('a gateway that takes nothing for an hour is asked in vain for one text in ten at most', async () => {
  const { order, result } = await play('silent')
  // 800 phones come in that hour.
  for (const { notTaken } of [order, result]) expect(notTaken).toBeLessThan(80)
  for (const { verified } of [order, result]) expect(verified).toBeGreaterThan(0.78)
})
