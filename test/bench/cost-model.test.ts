import { describe, expect, it } from 'vitest'
import { dollarsFor, eventsOfMonitors, type FunnelWish, funnelOf, unitsOf } from './cost-model.ts'
import { limitsFor } from './limits.ts'
import { HOSTED, PRICES } from './prices.ts'

/** Everybody verifies with the first text. */
const IDEAL: FunnelWish = {
  conversion: 1,
  resends: 0,
  polls: 0,
  receipts: 0,
  idleReceipts: 0,
  wrong: 0,
  refused: 0,
  accounts: 0,
}

/** The volume that so many monitors bear. */
const bitesWith = (shards: number) =>
  limitsFor(funnelOf(IDEAL), shards).find(({ of }) => of.includes('monitors'))?.bites

describe('a funnel', () => {
  it('says how often each thing happens for a phone that is verified', () => {
    const funnel = funnelOf({ ...IDEAL, conversion: 0.5, resends: 0.25, polls: 2, wrong: 0.1 })
    expect(funnel).toMatchObject({ firstSend: 2, resend: 0.5, verify: 1, poll: 5, receipt: 0 })
    expect(funnel).toMatchObject({ wrongVerify: 0.2, forgetUnverified: 1, forgetVerified: 1 })
  })
})

describe('the units of a million verified phones', () => {
  it('are those of a send, a verify and what alarms do later, where nothing goes wrong', () => {
    expect(unitsOf(funnelOf(IDEAL), 1e6)).toMatchObject({
      requests: 2e6,
      objectRequests: 11e6,
      rowsWritten: 28e6,
      kvReads: 2e6,
      kvWrites: 0,
      logGb: 2,
    })
  })

  it('are more requests by each poll, and by each post that tells nothing', () => {
    const asking = unitsOf(funnelOf({ ...IDEAL, polls: 6, idleReceipts: 2 }), 1e6)
    expect(asking.requests).toBe(10e6)
    expect(asking.objectRequests).toBe(17e6)
  })

  it('hold a guard of 12 KiB for half a year, and a session for a day', () => {
    const { storedGbMonths } = unitsOf(funnelOf(IDEAL), 1e6)
    expect(storedGbMonths).toBeCloseTo((12_288 * 181 * 1e6) / 1e9 / 30, 6)
  })

  it('are in proportion to the phones', () => {
    const funnel = funnelOf({ ...IDEAL, conversion: 0.6, resends: 0.3, refused: 0.1 })
    const [one, ten] = [unitsOf(funnel, 1e6), unitsOf(funnel, 10e6)]
    for (const [meter, units] of Object.entries(ten)) {
      expect(units / 10).toBeCloseTo(one[meter as keyof typeof one], 3)
    }
  })
})

describe('dollars', () => {
  it('are for all units, and for those beyond what the monthly fee includes', () => {
    expect(dollarsFor('rowsWritten', 60e6)).toEqual({ full: 60, beyond: 10 })
    expect(dollarsFor('rowsWritten', 50e6).beyond).toBe(0)
    expect(dollarsFor('storedGbMonths', 7).beyond).toBeCloseTo(0.4, 9)
  })
})

describe('the limit of monitors', () => {
  it('is reached by two events a phone: its text and its verification', () => {
    expect(eventsOfMonitors(funnelOf(IDEAL))).toBe(2)
    expect(eventsOfMonitors(funnelOf({ ...IDEAL, receipts: 1 }))).toBe(3)
  })

  it('rises with their number', () => {
    expect(bitesWith(4)).toContain('at 400 verified phones a second')
    expect(bitesWith(16)).toContain('at 1,600 verified phones a second')
  })
})

it('every price and limit names its page and when it was read', () => {
  const sources = [...Object.values(PRICES), ...HOSTED, ...limitsFor(funnelOf(IDEAL), 4)]
  for (const { page, read } of sources) {
    expect(page).toMatch(/^https:\/\//)
    expect(read).toMatch(/^20\d\d-\d\d-\d\d$/)
  }
})
