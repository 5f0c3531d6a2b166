import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'
import { STATES } from './states.ts'

for (const { name, arrange } of STATES) {
  test(`axe finds nothing wrong, light or dark: ${name} (52, 54)`, async ({ page, signup }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await arrange(signup, page)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => ({ id, html: nodes[0]?.html }))).toEqual([])
    }
  })
}
