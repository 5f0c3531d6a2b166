import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { runWorker, type RunningWorker } from '../support/running-worker.ts'
import { startTurnstile } from '../support/turnstile.ts'
import { test as base } from './fixtures.ts'

/** Finds the bot check as a person meets it. */
export class BotCheck {
  readonly box: Locator
  readonly frame: Locator
  /** The frame's page, and the widget in it. */
  readonly inside: FrameLocator
  readonly tick: Locator

  constructor(page: Page) {
    this.box = page.locator('.bot-check')
    this.frame = page.getByTitle('Check that you are a person')
    this.inside = page.frameLocator('.bot-check iframe')
    this.tick = this.inside.frameLocator('iframe').getByLabel('Verify you are human')
  }

  /** Has Turnstile say that it cannot go on. */
  async fail(): Promise<void> {
    await expect(this.tick).toBeVisible()
    await this.tick.evaluate(() => window.parent.postMessage({}, '*'))
  }
}

/** Runs the tests against a server that asks for a bot check, which a stand-in for Turnstile answers. */
export const test = base.extend<{ check: BotCheck }, { server: RunningWorker }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const secret = `secret-${crypto.randomUUID()}`
      const turnstile = await startTurnstile(secret)
      const server = await runWorker([
        'TURNSTILE_SITE_KEY:0x4AAAAAAATestSiteKey',
        `TURNSTILE_SECRET_KEY:${secret}`,
        `TURNSTILE_ORIGIN:${turnstile.origin}`,
      ])
      await use(server)
      await server.stop()
      await turnstile.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
  check: ({ page }, use) => use(new BotCheck(page)),
})
