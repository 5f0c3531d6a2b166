import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { D1Migration } from 'cloudflare:test'
import type { TestProject } from 'vitest/node'
import { startAws } from './aws.ts'
import { startBreaches } from './breaches.ts'
import { startCashfree } from './cashfree.ts'
import { startFailing } from './failing.ts'
import { startMsg91 } from './msg91.ts'
import { startSandboxCoIn } from './sandbox-co-in.ts'
import { startSetu } from './setu.ts'
import { startSmsReceiver } from './sms-receiver.ts'
import { startTurnstile } from './turnstile.ts'
import { newAccount, startTwilio } from './twilio.ts'

declare module 'vitest' {
  interface ProvidedContext {
    smsReceiver: { url: string; secret: string }
    turnstile: { origin: string; secret: string }
    twilio: { origin: string; account: ReturnType<typeof newAccount> }
    msg91: { origin: string; authKey: string; templateId: string }
    aws: { origin: string } & typeof AWS
    breaches: { origin: string }
    setu: { origin: string } & typeof SETU
    cashfree: { origin: string } & typeof CASHFREE
    sandboxCoIn: { origin: string } & typeof SANDBOX_CO_IN
    /** Where the providers are that fail, by how they do. */
    failing: Record<string, string>
    migrations: D1Migration[]
  }
}

const token = () => crypto.randomUUID().replaceAll('-', '')

const AWS = {
  region: 'ap-south-1',
  accessKeyId: `AKIA${token().slice(0, 16).toUpperCase()}`,
  secretAccessKey: `${token()}${token()}`.slice(0, 40),
  identity: 'NEOBNK',
  /** A second sender, for India's DLT. */
  header: 'NBKOTP',
  configurationSet: 'signup',
  topicArn: 'arn:aws:sns:ap-south-1:123456789012:sms-events',
}

const SETU = {
  clientId: token(),
  clientSecret: token(),
  panProduct: crypto.randomUUID(),
  digiLockerProduct: crypto.randomUUID(),
}
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const CASHFREE = { clientId: token(), clientSecret: token(), publicKey }
const SANDBOX_CO_IN = { apiKey: `key_test_${token()}`, apiSecret: `secret_test_${token()}` }

/** Runs every stand-in beside the tests that run in workerd, with random credentials. */
export default async function setup(project: TestProject) {
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
  const turnstileSecret = `secret-${token()}`
  const account = newAccount()
  const [authKey, templateId] = [token(), '6a76c9555ae4f51bdf041782']
  const [certificate, key] = await Promise.all([
    readFile('test/sms/vectors/sns/certificate.pem', 'utf8'),
    readFile('test/sms/vectors/sns/key.pem', 'utf8'),
  ])
  const identities = [AWS.identity, AWS.header]
  const [receiver, turnstile, twilio, msg91, aws, breaches, setu, cashfree, sandboxCoIn, failing] =
    await Promise.all([
      startSmsReceiver(webhookSecret),
      startTurnstile(turnstileSecret),
      startTwilio(account),
      startMsg91({ authKey, templates: { [templateId]: ['OTP'] } }),
      startAws({ ...AWS, identities, certificate, key }),
      startBreaches(),
      startSetu(SETU),
      startCashfree({ ...CASHFREE, privateKey }),
      startSandboxCoIn(SANDBOX_CO_IN),
      startFailing(),
    ])
  project.provide('smsReceiver', { url: receiver.url, secret: webhookSecret })
  project.provide('turnstile', { origin: turnstile.origin, secret: turnstileSecret })
  project.provide('twilio', { origin: twilio.origin, account })
  project.provide('msg91', { origin: msg91.origin, authKey, templateId })
  project.provide('aws', { origin: aws.origin, ...AWS })
  project.provide('breaches', { origin: breaches.origin })
  project.provide('setu', { origin: setu.origin, ...SETU })
  project.provide('cashfree', { origin: cashfree.origin, ...CASHFREE })
  project.provide('sandboxCoIn', { origin: sandboxCoIn.origin, ...SANDBOX_CO_IN })
  project.provide('failing', failing.originOf)
  const all = [
    receiver,
    turnstile,
    twilio,
    msg91,
    aws,
    breaches,
    setu,
    cashfree,
    sandboxCoIn,
    failing,
  ]
  return () => Promise.all(all.map(({ stop }) => stop()))
}
