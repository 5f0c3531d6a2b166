import { runWorker, type RunningWorker } from '../support/running-worker.ts'
import { newAccount, startTwilio } from '../support/twilio.ts'
import { test as base } from './fixtures.ts'

interface Server extends RunningWorker {
  /** The stand-in's origin. */
  twilio: string
}

/** Runs the tests against a server that texts by Twilio, whose part a stand-in takes. */
export const test = base.extend<object, { server: Server }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const account = newAccount()
      const twilio = await startTwilio(account)
      const server = await runWorker([
        'SMS_GATEWAYS:twilio,console',
        `TWILIO_ACCOUNT_SID:${account.sid}`,
        `TWILIO_AUTH_TOKEN:${account.authToken}`,
        `TWILIO_SENDER:${account.name}`,
        `TWILIO_ORIGIN:${twilio.origin}`,
      ])
      await use({ ...server, twilio: twilio.origin })
      await server.stop()
      await twilio.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
})
