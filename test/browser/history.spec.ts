import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { refusal, verifyReply } from './replies.ts'
import { SignupPage } from './signup-page.ts'
import { codeFor, otherThan, textsTo } from './sms.ts'

test('Back and Forward restore number and digits, and send nothing (8, 41)', async ({
  page,
  signup,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.type('123')
  await signup.back()
  await signup.expectHeading('Your mobile number')
  await expect(signup.heading).toBeFocused()
  await expect(signup.number).toHaveValue(signup.phone)
  await page.goForward()
  await signup.expectHeading('Enter the code')
  await signup.expectDigits('123')
  for (const name of ['Back', 'Change number']) {
    await signup.button(name).click()
    await expect(signup.number).toHaveValue(signup.phone)
    await signup.send.click()
    await signup.expectHeading('Enter the code')
    await signup.expectDigits('123')
  }
  expect(await textsTo(signup.phone)).toBe(1)
})

test('"Change number", outside the hint, leads to a new code (8)', async ({ page, signup }) => {
  const another = String(Number(signup.phone) + 250)
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.type('12')
  await expect(signup.group).toHaveAccessibleDescription(
    new RegExp(`ending in ${signup.phone.slice(-4)}`),
  )
  await expect(signup.group).not.toHaveAccessibleDescription(/Change number/)
  await signup.button('Change number').click()
  const request = page.waitForRequest('**/users/api/send-otp/')
  await signup.requestCode(another)
  expect((await request).postDataJSON()).toEqual({
    phone: `+91${another}`,
    session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  await signup.expectDigits('')
  await signup.type(await codeFor(another))
  await signup.expectVerified()
  await expect(signup.text(`+91 •••••• ${another.slice(-4)}`).last()).toBeVisible()
})

test('a first visit asks the server nothing, and its reload neither', async ({ page, signup }) => {
  const calls = watchCalls(page)
  await signup.open()
  await signup.reload()
  await expect(signup.number).toBeVisible()
  expect(calls).toEqual([])
})

for (const [end, act] of [
  [
    '"Start again"',
    async (signup) => {
      await signup.answer('verify-otp', verifyReply())
      await signup.type('123456')
      await signup.button('Start again with another number').click()
    },
  ],
  [
    'a session that is over',
    async (signup) => {
      await signup.answer('session', refusal(404, 'session_not_found'))
      await signup.reload()
    },
  ],
] satisfies [string, (signup: SignupPage) => Promise<void>][]) {
  test(`after ${end} a reload asks the server nothing`, async ({ page, signup }) => {
    await signup.openCode()
    await act(signup)
    await signup.expectHeading('Your mobile number')
    const calls = watchCalls(page)
    await signup.reload()
    await expect(signup.number).toBeVisible()
    expect(calls).toEqual([])
  })
}

test('a reload of the code step resumes there and the code works (42)', async ({
  page,
  signup,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.reload()
  await signup.expectBoxFocused(1)
  await expect(page.locator('#code-sent-to')).toContainText(signup.phone.slice(-4))
  await expect(signup.row).toHaveText(/in 0:\d\d/)
  await signup.type(await codeFor(signup.phone))
  await signup.expectVerified()
})

test('after a reload the number is typed again to be texted again', async ({ signup }) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.reload()
  await signup.expectBoxFocused(1)
  await signup.button('Change number').click()
  await signup.expectHeading('Your mobile number')
  await signup.reload()
  await signup.expectHeading('Your mobile number')
  await signup.submit(signup.phone)
  await signup.expectHeading('Enter the code')
  expect(await textsTo(signup.phone)).toBe(1)
})

test('Back to a verified number says so, and cannot send (42, 43)', async ({ signup }) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.type(await codeFor(signup.phone))
  await signup.expectVerified()
  await signup.back()
  await signup.expectHeading('Number already verified')
  await expect(signup.send).toBeHidden()
  await signup.reload()
  await signup.expectHeading('Number already verified')
  await signup.button('Continue').click()
  await signup.expectHeading('Personal details')
  await signup.reload()
  await signup.expectHeading('Personal details')
  await signup.button('Back').click()
  await signup.expectHeading('Number already verified')
  expect(await textsTo(signup.phone)).toBe(1)
})

test('the next person at this computer can begin with a number of their own', async ({
  signup,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.type(await codeFor(signup.phone))
  await signup.expectVerified()
  await signup.button('Start again with another number').click()
  await signup.expectHeading('Your mobile number')
  await expect(signup.number).toHaveValue('')
  const another = String(Number(signup.phone) + 250)
  await signup.requestCode(another)
  await signup.expectDigits('')
  await signup.type(await codeFor(another))
  await signup.expectVerified()
})

test('a second tab resumes, and when it finishes the first recovers (44)', async ({
  page,
  context,
  signup,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  const code = await codeFor(signup.phone)
  const second = new SignupPage(await context.newPage())
  await second.open()
  await second.expectHeading('Enter the code')
  await second.type(code)
  await second.expectVerified()

  await page.bringToFront()
  await signup.type(otherThan(code))
  await signup.expectHeading('Personal details')
})

/** Lists what the page asks the server from now on. */
function watchCalls(page: Page): string[] {
  const calls: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) calls.push(request.url())
  })
  return calls
}
