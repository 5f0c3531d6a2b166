import type { TestProject } from 'vitest/node'
import type { Account } from './twilio-request.ts'
import { newAccount, startTwilio } from './twilio.ts'

declare module 'vitest' {
  interface ProvidedContext {
    twilio: { origin: string; account: Account }
  }
}

/** Runs the stand-in for Twilio beside the tests that run in workerd. */
export default async function setup(project: TestProject) {
  const account = newAccount()
  const { origin, stop } = await startTwilio(account)
  project.provide('twilio', { origin, account })
  return stop
}
