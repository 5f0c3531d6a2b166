import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import { freePort } from '../support/free-port.ts'
import { startTurnstile } from '../support/turnstile.ts'
import { test as base } from './fixtures.ts'

/** A server that asks for a bot check, which the stand-in for Turnstile answers. */
interface Server {
  url: string
  /** Where its log is. */
  folder: string
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
      const port = await freePort()
      const folder = join(tmpdir(), `neobank-signup-${port}`)
      const vars = [
        'TURNSTILE_SITE_KEY:0x4AAAAAAATestSiteKey',
        `TURNSTILE_SECRET_KEY:${secret}`,
        `TURNSTILE_ORIGIN:${turnstile.origin}`,
      ]
      const server = spawn(
        process.execPath,
        ['test/support/dev-server.ts', port, folder, ...vars],
        { cwd: join(import.meta.dirname, '../..'), stdio: 'ignore' },
      )
      const url = `http://localhost:${port}`
      await expect.poll(() => isUp(url), { timeout: 60_000 }).toBe(true)
      await use({ url, folder, turnstile: turnstile.origin })
      server.kill('SIGTERM')
      await once(server, 'exit')
      await turnstile.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
  check: ({ page }, use) => use(new BotCheck(page)),
})

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok
  } catch {
    return false
  }
}
