import { readFile } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { startAws } from './aws.ts'

declare module 'vitest' {
  interface ProvidedContext {
    aws: {
      origin: string
      region: string
      accessKeyId: string
      secretAccessKey: string
      identity: string
      header: string
      configurationSet: string
      topicArn: string
    }
  }
}

const random = () => crypto.randomUUID().replaceAll('-', '')

/** Runs the stand-in for AWS; its own random credentials, a sender and a DLT header. */
export default async function setup(project: TestProject) {
  const region = 'ap-south-1'
  const account = {
    region,
    accessKeyId: `AKIA${random().slice(0, 16).toUpperCase()}`,
    secretAccessKey: `${random()}${random()}`.slice(0, 40),
    configurationSet: 'signup',
    topicArn: `arn:aws:sns:${region}:123456789012:sms-events`,
  }
  const [identity, header] = ['NEOBNK', 'NBKOTP']
  const [certificate, key] = await Promise.all(
    ['certificate', 'key'].map((name) => readFile(`test/sms/vectors/sns/${name}.pem`, 'utf8')),
  )
  const { origin, stop } = await startAws({
    ...account,
    identities: [identity, header],
    certificate: certificate ?? '',
    key: key ?? '',
  })
  project.provide('aws', { origin, identity, header, ...account })
  return stop
}
