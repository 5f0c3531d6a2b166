import { runWorker, type RunningWorker } from '../support/running-worker.ts'
import { SANDBOX_PRIVATE_KEY } from '../../src/identity/aadhaar/sandbox-key.ts'
import { makeSandboxQr } from '../../src/identity/aadhaar/sandbox-qr.ts'
import { expect, test as base } from './aadhaar/fixtures.ts'
import { NOTICES } from '../../src/contract/notices.ts'
import type { SignupPage } from './signup-page.ts'
import { codeFor } from './sms.ts'

/** Runs the tests against a server on which all five steps are on, with nobody outside asked. */
export const test = base.extend<object, { server: RunningWorker }>({
  server: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await runWorker(['AADHAAR_VERIFIERS:qr,sandbox', 'PAN_VERIFIER:sandbox'])
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ server }, use) => use(server.url),
})

/** Names the fictitious person of these tests. */
export const PERSON = { name: 'Anita Rao', dateOfBirth: '1990-03-27' }

/** Makes the digits of their Aadhaar code, with a mobile number of ten digits. */
export function codeOf(mobile: string, more: { name?: string } = {}): string {
  const { name } = { ...PERSON, ...more }
  const person = { name, dateOfBirth: '27-03-1990', gender: 'F', last4: '4821', version: 'V2' }
  return makeSandboxQr({ ...person, mobile, issuedAt: Date.now() }, SANDBOX_PRIVATE_KEY)
}

/** Brings a signup to step 3 without its pages, and opens it there. */
export async function openStep3(
  signup: SignupPage,
  { folder }: RunningWorker,
  { name }: { name: string } = PERSON,
): Promise<void> {
  const { page, phone } = signup
  await signup.open()
  const begun = await post(signup, 'send-otp', { phone })
  const body = { session_id: begun['session_id'] }
  await post(signup, 'verify-otp', { ...body, otp_code: await codeFor(phone, folder) })
  const consent = {
    notice_version: NOTICES['personal-details'].version,
    language: 'en',
    purposes: ['account', 'contact'],
  }
  await post(signup, 'personal-details', {
    ...body,
    full_name: name,
    date_of_birth: PERSON.dateOfBirth,
    email: 'anita@example.com',
    pin_code: '560001',
    consent,
  })
  await page.evaluate(() => localStorage.setItem('signup', '1'))
  await signup.reload()
  await signup.expectHeading('Number already verified')
  await signup.button('Continue').click()
  await signup.expectHeading('Your Aadhaar')
}

/** Asks as the page does, with its cookies. */
async function post({ page }: SignupPage, path: string, body: object) {
  return page.evaluate(
    async ([where, what]) => {
      const headers = { 'Content-Type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(what) }
      const reply = await fetch(`/users/api/${where}/`, init)
      const answer: Record<string, unknown> = await reply.json()
      if (!reply.ok) throw new Error(JSON.stringify(answer))
      return answer
    },
    [path, body] as const,
  )
}

export { expect }
