import { expect, test } from './fixtures.ts'
import { SignupPage } from './signup-page.ts'
import { codeFor } from './sms.ts'

test('a person goes from number to code to step 2, without an error or a trace (28, 37, 40, 42, 55)', async ({
  page,
  phone,
}) => {
  // Under the browser's own clock.
  const signup = new SignupPage(page)
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  // The browser is never asked to read the text by itself.
  await page.addInitScript(() => {
    navigator.credentials.get = () => {
      throw new Error('credentials.get was called')
    }
  })
  await signup.open()
  await expect(page).toHaveTitle('Step 1 of 5: Your mobile number – NeoBank')
  await signup.expectHeading('Your mobile number')

  await signup.number.fill(phone)
  await signup.number.press('Enter')
  await signup.expectBoxFocused(1)
  await expect(page).toHaveTitle('Step 1 of 5: Enter the code – NeoBank')
  await signup.expectHeading('Enter the code')
  await expect(page.locator('#code-sent-to')).toContainText(`+91 •••••• ${phone.slice(-4)}`)

  const code = await codeFor(phone)
  await signup.type(code)
  await expect(page.getByText('Your number is verified.')).toBeVisible()
  await signup.expectHeading('Personal details')
  await expect(signup.heading).toBeFocused()
  await expect(page).toHaveTitle('Step 2 of 5: Personal details – NeoBank')
  await expect(page.getByText('Step 2 of 5')).toBeVisible()
  expect(complaints).toEqual([])

  const traces = await page.evaluate(() =>
    JSON.stringify([
      location.href,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      history.state,
    ]),
  )
  expect(traces).not.toContain(phone)
  expect(traces).not.toContain(code)
  const cookies = await page.context().cookies()
  expect(cookies.map(({ name }) => name)).toEqual(['__Host-signup', '__Host-device'])
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' })
    expect(cookie.value).not.toContain(phone)
  }
})

test('the boxes turn green and the page says so before it moves on', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  await page.clock.pauseAt(Date.now() + 60_000)
  await signup.type(await codeFor(phone))
  await page.clock.runFor(1)
  await expect(page.getByRole('status').filter({ hasText: 'verified' })).toBeVisible()
  await expect(signup.boxes.first()).toHaveCSS('border-color', 'rgb(23, 112, 58)')
  await page.clock.runFor(1100)
  await signup.expectHeading('Enter the code')
  await page.clock.runFor(100)
  await signup.expectHeading('Personal details')
})

test('an unknown address is told so in the same look', async ({ page }) => {
  const response = await page.goto('/users/nowhere')
  expect(response?.status()).toBe(404)
  await page.getByRole('link', { name: 'Open an account' }).click()
  await expect(page.getByLabel('Mobile number')).toBeVisible()
})
