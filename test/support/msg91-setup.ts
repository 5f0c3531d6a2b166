import type { TestProject } from 'vitest/node'
import { startMsg91 } from './msg91.ts'

declare module 'vitest' {
  interface ProvidedContext {
    msg91: { origin: string; authKey: string; templateId: string }
  }
}

/** Runs the stand-in for MSG91, with one template that has the variable `OTP`. */
export default async function setup(project: TestProject) {
  const authKey = crypto.randomUUID().replaceAll('-', '')
  const templateId = '6a76c9555ae4f51bdf041782'
  const { origin, stop } = await startMsg91({ authKey, templates: { [templateId]: ['OTP'] } })
  project.provide('msg91', { origin, authKey, templateId })
  return stop
}
