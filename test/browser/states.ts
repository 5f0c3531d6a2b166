import { Buffer } from 'node:buffer'
import { expect, type Page } from '@playwright/test'
import { pdfOf } from './aadhaar/pdfs.ts'
import { DetailsPage } from './details-page.ts'
import {
  aadhaarReply,
  accountReply,
  ANSWERS,
  identifiedReply,
  identityReply,
  NO_REPLY,
  panReply,
  refusal,
  type Reply,
  verifiedReply,
  verifyReply,
  wrongCode,
} from './replies.ts'
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
  'step 2 refused': async (signup, page) => {
    await signup.openVerified()
    await page.locator('#notice-title').waitFor()
    await new DetailsPage(page).submit.click()
    await expect(page.locator('.summary')).toBeVisible()
  },
  'step 2 filled, a slip pointed out': async (signup, page) => {
    const details = new DetailsPage(page)
    await signup.openVerified()
    await details.fill()
    await details.email.fill('janaki@gmial.com')
    await details.pinCode.focus()
    await expect(signup.text('Did you mean')).toBeVisible()
  },
  'step 2 saving': async (signup, page) => {
    const details = new DetailsPage(page)
    await signup.answer('personal-details', NO_REPLY)
    await signup.openVerified()
    await details.fill()
    await details.submit.click()
    await expect(details.submit).toHaveText('Saving…')
  },
  'notice in Urdu': async (signup, page) => {
    await signup.openVerified()
    await page.locator('.consent').getByRole('button', { name: 'اردو' }).click()
    await expect(page.locator('#notice-title')).toHaveAttribute('dir', 'rtl')
  },
  'notice lost': async (signup) => {
    await signup.answerVerified()
    await signup.answer('notices', 'lost')
    await signup.mark()
    await signup.open()
    await expect(signup.alert).toBeVisible()
  },
  'step 3': async (signup, page) => {
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').waitFor()
  },
  'step 3 without consent': async (signup, page) => {
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').waitFor()
    await signup.button('Open the camera').click()
    await expect(page.locator('#consent-notice .error')).toBeVisible()
  },
  'camera open, with all its tools': async (signup, page) => {
    await page.addInitScript(() => {
      const canvas = document.createElement('canvas')
      const names = ['back', 'wide']
      navigator.mediaDevices.enumerateDevices = async () =>
        names.map((label) => {
          const device = { kind: 'videoinput' as const, deviceId: label, groupId: '', label }
          return { ...device, toJSON: () => label }
        })
      navigator.mediaDevices.getUserMedia = async () => {
        const context = canvas.getContext('2d')
        setInterval(() => context?.fillRect(0, 0, 300, 150), 50)
        const stream = canvas.captureStream(10)
        const [track] = stream.getVideoTracks()
        const capabilities = { torch: true, zoom: { min: 1, max: 4, step: 0.5 } }
        if (track) track.getCapabilities = () => capabilities
        return stream
      }
    })
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').check()
    await signup.button('Open the camera').click()
    await expect(page.locator('.camera-tools select')).toBeVisible()
    await signup.skip(8000)
    await expect(signup.text('Wipe the lens')).toBeVisible()
  },
  'camera not allowed': async (signup, page) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException('', 'NotAllowedError')
      }
    })
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').check()
    await signup.button('Open the camera').click()
    await expect(page.locator('.summary')).toBeVisible()
  },
  'no camera here, and no clipboard': async (signup, page) => {
    await page.addInitScript(() => {
      for (const name of ['mediaDevices', 'clipboard']) {
        Object.defineProperty(navigator, name, { value: undefined })
      }
    })
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').check()
    await signup.button('Open the camera').click()
    await signup.button('Copy the address').click()
    await expect(signup.text('Not copied')).toBeVisible()
  },
  'on the way to DigiLocker': async (signup, page) => {
    await signup.answer('start-aadhaar', NO_REPLY)
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').check()
    await signup.button('Go to DigiLocker').click()
    await expect(signup.button('DigiLocker opens…')).toBeVisible()
  },
  'file refused': async (signup, page) => {
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').check()
    await chooseFile(signup, '')
    await expect(signup.text('This file is empty.')).toBeVisible()
  },
  'PDF locked': async (signup, page) => {
    await openAadhaar(signup)
    await page.locator('#purpose-aadhaar').check()
    await chooseFile(signup, await pdfOf([], { password: 'JANA1990' }))
    await expect(page.locator('#pdf-password')).toBeFocused()
    await page.locator('#pdf-password').fill('JANA1991')
    await signup.press('Enter')
    await expect(page.locator('#pdf-password-notice .error')).toBeVisible()
  },
  'back from DigiLocker': async (signup, page) => {
    await signup.answer('finish-aadhaar', NO_REPLY)
    await signup.answerVerified(identityReply(3))
    await signup.mark()
    await page.goto('/users/signup/?state=a')
    await signup.expectHeading('Back from DigiLocker')
  },
  'back from DigiLocker, which does not answer': async (signup, page) => {
    await signup.answer('finish-aadhaar', refusal(503, 'verifier_unavailable'))
    await signup.answerVerified(identityReply(4))
    await signup.mark()
    await page.goto('/users/signup/?state=a')
    await expect(page.locator('.summary')).toBeVisible()
  },
  'DigiLocker has another name': async (signup, page) => {
    const message = 'The name on this document differs from the one that you gave. Please check it.'
    await signup.answer('finish-aadhaar', refusal(409, 'name_mismatch', { message }))
    await signup.answerVerified(identityReply(3))
    await signup.mark()
    await page.goto('/users/signup/?state=a')
    await expect(signup.text('You gave: S. Janaki')).toBeVisible()
  },
  'Aadhaar verified, name and number to be seen to': async (signup, page) => {
    const more = { name_match: 'review', mobile_linked: false } as const
    await signup.answer('finish-aadhaar', aadhaarReply(more))
    await signup.answerVerified(identityReply(3))
    await signup.mark()
    await page.goto('/users/signup/?state=a')
    await signup.expectHeading('Aadhaar verified')
  },
  'step 4 refused': async (signup, page) => {
    await openPan(signup, 'ABCCE1234F')
    await expect(page.locator('#pan-notice .error')).toBeVisible()
  },
  'PAN verified': async (signup) => {
    await signup.answer('verify-pan', panReply({ name_match: 'review' }))
    await openPan(signup, 'ABCPE1234F')
    await signup.expectHeading('PAN verified')
  },
  'all five steps checked': (signup) => signup.openVerified(identityReply(5)),
  'answers checked, about to be deleted': async (signup) => {
    await signup.openVerified(verifiedReply(ANSWERS))
    await signup.button('Delete my answers').click()
    await expect(signup.text('It cannot be undone.')).toBeVisible()
  },
  'password weak': async (signup, page) => {
    await openPassword(signup, 'janaki1990')
    await expect(page.locator('.strength')).toContainText('your name')
  },
  'password refused': async (signup, page) => {
    const message = 'Many people use this password. Please choose another.'
    await signup.answer(
      'create-account',
      refusal(400, 'password_common', { field: 'password', message }),
    )
    await openPassword(signup, 'password1')
    await new DetailsPage(page).submit.click()
    await expect(signup.text(message)).toBeVisible()
  },
  'account being made': async (signup, page) => {
    await signup.answer('create-account', refusal(503, 'busy', { retry_after: 60 }))
    await openPassword(signup, 'horse battery staple')
    await new DetailsPage(page).submit.click()
    await expect(signup.text('in 1 minute')).toBeVisible()
  },
  'account exists': async (signup, page) => {
    await signup.answer('create-account', refusal(409, 'account_exists', { field: 'phone' }))
    await openPassword(signup, 'horse battery staple')
    await new DetailsPage(page).submit.click()
    await signup.expectHeading('This number has an account')
  },
  'part lost': async (signup, page) => {
    await page.route('**/personal-details.js*', (route) => route.abort())
    await signup.answerVerified()
    await signup.mark()
    await signup.open()
    await expect(signup.alert).toBeVisible()
  },
  'account of all five steps': async (signup, page) => {
    await signup.answer('account', identifiedReply())
    await page.goto('/users/account/')
    await expect(page.locator('.reviews')).toBeVisible()
  },
  'account, consent about to be withdrawn': async (signup, page) => {
    await openAccount(signup, page)
    await page.locator('.consents .link').first().click()
    await expect(page.locator('.consents .callout')).toBeVisible()
  },
  'account about to be closed': async (signup, page) => {
    await signup.answer('close-account', refusal(403, 'fresh_sign_in_required'))
    await openAccount(signup, page)
    await signup.button('Close the account').click()
    await signup.button('Close the account now').click()
    await expect(signup.alert).toBeVisible()
  },
  'signed out': async (signup, page) => {
    await page.goto('/users/account/')
    await signup.expectHeading('You are signed out')
  },
  'already verified': async (signup) => {
    await signup.answerVerified()
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

async function openPassword(signup: SignupPage, password: string): Promise<void> {
  await signup.openVerified(verifiedReply(ANSWERS))
  await signup.button('All is right, continue').click()
  await new DetailsPage(signup.page).password.fill(password)
}

async function openAccount(signup: SignupPage, page: Page): Promise<void> {
  await signup.answer('account', accountReply())
  await page.goto('/users/account/')
  await signup.expectHeading('Your account')
}

async function openAadhaar(signup: SignupPage): Promise<void> {
  await signup.openVerified(identityReply(3))
  await signup.expectHeading('Your Aadhaar')
}

async function openPan(signup: SignupPage, pan: string): Promise<void> {
  await signup.openVerified(identityReply(4))
  await signup.page.locator('#pan').fill(pan)
  await signup.page.locator('#purpose-pan').check()
  await signup.page.locator('#step-later [type=submit]').click()
}

async function chooseFile({ page }: SignupPage, base64: string): Promise<void> {
  const buffer = Buffer.from(base64, 'base64')
  const file = { name: 'aadhaar.pdf', mimeType: 'application/pdf', buffer }
  await page.locator('input[type=file]').setInputFiles(file)
}
