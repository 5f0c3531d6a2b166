import type { Locator } from '@playwright/test'
import { DetailsPage } from './details-page.ts'
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
  await expect(page).toHaveTitle('Step 1 of 3: Your mobile number – NeoBank')
  await signup.expectHeading('Your mobile number')

  await signup.number.fill(phone)
  await signup.number.press('Enter')
  await signup.expectBoxFocused(1)
  await expect(page).toHaveTitle('Step 1 of 3: Enter the code – NeoBank')
  await signup.expectHeading('Enter the code')
  await expect(page.locator('#code-sent-to')).toContainText(`+91 •••••• ${phone.slice(-4)}`)

  const code = await codeFor(phone)
  await signup.type(code)
  await expect(page.getByText('Your number is verified.')).toBeVisible()
  await signup.expectHeading('Personal details')
  await expect(signup.heading).toBeFocused()
  await expect(page).toHaveTitle('Step 2 of 3: Personal details – NeoBank')
  await expect(page.getByText('Step 2 of 3')).toBeVisible()
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

test('a person opens an account by the keyboard alone, looks at it and closes it', async ({
  page,
  phone,
}) => {
  const signup = new SignupPage(page)
  const tabTo = async (target: Locator) => {
    for (let presses = 0; presses < 40; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await signup.press('Tab')
    }
    await expect(target).toBeFocused()
  }
  const fill = async (target: Locator, text: string) => {
    await tabTo(target)
    await signup.type(text)
  }
  const details = new DetailsPage(page)

  await signup.open()
  await fill(signup.number, phone)
  await signup.press('Enter')
  await signup.expectBoxFocused(1)
  await signup.type(await codeFor(phone))
  await signup.expectHeading('Personal details')
  await details.notice.getByRole('heading').waitFor()
  await fill(details.name, 'S. Janaki')
  await fill(details.day, '27')
  await fill(details.month, 'March')
  await fill(details.year, '1990')
  await fill(details.email, 'janaki@example.com')
  await fill(details.pinCode, '560001')
  for (const id of ['account', 'contact']) {
    await tabTo(details.purpose(id))
    await signup.press('Space')
  }
  await signup.press('Enter')
  await signup.expectHeading('Check your answers')
  await expect(page.locator('.answers')).toContainText('27 March 1990')
  await tabTo(signup.button('All is right, continue'))
  await signup.press('Enter')
  await signup.expectHeading('Create a password')
  await fill(details.password, 'horse battery staple tea')
  await signup.press('Enter')

  await page.waitForURL('**/users/account/')
  await signup.expectHeading('Your account')
  await expect(page.locator('.answers')).toContainText(`+91 •••••• ${phone.slice(-4)}`)
  await expect(page.locator('.consents li')).toHaveCount(2)
  expect((await page.context().cookies()).map(({ name }) => name)).toContain('__Host-account')
  await tabTo(signup.button('Close the account'))
  await signup.press('Enter')
  await tabTo(signup.button('Close the account now'))
  await signup.press('Enter')
  await signup.expectHeading('Your account is closed')
  await signup.reload()
  await signup.expectHeading('You are signed out')
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

test('what is asked for in a wrong way is answered in the form of its kind', async ({
  request,
  baseURL,
}) => {
  const icon = await request.get('/favicon.ico')
  expect([icon.status(), (await icon.body()).subarray(0, 4).toString('hex')]).toEqual([
    200,
    '00000100',
  ])
  for (const path of ['/favicon.ico', '/assets/styles.css', '/openapi.json']) {
    const posted = await request.post(path)
    expect([path, posted.status(), posted.headers()['allow']]).toEqual([path, 405, 'GET, HEAD'])
  }
  for (const path of ['/nowhere', '//users/api/send-otp/', '/users//api/send-otp/', '/users/']) {
    const posted = await request.post(`${baseURL}${path}`, { data: {} })
    expect([path, posted.status()]).toEqual([path, 404])
    expect(await posted.json()).toMatchObject({ error: 'not_found' })
    const got = await request.get(`${baseURL}${path}`)
    expect([path, got.status(), got.headers()['content-type']]).toEqual([
      path,
      404,
      'text/html; charset=UTF-8',
    ])
  }
})

test('an unknown address is told so in the same look', async ({ page }) => {
  const response = await page.goto('/users/nowhere')
  expect(response?.status()).toBe(404)
  await page.getByRole('link', { name: 'Open an account' }).click()
  await expect(page.getByLabel('Mobile number')).toBeVisible()
})
