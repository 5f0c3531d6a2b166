import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { PassThrough } from 'node:stream'

// Run by `npm test`: both runners side by side, or for the files that are named the one they are for.
const RUNNERS = {
  vitest: ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'],
  playwright: [
    'node_modules/@playwright/test/cli.js',
    'test',
    '--config',
    'test/playwright.config.ts',
  ],
}

const args = process.argv.slice(2)

/** Starts a runner; where it is `quiet`, `print` shows what it prints and has printed. */
function start(name: keyof typeof RUNNERS, { quiet = false } = {}) {
  const runner = spawn(process.execPath, [...RUNNERS[name], ...args], {
    stdio: ['inherit', quiet ? 'pipe' : 'inherit', 'inherit'],
  })
  const passed = once(runner, 'close').then(([code]) => code === 0)
  const output = runner.stdout?.pipe(new PassThrough({ highWaterMark: 2 ** 24 }))
  return { passed, print: () => output?.pipe(process.stdout) }
}

if (args.length > 0) {
  const isSpec = args.some((arg) => arg.includes('.spec.ts'))
  process.exitCode = (await start(isSpec ? 'playwright' : 'vitest').passed) ? 0 : 1
} else {
  const [browser, worker] = [start('playwright', { quiet: true }), start('vitest')]
  const workerPassed = await worker.passed
  browser.print()
  process.exitCode = (await browser.passed) && workerPassed ? 0 : 1
}
