import { defineConfig } from 'vitest/config'

/**
 * The rules' tests in Node alone: Stryker runs its mutants in a pool of its own, so it cannot drive
 * the project that needs workerd. Of these it runs what imports the mutated file.
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
