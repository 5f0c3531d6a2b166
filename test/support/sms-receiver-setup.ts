import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { startSmsReceiver } from './sms-receiver.ts'

declare module 'vitest' {
  interface ProvidedContext {
    smsReceiver: { url: string; secret: string }
  }
}

/** Runs the webhook stand-in beside the tests that run in workerd. */
export default async function setup(project: TestProject) {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const receiver = await startSmsReceiver(secret)
  project.provide('smsReceiver', { url: receiver.url, secret })
  return receiver.stop
}
