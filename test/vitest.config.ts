import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const secret = () => randomBytes(32).toString('base64')

/** For what hangs; no measurement, since a busy machine of two cores is slow. */
const testTimeout = 60_000

/**
 * Two projects: `node` for pure rules and what runs before the Worker does, `worker` for what runs in
 * workerd (`*.worker.test.ts`). The code's own tests run in both, as Node and workerd have different
 * implementations of `node:crypto`.
 */
export default defineConfig({
  test: {
    silent: 'passed-only',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'node',
          root: '.',
          testTimeout,
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.worker.test.ts', '**/node_modules/**'],
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                // Every var and secret, so that a developer's .dev.vars changes no test.
                ENVIRONMENT: 'development',
                BRAND: 'NeoBank',
                PUBLIC_HOST: 'signup.example',
                ALLOWED_COUNTRIES: 'IN',
                SMS_GATEWAYS: 'webhook',
                SMS_ROUTING: 'order',
                SMS_WEBHOOK_URL: inject('smsReceiver').url,
                SMS_WEBHOOK_SECRET: inject('smsReceiver').secret,
                TURNSTILE_SITE_KEY: '',
                TURNSTILE_SECRET_KEY: '',
                TURNSTILE_ORIGIN: '',
                OTP_SECRET: `test:${secret()}`,
                DATA_SECRET: `test:${secret()}`,
                INDEX_SECRET: secret(),
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          root: '.',
          testTimeout,
          include: ['test/**/*.worker.test.ts', 'test/otp/*.test.ts'],
          globalSetup: ['test/support/sms-receiver-setup.ts', 'test/support/turnstile-setup.ts'],
          provide: { modelRuns: Number(process.env['MODEL_RUNS'] ?? 100) },
        },
      },
    ],
  },
})
