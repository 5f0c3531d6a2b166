import { gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'

/** What a browser that was never here fetches before the page is ready. */
export type FirstView = {
  readonly requests: number
  /** Of all bodies, each compressed by gzip. */
  readonly bytes: number
}

/** Opens the page once. The icon counts, though a headless browser does not ask for it. */
export async function firstView(browser: Browser, url: string): Promise<FirstView> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const urls = new Set<string>()
  page.on('request', (request) => urls.add(request.url()))
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  const icon = page.locator('link[rel=icon]')
  urls.add(await icon.evaluate((link) => (link as HTMLLinkElement).href))
  const bodies = await Promise.all(
    [...urls].map(async (one) => (await context.request.get(one)).body()),
  )
  await context.close()
  return {
    requests: urls.size,
    bytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0),
  }
}
