import { join } from 'node:path'
import process from 'node:process'
import { defineConfig } from '@playwright/test'
import { findBrowser } from './support/browser.ts'
import { freePort } from './support/free-port.ts'
import { memoryFolder } from './support/memory-folder.ts'

// Playwright reads this file again in every worker; what the first reading chose must hold there.
process.env['TEST_PORT'] ??= await freePort()
process.env['TEST_FOLDER'] ??= join(memoryFolder(), `neobank-signup-${process.env['TEST_PORT']}`)
// The picture in the README is taken when asked for by name, not on every test run.
if (process.argv.some((argument) => argument.endsWith('screenshot'))) {
  process.env['TEST_SCREENSHOT'] = 'true'
}

const { TEST_PORT: port, TEST_FOLDER: folder, TEST_SCREENSHOT: screenshot } = process.env

export default defineConfig({
  testDir: 'browser',
  outputDir: '.results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  workers: 2,
  timeout: 20_000,
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${port}`,
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    launchOptions: await findBrowser(),
  },
  projects: screenshot
    ? [{ name: 'screenshot', testMatch: 'screenshot.spec.ts' }]
    : [{ name: 'browser', testIgnore: 'screenshot.spec.ts' }],
  webServer: {
    command: `node test/support/dev-server.ts ${port} "${folder}"`,
    cwd: join(import.meta.dirname, '..'),
    url: `http://localhost:${port}/users/signup/`,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
  },
})
