// A fixture names what it needs in a pattern, which is empty where it needs nothing.
/* oxlint-disable no-empty-pattern */
import { test as base, expect, type Page } from '@playwright/test'
import { SignupPage } from './signup-page.ts'

interface Fixtures {
  /** Gives a mobile number of this test alone, ten digits. */
  phone: string
  /** Gives the page's parts by what they are for; its clock runs, and may be put forward. */
  signup: SignupPage
}

let tests = 0

/**
 * The numbers at the end of test titles are those of the page's list of behaviours, from which it
 * was built; a behaviour that is tested in several ways has several tests.
 *
 * Each test comes from an address and with a number of its own, since the server limits both. Not
 * one may break the page's content security policy or meet an error in the page's script.
 */
export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use, { workerIndex }) => {
    tests++
    await use({ 'CF-Connecting-IP': `100.${64 + workerIndex}.${tests >> 8}.${tests & 255}` })
  },
  phone: async ({}, use, { workerIndex }) => {
    await use(String(98_765_00_000 + workerIndex * 500 + tests))
  },
  page: async ({ page }, use) => {
    const faults = watchForFaults(page)
    await use(page)
    expect(faults).toEqual([])
  },
  signup: async ({ page, phone }, use) => {
    await page.clock.install()
    await use(new SignupPage(page, phone))
  },
})

export { expect }

function watchForFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (/content security policy|trusted type/i.test(message.text())) faults.push(message.text())
  })
  return faults
}
