import { newAccount, startTwilio } from '../support/twilio.ts'
import { test as base } from './fixtures.ts'
import { type OwnServer, withServer } from './own-server.ts'

/** A server that texts by Twilio, whose part the stand-in takes. */
interface Server extends OwnServer {
  /** The stand-in's origin. */
  twilio: string
}

/** The tests' fixtures, against a server of this file's own. */
export const test = base.extend<object, { server: Server }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const account = newAccount()
      const twilio = await startTwilio(account)
      const vars = [
        'SMS_GATEWAYS:twilio,console',
        `TWILIO_ACCOUNT_SID:${account.sid}`,
        `TWILIO_AUTH_TOKEN:${account.authToken}`,
        `TWILIO_SENDER:${account.name}`,
        `TWILIO_ORIGIN:${twilio.origin}`,
      ]
      await withServer(vars, (server) => use({ ...server, twilio: twilio.origin }))
      await twilio.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
})
