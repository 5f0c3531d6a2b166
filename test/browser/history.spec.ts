import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { refused, verified } from './replies.ts'
import type { SignupPage } from './signup-page.ts'
import { codeFor, textsTo } from './sms.ts'

const heading = { level: 1 } as const

test('Back and Forward restore number and digits, and nothing is sent again (8, 41)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await page.keyboard.type('123')
  await page.goBack()
  await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
  await expect(page.getByRole('heading', heading)).toBeFocused()
  await expect(signup.number).toHaveValue(phone)
  await page.goForward()
  await expect(page.getByRole('heading', heading)).toHaveText('Enter the code')
  await signup.expectDigits('123')
  for (const name of ['Back', 'Change number']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(signup.number).toHaveValue(phone)
    await signup.send.click()
    await expect(page.getByRole('heading', heading)).toHaveText('Enter the code')
    await signup.expectDigits('123')
  }
  expect(await textsTo(phone)).toBe(1)
})

test('"Change number" stands outside the hint and leads to a code for the new number (8)', async ({
  page,
  signup,
  phone,
}) => {
  const another = String(Number(phone) + 250)
  await signup.open()
  await signup.requestCode(phone)
  await page.keyboard.type('12')
  await expect(signup.group).toHaveAccessibleDescription(new RegExp(`ending in ${phone.slice(-4)}`))
  await expect(signup.group).not.toHaveAccessibleDescription(/Change number/)
  await page.getByRole('button', { name: 'Change number' }).click()
  const asked = page.waitForRequest('**/users/api/send-otp/')
  await signup.requestCode(another)
  expect((await asked).postDataJSON()).toEqual({
    phone: `+91${another}`,
    session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  await signup.expectDigits('')
  await page.keyboard.type(await codeFor(another))
  await expect(page.getByText(`+91 •••••• ${another.slice(-4)}`).last()).toBeVisible()
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

test('a first visit asks the server nothing, and its reload neither', async ({ page, signup }) => {
  const calls = watchCalls(page)
  await signup.open()
  await page.reload()
  await expect(signup.number).toBeVisible()
  expect(calls).toEqual([])
})

for (const [end, act] of [
  [
    '"Start again"',
    async (signup) => {
      await signup.answer('verify-otp', verified())
      await signup.page.keyboard.type('123456')
      await signup.page.getByRole('button', { name: 'Start again with another number' }).click()
    },
  ],
  [
    'a session that is over',
    async (signup) => {
      await signup.answer('session', refused(404, 'session_not_found'))
      await signup.page.reload()
    },
  ],
] satisfies [string, (signup: SignupPage) => Promise<void>][]) {
  test(`after ${end} a reload asks the server nothing`, async ({ page, signup }) => {
    await signup.openCode()
    await act(signup)
    await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
    const calls = watchCalls(page)
    await page.reload()
    await expect(signup.number).toBeVisible()
    expect(calls).toEqual([])
  })
}

test('a reload of the code step resumes there and the code works (42)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await page.reload()
  await signup.expectBoxFocused(1)
  await expect(page.locator('#code-sent-to')).toContainText(phone.slice(-4))
  await expect(page.locator('.resend-row')).toHaveText(/in 0:\d\d/)
  await page.keyboard.type(await codeFor(phone))
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

test('after a reload the number has to be typed again to be texted again, and may be', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await page.reload()
  await signup.expectBoxFocused(1)
  await page.getByRole('button', { name: 'Change number' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
  await page.reload()
  await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
  await signup.number.fill(phone)
  await signup.send.click()
  await expect(page.getByRole('heading', heading)).toHaveText('Enter the code')
  expect(await textsTo(phone)).toBe(1)
})

test('after verification Back shows that the number is verified, and cannot send (42, 43)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await page.keyboard.type(await codeFor(phone))
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
  await page.goBack()
  await expect(page.getByRole('heading', heading)).toHaveText('Number already verified')
  await expect(signup.send).toBeHidden()
  await page.reload()
  await expect(page.getByRole('heading', heading)).toHaveText('Number already verified')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
  await page.reload()
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Number already verified')
  expect(await textsTo(phone)).toBe(1)
})

test('the next person at this computer can begin with a number of their own', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await page.keyboard.type(await codeFor(phone))
  await page.getByRole('button', { name: 'Start again with another number' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
  await expect(signup.number).toHaveValue('')
  const another = String(Number(phone) + 250)
  await signup.requestCode(another)
  await signup.expectDigits('')
  await page.keyboard.type(await codeFor(another))
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

test('a second tab resumes, and when it finishes the first recovers (44)', async ({
  page,
  context,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  const code = await codeFor(phone)
  const second = await context.newPage()
  await second.goto('/users/signup/')
  await expect(second.getByRole('heading', heading)).toHaveText('Enter the code')
  await second.keyboard.type(code)
  await expect(second.getByRole('heading', heading)).toHaveText('Personal details')

  await page.bringToFront()
  await page.keyboard.type(code === '111111' ? '222222' : '111111')
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

/** Lists what the page asks the server from now on. */
function watchCalls(page: Page): string[] {
  const calls: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) calls.push(request.url())
  })
  return calls
}
