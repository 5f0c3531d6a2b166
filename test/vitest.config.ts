import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { memoryFolder } from './support/memory-folder.ts'

// Where the objects of a test file keep their databases.
process.env['TMPDIR'] = memoryFolder()

const secret = () => randomBytes(32).toString('base64')

const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

/** For what hangs; no measurement, since a busy machine of two cores is slow. Mutants often hang. */
const testTimeout = 'STRYKER_MUTATOR_WORKER' in process.env ? 15_000 : 60_000

/**
 * Two projects: `node` for pure rules and what runs before the Worker does, `worker` for what runs in
 * workerd (`*.worker.test.ts`). The code's own tests run in both, as Node and workerd have different
 * implementations of `node:crypto`.
 */
export default defineConfig({
  test: {
    silent: 'passed-only',
    // One more than cores: some tests wait for real time.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'node',
          // A process for many files: most take less time than a process to start.
          isolate: false,
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
              // Where accounts are divided among two.
              d1Databases: { SECOND_ACCOUNTS: 'second-accounts' },
              bindings: {
                // Every var and secret, so that a developer's .dev.vars changes no test.
                ENVIRONMENT: 'development',
                BRAND: 'NeoBank',
                PUBLIC_HOST: 'signup.example',
                ALLOWED_COUNTRIES: 'IN',
                SMS_GATEWAYS: 'webhook',
                SMS_ROUTING: 'order',
                TRAFFIC_SHARDS: '4',
                SMS_WEBHOOK_URL: inject('smsReceiver').url,
                SMS_WEBHOOK_SECRET: inject('smsReceiver').secret,
                FICTITIOUS_NUMBERS: `+919999900001:112233:${tomorrow}`,
                SMS_LANGUAGES: 'en,hi',
                SMS_TEMPLATES: '',
                SMS_RETRIEVER_HASH: '',
                TWILIO_ACCOUNT_SID: '',
                TWILIO_AUTH_TOKEN: '',
                TWILIO_SENDER: '',
                TWILIO_VOICE_NUMBER: '',
                TWILIO_WHATSAPP_SENDER: '',
                TWILIO_ORIGIN: '',
                MSG91_AUTH_KEY: '',
                MSG91_WEBHOOK_TOKEN: '',
                MSG91_ORIGIN: '',
                AWS_REGION: '',
                AWS_ACCESS_KEY_ID: '',
                AWS_SECRET_ACCESS_KEY: '',
                AWS_ORIGINATION_IDENTITY: '',
                AWS_CONFIGURATION_SET: '',
                AWS_SNS_TOPIC_ARN: '',
                AWS_SMS_ORIGIN: '',
                TURNSTILE_SITE_KEY: '',
                TURNSTILE_SECRET_KEY: '',
                TURNSTILE_ORIGIN: '',
                BREACHED_PASSWORDS_URL: '',
                AADHAAR_VERIFIERS: '',
                PAN_VERIFIER: '',
                SETU_CLIENT_ID: '',
                SETU_CLIENT_SECRET: '',
                SETU_DIGILOCKER_PRODUCT_ID: '',
                SETU_PAN_PRODUCT_ID: '',
                SETU_ORIGIN: '',
                SANDBOX_CO_IN_API_KEY: '',
                SANDBOX_CO_IN_API_SECRET: '',
                SANDBOX_CO_IN_ORIGIN: '',
                CASHFREE_CLIENT_ID: '',
                CASHFREE_CLIENT_SECRET: '',
                CASHFREE_PUBLIC_KEY: '',
                CASHFREE_ORIGIN: '',
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
          include: [
            'test/**/*.worker.test.ts',
            'test/{otp/{code,hotp},accounts/password-hash,identity/aadhaar/qr/{inflate,verify}}.test.ts',
          ],
          globalSetup: 'test/support/setup.ts',
          setupFiles: 'test/support/migrate.ts',
          provide: {
            modelRuns: Number(process.env['MODEL_RUNS'] ?? 100),
            migrations: await readD1Migrations('src/accounts/migrations'),
          },
        },
      },
    ],
  },
})
