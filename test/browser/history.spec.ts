import { expect, test } from './fixtures.ts'
import { SignupPage } from './signup-page.ts'
import { codeFor, otherThan, textsTo } from './sms.ts'

test('Back and Forward restore number and digits, and nothing is sent again (8, 41)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await signup.type('123')
  await signup.back()
  await signup.expectHeading('Your mobile number')
  await expect(signup.heading).toBeFocused()
  await expect(signup.number).toHaveValue(phone)
  await page.goForward()
  await signup.expectHeading('Enter the code')
  await signup.expectDigits('123')
  for (const name of ['Back', 'Change number']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(signup.number).toHaveValue(phone)
    await signup.send.click()
    await signup.expectHeading('Enter the code')
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
  await signup.type('12')
  await expect(signup.group).toHaveAccessibleDescription(new RegExp(`ending in ${phone.slice(-4)}`))
  await expect(signup.group).not.toHaveAccessibleDescription(/Change number/)
  await page.getByRole('button', { name: 'Change number' }).click()
  const request = page.waitForRequest('**/users/api/send-otp/')
  await signup.requestCode(another)
  expect((await request).postDataJSON()).toEqual({
    phone: `+91${another}`,
    session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  await signup.expectDigits('')
  await signup.type(await codeFor(another))
  await signup.expectVerified()
  await expect(page.getByText(`+91 •••••• ${another.slice(-4)}`).last()).toBeVisible()
})

test('a first visit asks the server nothing, and its reload neither', async ({ page, signup }) => {
  const calls: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) calls.push(request.url())
  })
  await signup.open()
  await signup.reload()
  await expect(signup.number).toBeVisible()
  expect(calls).toEqual([])
})

test('a reload of the code step resumes there and the code works (42)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await signup.reload()
  await signup.expectBoxFocused(1)
  await expect(page.locator('#code-sent-to')).toContainText(phone.slice(-4))
  await expect(signup.row).toHaveText(/in 0:\d\d/)
  await signup.type(await codeFor(phone))
  await signup.expectVerified()
})

test('after a reload the number has to be typed again to be texted again, and may be', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await signup.reload()
  await signup.expectBoxFocused(1)
  await page.getByRole('button', { name: 'Change number' }).click()
  await signup.expectHeading('Your mobile number')
  await signup.reload()
  await signup.expectHeading('Your mobile number')
  await signup.submit(phone)
  await signup.expectHeading('Enter the code')
  expect(await textsTo(phone)).toBe(1)
})

test('after verification Back shows that the number is verified, and cannot send (42, 43)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await signup.type(await codeFor(phone))
  await signup.expectVerified()
  await signup.back()
  await signup.expectHeading('Number already verified')
  await expect(signup.send).toBeHidden()
  await signup.reload()
  await signup.expectHeading('Number already verified')
  await page.getByRole('button', { name: 'Continue' }).click()
  await signup.expectHeading('Personal details')
  await signup.reload()
  await signup.expectHeading('Personal details')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await signup.expectHeading('Number already verified')
  expect(await textsTo(phone)).toBe(1)
})

test('the next person at this computer can begin with a number of their own', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await signup.type(await codeFor(phone))
  await signup.expectVerified()
  await page.getByRole('button', { name: 'Start again with another number' }).click()
  await signup.expectHeading('Your mobile number')
  await expect(signup.number).toHaveValue('')
  const another = String(Number(phone) + 250)
  await signup.requestCode(another)
  await signup.expectDigits('')
  await signup.type(await codeFor(another))
  await signup.expectVerified()
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
  const second = new SignupPage(await context.newPage())
  await second.open()
  await second.expectHeading('Enter the code')
  await second.type(code)
  await second.expectVerified()

  await page.bringToFront()
  await signup.type(otherThan(code))
  await signup.expectHeading('Personal details')
})
