import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { configOf } from '../../src/config.ts'
import type { AddressNames } from '../../src/limits/address-names.ts'
import { countryReport } from '../../src/operators/report.ts'
import { monitorName } from '../../src/traffic/shard.ts'
import { HOUR, MINUTE } from '../../src/platform/time.ts'
import { stopClock } from '../support/clock.ts'
import { ipv4, newPhones, range, stored, text, textEvent, verify } from '../support/monitor.ts'

const { pass } = stopClock()

const { trafficShards } = configOf(env)

/** The report of a country of a test's own. */
const reportOf = (country: string) =>
  countryReport(env.TRAFFIC_MONITOR, country, trafficShards, (_, cause) => {
    throw cause
  })

const nameOf = (country: string, asker: AddressNames) => monitorName(country, asker, trafficShards)

it('a country is the sum of what its monitors counted, whichever address asked', async () => {
  const addresses = Array.from({ length: 40 }, ipv4)
  for (const asker of addresses) {
    const monitor = env.TRAFFIC_MONITOR.getByName(nameOf('IN', asker))
    const [one = '', two = ''] = newPhones(2)
    await text(monitor, asker, [one, two])
    await verify(monitor, asker, [one])
  }
  expect(new Set(addresses.map((one) => nameOf('IN', one))).size).toBeGreaterThan(1)
  const { gateways, ranges, unavailable } = await reportOf('IN')
  expect(gateways).toMatchObject([
    { gateway: 'webhook', hour: { segments: 80, phones: 80, verified: 40 }, trippedBy: [] },
  ])
  expect(ranges).toEqual([{ range: '9876', texted: 80, verified: 40, closedBy: [] }])
  expect(unavailable).toEqual([])
})

const pumped = () => textEvent({ range: range('987654') })

it('a range that one monitor closed is named with it, by its six digits', async () => {
  const name = nameOf('GB', ipv4())
  const monitor = env.TRAFFIC_MONITOR.getByName(name)
  for (let i = 0; i < 40; i++) {
    const honest = textEvent({ range: range('981010') })
    await monitor.countText(honest)
    await monitor.countVerification(honest)
    await monitor.countText(pumped())
  }
  pass(7 * MINUTE)
  await monitor.countText(pumped())
  expect((await reportOf('GB')).ranges).toContainEqual({
    range: '987654',
    texted: 41,
    verified: 0,
    closedBy: [{ monitor: name, until: Date.now() + HOUR }],
  })
})

it('to ask a country of which nothing was counted leaves its monitors empty', async () => {
  expect((await reportOf('US')).unavailable).toEqual([])
  expect(await stored(env.TRAFFIC_MONITOR.getByName('US-1'))).toEqual({ tables: 0, alarm: null })
})
