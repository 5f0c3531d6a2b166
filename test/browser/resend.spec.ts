import { expect, test } from './fixtures.ts'
import { refused, sent, standing } from './replies.ts'

test.beforeEach(async ({ page, signup }) => {
  await page.clock.install()
  await signup.openCode()
  await page.clock.pauseAt(Date.now() + 1000)
})

test('the wait counts down from what the server said, and a reload does not restart it (32)', async ({
  page,
  signup,
}) => {
  const row = page.locator('.resend-row')
  await page.clock.runFor(9000)
  await expect(row).toHaveText(/in 0:(19|20)/)
  await expect(signup.resend).toHaveAttribute('aria-disabled', 'true')

  await signup.answer('session', standing(1, { resend_in: 20 }))
  await page.reload()
  await expect(row).toHaveText(/in 0:20/)
  await page.clock.runFor(5000)
  await expect(row).toHaveText(/in 0:15/)
  await page.clock.runFor(15_000)
  await expect(row).toHaveText('Send another text')
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
})

test('a phone that slept through the wait wakes to a ready button', async ({ page, signup }) => {
  await page.clock.fastForward(600_000)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
  await expect(page.getByText('This code has expired. Ask for another text below.')).toBeVisible()
})

test('a page that is shown again tells the wait that is left, though its timers were held back', async ({
  page,
}) => {
  const row = page.locator('.resend-row')
  await expect(row).toHaveText(/in 0:(29|30)/)
  await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + 20_000)
  await expect(row).toHaveText(/in 0:(29|30)/)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(row).toHaveText(/in 0:(09|10)/)
})

test('the wait before the third text is longer than before the second (32)', async ({
  page,
  signup,
}) => {
  await page.unroute('**/users/api/send-otp/')
  await signup.answer('send-otp', sent({ resend_in: 60 }))
  await page.clock.runFor(30_000)
  await signup.resend.click()
  await expect(page.locator('.resend-row')).toHaveText(/in 1:00/)
})

test('only that a code was sent, and that one may be, is announced (33)', async ({
  page,
  signup,
}) => {
  await page.clock.runFor(30_000)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
  const announcements = await page.evaluateHandle(() => {
    const said: string[] = []
    for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
      new MutationObserver(() => {
        if (region.textContent) said.push(region.textContent)
      }).observe(region, { childList: true, characterData: true, subtree: true })
    }
    return said
  })
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  for (let second = 0; second < 40; second++) await page.clock.runFor(1000)
  expect(await announcements.jsonValue()).toEqual([
    'We sent another text.',
    'You can ask for another text now.',
  ])
  await expect(
    page.locator('#resend-wait').locator('xpath=ancestor-or-self::*[@role or @aria-live]'),
  ).toHaveCount(0)
})

test('sending again keeps the digits and the focus, by mouse and by keyboard (34)', async ({
  page,
  signup,
}) => {
  await page.keyboard.type('123')
  await page.clock.runFor(30_000)
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await signup.expectDigits('123')
  await signup.expectBoxFocused(4)

  await page.clock.runFor(30_000)
  await signup.resend.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('.resend-row')).toHaveText(/in 0:/)
  await expect(signup.resend).toBeFocused()
  await signup.expectDigits('123')
})

test('that a code was sent stands until the person does something (35)', async ({
  page,
  signup,
}) => {
  await page.clock.runFor(30_000)
  await signup.resend.click()
  const note = page.getByText('We sent another text.')
  await expect(note).toBeVisible()
  await page.clock.runFor(120_000)
  await expect(note).toBeVisible()
  await signup.boxes.first().press('1')
  await expect(note).toBeHidden()
})

test('at the limit there is the wait and the way to help, and no dead button (36)', async ({
  page,
  signup,
}) => {
  await page.unroute('**/users/api/send-otp/')
  await signup.answer('send-otp', refused(429, 'rate_limited', { retry_after: 3600 }), sent())
  await page.clock.runFor(30_000)
  await signup.resend.focus()
  await page.keyboard.press('Enter')
  const words = page.getByText('you can ask again in 1 hour')
  await expect(words).toBeVisible()
  await expect(words).toBeFocused()
  await expect(signup.resend).toBeHidden()
  await expect(page.getByText('Not received a text?', { exact: true })).toBeVisible()
  await page.clock.runFor(60_000)
  await expect(page.getByText('you can ask again in 59 minutes')).toBeVisible()
  await page.clock.fastForward(3_600_000)
  await expect(signup.resend).toBeVisible()
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
})

test('where no text could be sent the button stays, and the code before it too', async ({
  page,
  signup,
}) => {
  await page.unroute('**/users/api/send-otp/')
  const unavailable = refused(503, 'sms_unavailable', { retry_after: 5, resend_in: 0 })
  const calls = await signup.answer('send-otp', unavailable, sent())
  await page.keyboard.type('12')
  await page.clock.runFor(30_000)
  await signup.resend.click()
  await expect(signup.alert).toContainText('could not send the code')
  await signup.expectDigits('12')
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await expect(signup.alert).toBeHidden()
  expect(calls[1]?.body).toEqual(calls[0]?.body)
})

test('after too many codes the page starts afresh from the number, and says so', async ({
  page,
  signup,
}) => {
  await page.unroute('**/users/api/send-otp/')
  await signup.answer('send-otp', refused(404, 'session_not_found'))
  await page.clock.runFor(30_000)
  await signup.resend.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your mobile number')
  await expect(signup.alert).toContainText('Enter your number to start again')
  await expect(signup.number).toHaveValue('9876543210')
})
