import type { Page, Route } from '@playwright/test'
import { expectNoViolations } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { overflow } from './signup-page.ts'
import { codeFor, otherThan, textsTo } from './sms.ts'

const FORM = /\/users\/signup\/form\/?(\?resent)?$/

const code = (page: Page) => page.locator('input:visible')

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function expectScreen(page: Page, title: string, error?: string | RegExp): Promise<void> {
  await expect(page.locator('h1:visible')).toHaveText(title)
  const alert = page.locator('[role=alert]:visible').filter({ hasText: /./ })
  if (error) await expect(alert).toHaveText(error)
  else await expect(alert).toHaveCount(0)
}

async function send(page: Page, phone: string): Promise<void> {
  await page.goto('/users/signup/')
  await page.locator('#phone').fill(phone)
  await press(page, 'Send code')
}

/** Sees that a page is whole on a narrow screen, and its controls are large. */
async function expectFit(page: Page): Promise<void> {
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await overflow(page.locator('html'))).toBe(0)
  const controls = page.locator('button:visible, input:visible')
  for (const control of await controls.all()) {
    expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
  if (size) await page.setViewportSize(size)
}

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false })

  test('a person verifies a number, and is told what the next steps need', async ({
    page,
    phone,
  }) => {
    const addresses: string[] = []
    const posts: (string | undefined)[] = []
    page.on('request', (request) => {
      addresses.push(request.url())
      if (request.method() === 'POST') posts.push(request.headers()['origin'])
    })
    await page.goto('/users/signup/')
    const notice = page.locator('noscript p')
    await expect(notice).toHaveText(/^Without JavaScript you can verify your number here\./)
    await expect(notice).toBeVisible()
    await expectFit(page)

    await send(page, '12345')
    await expectScreen(page, 'Your mobile number', 'Enter a mobile number that can receive texts.')
    await expect(page).toHaveTitle('Error: Step 1 of 3: Your mobile number – NeoBank')
    await expect(page.locator('#phone')).toHaveValue('12345')
    await expectFit(page)

    await page.locator('#phone').fill(phone)
    await page.locator('#phone').press('Enter')
    await expectScreen(page, 'Enter the code')
    await expect(page).toHaveTitle('Step 1 of 3: Enter the code – NeoBank')
    await expect(page.locator('#code-sent-to')).toContainText(`+91 •••••• ${phone.slice(-4)}`)
    await expectFit(page)
    const right = await codeFor(phone)

    await code(page).fill(otherThan(right))
    // Of all buttons, Enter presses the one that goes on.
    await code(page).press('Enter')
    await expectScreen(page, 'Enter the code', 'Incorrect OTP. 2 attempts left.')
    await expect(page).toHaveTitle('Error: Step 1 of 3: Enter the code – NeoBank')
    await expect(code(page)).toHaveValue('')
    await expectFit(page)

    await code(page).fill(`${right.slice(0, 3)} ${right.slice(3)}`)
    await press(page, 'Continue')
    await expectScreen(page, 'Your number is verified')
    await expect(page.getByText('The next steps need JavaScript.')).toBeVisible()
    await expectFit(page)
    await page.reload()
    await expectScreen(page, 'Your number is verified')

    for (const url of addresses) expect(url).not.toMatch(new RegExp(`${phone}|${right}`))
    const [origin] = page.url().split('/users/')
    expect(posts).toEqual(posts.map(() => origin))
    expect(posts.length).toBeGreaterThan(3)
  })

  test('a person has another text sent, and then gives another number', async ({ page, phone }) => {
    await send(page, phone)
    await expectScreen(page, 'Enter the code')
    await press(page, 'Send another text')
    await expectScreen(page, 'Enter the code', /^Please wait \d+ seconds before/)
    expect(await textsTo(phone)).toBe(1)

    await press(page, 'Change number')
    await expectScreen(page, 'Your mobile number')
    await expect(page.locator('#phone')).toHaveValue('')
    const other = `9${phone.slice(1, -1)}${(Number(phone.at(-1)) + 5) % 10}`.replace(/^98/, '97')
    await page.locator('#phone').fill(other)
    await press(page, 'Send code')
    await expectScreen(page, 'Enter the code')
    await expect(page.locator('#code-sent-to')).toContainText(other.slice(-4))
    await code(page).fill(await codeFor(other))
    await press(page, 'Continue')
    await expectScreen(page, 'Your number is verified')
  })

  test('a language is chosen on any of its pages, and the signup goes on', async ({
    page,
    phone,
  }) => {
    await send(page, phone)
    await page.getByRole('link', { name: 'हिन्दी' }).click()
    await expectScreen(page, 'कोड लिखें')
    await page.getByRole('link', { name: 'اردو' }).click()
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
    await expectFit(page)
    await code(page).fill(await codeFor(phone))
    await press(page, 'آگے بڑھیں')
    await expectScreen(page, 'آپ کے نمبر کی تصدیق ہو گئی ہے')
  })
})

/** Takes the script out of the page alone: axe needs one of its own. */
async function takeScriptOut(page: Page): Promise<void> {
  await page.route('**/users/signup/**', async (route) => {
    const response = await route.fetch()
    const html = await response.text()
    await route.fulfill({ response, body: html.replace(/<script.*<\/script>/s, '') })
  })
}

test('axe finds nothing wrong on any page that works without a script, light or dark (49)', async ({
  page,
  phone,
}) => {
  await takeScriptOut(page)
  await send(page, '12345')
  await expectScreen(page, 'Your mobile number', /./)
  await expectNoViolations(page)
  await send(page, phone)
  await expectScreen(page, 'Enter the code')
  await expectNoViolations(page)
  const right = await codeFor(phone)
  await code(page).fill(otherThan(right))
  await press(page, 'Continue')
  await expectScreen(page, 'Enter the code', /./)
  await expectNoViolations(page)
  await code(page).fill(right)
  await press(page, 'Continue')
  await expectScreen(page, 'Your number is verified')
  await expectNoViolations(page)
})

/** Presses the button as a browser does that the script has not told otherwise. */
async function pressUnheard(page: Page): Promise<void> {
  await page.evaluate(() => {
    addEventListener('submit', (event) => event.stopImmediatePropagation(), true)
  })
  await press(page, 'Send code')
  await page.waitForURL(/\/users\/signup\//)
}

test('pressed before its script listens, the form sends the number, and the script goes on', async ({
  page,
  phone,
  signup,
}) => {
  await signup.open()
  await signup.number.fill(phone)
  const posted = page.waitForResponse(FORM)
  await pressUnheard(page)
  expect((await posted).status()).toBe(303)
  await signup.boxes.first().and(page.locator(':focus')).waitFor()
  expect(page.url()).toMatch(/\/users\/signup\/$/)
  await expect(signup.boxes).toHaveCount(6)
  await signup.type(await codeFor(phone))
  await signup.expectVerified()
})

for (const [when, breakScript] of [
  ['as it is read', (script: string) => `${script};(`],
  ['at its start', (script: string) => `throw 0;${script}`],
  ['at its end', (script: string) => script.replace('addEventListener("popstate"', 'nobody($&')],
] as const) {
  test(`where its script fails ${when}, the form works`, async ({ browser, baseURL, phone }) => {
    // A page of its own, as this one has faults on purpose.
    const page = await browser.newPage({ baseURL, bypassCSP: true })
    await page.route('**/users/signup/', (route) => breakPage(route, breakScript), { times: 1 })
    await page.goto('/users/signup/')
    await page.locator('#phone').fill(phone)
    const posted = page.waitForResponse(FORM)
    await press(page, 'Send code')
    expect((await posted).status()).toBe(303)
    await page.close()
  })
}

/** Answers with the page, its script changed. */
async function breakPage(route: Route, breakScript: (script: string) => string): Promise<void> {
  const response = await route.fetch()
  const html = await response.text()
  const body = html.replace(
    /(<script type=module>)(.*)(<\/script>)/s,
    (_, start, script, end) => start + breakScript(script) + end,
  )
  expect(body).not.toBe(html)
  await route.fulfill({ response, body })
}
