import { expect, type Page } from '@playwright/test'
import { NO_REPLY, refusal, type Reply, sessionReply, verifyReply, wrongCode } from './replies.ts'
import type { SignupPage } from './signup-page.ts'

type Arrange = (signup: SignupPage, page: Page) => Promise<void>

const CHANNELS = { channels: ['voice', 'whatsapp'] }

/** Gives every state in which a person can meet the page by its name, and how it comes about. */
export const STATES: Readonly<Record<string, Arrange>> = {
  'first view': (signup) => signup.open(),
  'number refused': async (signup) => {
    await signup.open()
    await signup.send.click()
    await expect(signup.alert).toBeVisible()
  },
  sending: async (signup) => {
    await signup.answer('send-otp', NO_REPLY)
    await signup.open()
    await signup.submit()
    await expect(signup.send).toHaveText('Sending…')
  },
  offline: async (signup, page) => {
    await signup.open()
    await page.context().setOffline(true)
    await signup.submit()
    await expect(signup.alert).toBeVisible()
  },
  'code asked for': async (signup) => void (await signup.openCode()),
  checking: async (signup) => {
    await enterCode(signup, NO_REPLY)
    await expect(signup.proceed).toHaveText('Checking…')
  },
  'code wrong': async (signup) => {
    await enterCode(signup, wrongCode(2))
    await expect(signup.alert).toBeVisible()
  },
  'code locked': async (signup) => {
    await enterCode(signup, wrongCode(0))
    await expect(signup.alert).toBeVisible()
  },
  'code sent again, help open': async (signup) => {
    await signup.openCode({ resend_in: 0 })
    await signup.sendAgain()
    await signup.text('Not received a text?').click()
  },
  'code delivered': async (signup) => {
    await signup.openCode({ delivery: 'delivered' })
    await expect(signup.notice).toContainText('has reached your phone')
  },
  'number not reached': async (signup) => {
    await signup.openCode({ delivery: 'failed' })
    await expect(signup.notice).toContainText('could not reach this number')
  },
  'channels offered, help open': async (signup) => {
    await signup.openCode(CHANNELS)
    await signup.text('Not received a text?').click()
    await expect(signup.whatsapp).toBeVisible()
  },
  'being called': async (signup) => {
    await signup.openCode({ ...CHANNELS, resend_in: 0 })
    await signup.voice.click()
    await expect(signup.text('We are calling you.')).toBeVisible()
  },
  'limit reached': async (signup) => {
    await signup.openCode({ resend_in: 0 }, refusal(429, 'rate_limited', { retry_after: 3600 }))
    await signup.resend.click()
    await expect(signup.text('in 1 hour').first()).toBeVisible()
  },
  'code right': async (signup, page) => {
    // The page does not move on, as though for ever in the moment before it does.
    await page.addInitScript(() => {
      const later = window.setTimeout.bind(window)
      const withoutMovingOn = (act: () => void, wait?: number) =>
        wait === 1200 ? 0 : later(act, wait)
      Object.assign(window, { setTimeout: withoutMovingOn })
    })
    await enterCode(signup, verifyReply())
    await expect(signup.text('Your number is verified.')).toBeVisible()
  },
  'step 2': async (signup) => {
    await enterCode(signup, verifyReply())
    await signup.expectVerified()
  },
  'already verified': async (signup) => {
    await signup.answer('session', sessionReply(2))
    await signup.openCode({}, refusal(409, 'already_verified'))
    await signup.back()
    await signup.submit('9876501234')
    await signup.expectHeading('Number already verified')
  },
  'not resumed': async (signup) => {
    await signup.openCode()
    await signup.answer('session', 'lost')
    await signup.reload()
    await expect(signup.alert).toBeVisible()
  },
  'page not found': async (_, page) => void (await page.goto('/users/nowhere')),
}

async function enterCode(signup: SignupPage, reply: Reply | Promise<Reply>): Promise<void> {
  await signup.answer('verify-otp', reply)
  await signup.openCode({ resend_in: 0 })
  await signup.type('123456')
}
