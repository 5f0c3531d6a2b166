import { expectNoViolations } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { overflow } from './signup-page.ts'
import { STATES } from './states.ts'

for (const [name, arrange] of Object.entries(STATES)) {
  test(`axe finds nothing wrong, light or dark, nothing overflows 320 pixels and targets are large: ${name} (49, 52, 54)`, async ({
    page,
    signup,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await arrange(signup, page)
    await expectNoViolations(page)

    // A window of 1280 × 1024 at 400 % zoom has 320 × 256 pixels left.
    for (const height of [640, 256]) {
      await page.setViewportSize({ width: 320, height })
      expect(await overflow(page.locator('html'))).toBe(0)
    }
    const targets = await page
      .locator('button:visible, input:not([aria-hidden]):visible, summary:visible')
      .evaluateAll((elements) =>
        elements.map((element) => element.getBoundingClientRect().toJSON()),
      )
    for (const { width, height } of targets) {
      expect(height).toBeGreaterThanOrEqual(44)
      expect(width).toBeGreaterThanOrEqual(24)
    }
  })
}
