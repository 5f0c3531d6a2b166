import { defineConfig } from 'vitest/config'

/**
 * The rules' tests in Node alone: of these Stryker runs what imports the mutated file. What runs in
 * workerd imports them all, and takes a second for each mutant where these take milliseconds.
 */
export default defineConfig({
  test: {
    root: '.',
    // Long, since a test that a busy machine is too slow for would count as a mutant killed.
    testTimeout: 60_000,
    include: ['test/**/*.test.ts'],
    exclude: ['**/*.worker.test.ts', 'test/otp/statistics/**', '**/node_modules/**'],
  },
})
