import type { TestProject } from 'vitest/node'
import { startTurnstile } from './turnstile.ts'

declare module 'vitest' {
  interface ProvidedContext {
    turnstile: { origin: string; secret: string }
  }
}

/** Runs the stand-in for Turnstile beside the tests that run in workerd. */
export default async function setup(project: TestProject) {
  const secret = `secret-${crypto.randomUUID()}`
  const { origin, stop } = await startTurnstile(secret)
  project.provide('turnstile', { origin, secret })
  return stop
}
