import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Runs all of axe's rules on the page in its light colours, and in its dark ones those on colour. */
export async function expectNoViolations(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  // A page without frames need not have them asked one by one, which takes twice as long.
  const axe = new AxeBuilder({ page }).setLegacyMode(page.frames().length === 1)
  expectNone((await axe.analyze()).violations)

  await page.emulateMedia({ colorScheme: 'dark' })
  // axe is in the page by now.
  expectNone(
    await page.evaluate(async () => {
      const { axe: here } = window as unknown as { axe: Axe }
      return (await here.run({ runOnly: 'cat.color' })).violations
    }),
  )
}

interface Violation {
  id: string
  nodes: { html: string }[]
}

interface Axe {
  run(options: { runOnly: string }): Promise<{ violations: Violation[] }>
}

function expectNone(violations: readonly Violation[]): void {
  expect(violations.map(({ id, nodes }) => ({ id, html: nodes[0]?.html }))).toEqual([])
}
