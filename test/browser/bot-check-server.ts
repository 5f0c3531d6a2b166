import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { startTurnstile } from '../support/turnstile.ts'
import { test as base } from './fixtures.ts'
import { type OwnServer, withServer } from './own-server.ts'

/** A server that asks for a bot check, which the stand-in for Turnstile answers. */
interface Server extends OwnServer {
  /** The stand-in's origin. */
  turnstile: string
}

/** The bot check as a person meets it. */
export class BotCheck {
  readonly page: Page
  readonly box: Locator
  readonly frame: Locator
  /** The frame's page, and the widget in it. */
  readonly inside: FrameLocator
  readonly tick: Locator

  constructor(page: Page) {
    this.page = page
    this.box = page.locator('.bot-check')
    this.frame = page.getByTitle('Check that you are a person')
    this.inside = page.frameLocator('.bot-check iframe')
    this.tick = this.inside.frameLocator('iframe').getByLabel('Verify you are human')
  }

  /** What Turnstile says where it cannot go on. */
  async fail(): Promise<void> {
    await expect(this.tick).toBeVisible()
    await this.tick.evaluate(() => window.parent.postMessage({}, '*'))
  }
}

/** The tests' fixtures, against a server of this file's own. */
export const test = base.extend<{ check: BotCheck }, { server: Server }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const secret = `secret-${crypto.randomUUID()}`
      const turnstile = await startTurnstile(secret)
      const vars = [
        'TURNSTILE_SITE_KEY:0x4AAAAAAATestSiteKey',
        `TURNSTILE_SECRET_KEY:${secret}`,
        `TURNSTILE_ORIGIN:${turnstile.origin}`,
      ]
      await withServer(vars, (server) => use({ ...server, turnstile: turnstile.origin }))
      await turnstile.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
  check: ({ page }, use) => use(new BotCheck(page)),
})
