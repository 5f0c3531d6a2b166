import { expect, type Page } from '@playwright/test'
import { refused, sent, standing, verified, wrongCode } from './replies.ts'
import type { SignupPage } from './signup-page.ts'

/** A state of the page that must look right, and how it comes about. */
export interface State {
  name: string
  arrange: (signup: SignupPage, page: Page) => Promise<void>
}

async function typeCode(signup: SignupPage): Promise<void> {
  await signup.openCode({ resend_in: 0 })
  await signup.page.keyboard.type('123456')
}

/** Every state in which a person can meet the page. */
export const STATES: readonly State[] = [
  { name: 'first view', arrange: (signup) => signup.open() },
  {
    name: 'number refused',
    arrange: async (signup) => {
      await signup.open()
      await signup.send.click()
      await expect(signup.alert).toBeVisible()
    },
  },
  {
    name: 'sending',
    arrange: async (signup) => {
      await signup.answer('send-otp', new Promise(() => {}))
      await signup.open()
      await signup.number.fill('9876543210')
      await signup.send.click()
      await expect(signup.send).toHaveText('Sending…')
    },
  },
  {
    name: 'offline',
    arrange: async (signup, page) => {
      await signup.open()
      await page.context().setOffline(true)
      await signup.number.fill('9876543210')
      await signup.send.click()
      await expect(signup.alert).toBeVisible()
    },
  },
  { name: 'code asked for', arrange: (signup) => signup.openCode() },
  {
    name: 'checking',
    arrange: async (signup) => {
      await signup.answer('verify-otp', new Promise(() => {}))
      await typeCode(signup)
      await expect(signup.proceed).toHaveText('Checking…')
    },
  },
  {
    name: 'code wrong',
    arrange: async (signup) => {
      await signup.answer('verify-otp', wrongCode(2))
      await typeCode(signup)
      await expect(signup.alert).toBeVisible()
    },
  },
  {
    name: 'code locked',
    arrange: async (signup) => {
      await signup.answer('verify-otp', wrongCode(0))
      await typeCode(signup)
      await expect(signup.alert).toBeVisible()
    },
  },
  {
    name: 'code sent again, help open',
    arrange: async (signup, page) => {
      await signup.openCode({ resend_in: 0 })
      await signup.resend.click()
      await expect(page.getByText('We sent another text.')).toBeVisible()
      await page.getByText('Not received a text?').click()
    },
  },
  {
    name: 'code delivered',
    arrange: async (signup, page) => {
      await signup.openCode({ delivery: 'delivered' })
      await expect(page.locator('#code-notice')).toContainText('has reached your phone')
    },
  },
  {
    name: 'number not reached',
    arrange: async (signup, page) => {
      await signup.openCode({ delivery: 'failed' })
      await expect(page.locator('#code-notice')).toContainText('could not reach this number')
    },
  },
  {
    name: 'other ways offered, help open',
    arrange: async (signup, page) => {
      await signup.openCode({ channels: ['voice', 'whatsapp'] })
      await page.getByText('Not received a text?').click()
      await expect(page.getByRole('button', { name: 'Send it by WhatsApp' })).toBeVisible()
    },
  },
  {
    name: 'being called',
    arrange: async (signup, page) => {
      await signup.openCode({ channels: ['voice', 'whatsapp'], resend_in: 0 })
      await page.getByRole('button', { name: 'Call me with the code' }).click()
      await expect(page.getByText('We are calling you.')).toBeVisible()
    },
  },
  {
    name: 'limit reached',
    arrange: async (signup, page) => {
      await signup.openCode({ resend_in: 0 })
      await page.unroute('**/users/api/send-otp/')
      await signup.answer('send-otp', refused(429, 'rate_limited', { retry_after: 3600 }))
      await signup.resend.click()
      await expect(page.getByText('in 1 hour').first()).toBeVisible()
    },
  },
  {
    name: 'code right',
    arrange: async (signup, page) => {
      // The page does not move on, as though for ever in the moment before it does.
      await page.addInitScript(() => {
        const later = window.setTimeout.bind(window)
        const withoutMovingOn = (act: () => void, wait?: number) =>
          wait === 1200 ? 0 : later(act, wait)
        Object.assign(window, { setTimeout: withoutMovingOn })
      })
      await signup.answer('verify-otp', verified())
      await typeCode(signup)
      await expect(page.getByText('Your number is verified.')).toBeVisible()
    },
  },
  {
    name: 'step 2',
    arrange: async (signup, page) => {
      await signup.answer('verify-otp', verified())
      await typeCode(signup)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
    },
  },
  {
    name: 'already verified',
    arrange: async (signup, page) => {
      await signup.answer('send-otp', sent(), refused(409, 'already_verified'))
      await signup.answer('session', standing(2))
      await signup.open()
      await signup.requestCode('9876543210')
      await page.goBack()
      await signup.number.fill('9876501234')
      await signup.send.click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Number already verified')
    },
  },
  {
    name: 'not resumed',
    arrange: async (signup, page) => {
      await signup.openCode()
      await signup.answer('session', 'lost')
      await page.reload()
      await expect(signup.alert).toBeVisible()
    },
  },
  {
    name: 'page not found',
    arrange: async (_, page) => {
      await page.goto('/users/nowhere')
    },
  },
]
