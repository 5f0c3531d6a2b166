import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import type { Page, Request } from '@playwright/test'
import { expect, test as base } from '../fixtures.ts'

const HARNESS = '/assets/aadhaar-harness.js'

interface Fixtures {
  /** Is the signup page, with `window.aadhaar` in it. */
  bench: Page
  /** Lists every request since then, the worker's too. */
  requests: Request[]
}

const harness = build({
  entryPoints: [fileURLToPath(new URL('harness.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  write: false,
})

/** Opens the real page under its real policy; only the test's own script is added to its assets. */
export const test = base.extend<Fixtures>({
  bench: async ({ page }, use) => {
    await page.goto('/users/signup/')
    await addHarness(page)
    await use(page)
  },
  requests: async ({ bench }, use) => {
    const requests: Request[] = []
    bench.on('request', (request) => requests.push(request))
    await use(requests)
  },
})

/** Puts `window.aadhaar` into an open page. */
export async function addHarness(page: Page): Promise<void> {
  const [file] = (await harness).outputFiles
  await page.route(`**${HARNESS}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: file?.text ?? '' }),
  )
  await page.evaluate((url) => import(url), HARNESS)
}

export { expect }
