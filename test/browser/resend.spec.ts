import { expect, test } from './fixtures.ts'
import { refusal, sendReply, sessionReply } from './replies.ts'

test.beforeEach(async ({ signup }) => {
  await signup.openCode()
  await signup.pause()
})

test("the server's wait counts down, and no reload restarts it (32)", async ({ signup }) => {
  await signup.pass(9000)
  await expect(signup.row).toHaveText(/in 0:(19|20)/)
  await expect(signup.resend).toHaveAttribute('aria-disabled', 'true')

  await signup.answer('session', sessionReply(1, { resend_in: 20 }))
  await signup.reload()
  await expect(signup.row).toHaveText(/in 0:20/)
  await signup.pass(5000)
  await expect(signup.row).toHaveText(/in 0:15/)
  await signup.pass(15_000)
  await expect(signup.row).toHaveText('Send another text')
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
})

test('a phone that slept through the wait wakes to a ready button', async ({ signup }) => {
  await signup.skip(600_000)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
  await expect(signup.text('This code has expired. Ask for another text below.')).toBeVisible()
})

test('a clock that is set changes neither the wait nor how long the code lives', async ({
  page,
  signup,
}) => {
  for (const shift of [-3_600_000, 7_200_000]) {
    await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + shift)
    await signup.pass(5000)
    await expect(signup.text(/^The code works until [^.]+\.$/)).toBeVisible()
  }
  await expect(signup.row).toHaveText(/in 0:(19|20)/)
})

test('shown again, the page asks the server what is left, as its clock may have slept', async ({
  page,
  signup,
}) => {
  await signup.answer('session', sessionReply(1, { resend_in: 10, attempts_left: 2 }))
  await expect(signup.row).toHaveText(/in 0:(29|30)/)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(signup.row).toHaveText(/in 0:(09|10)/)
  await expect(signup.text(/2 tries left/)).toBeVisible()
})

test('shown again once the signup has ended, the page says so; unreachable, it waits', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('session', 'lost', refusal(404, 'session_not_found'))
  const show = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await show()
  await expect.poll(() => calls.length).toBe(1)
  await signup.expectHeading('Enter the code')
  await show()
  await signup.expectHeading('Your mobile number')
  await signup.expectAlert('has ended')
})

test('shown again once another tab has verified the number, the page goes on', async ({
  page,
  signup,
}) => {
  await signup.answerVerified()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await signup.expectHeading('Personal details')
})

test('only that a code was sent, and may be, is announced (33, 35)', async ({ page, signup }) => {
  await signup.pass(30_000)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
  const announcements = await signup.announcements()
  await signup.sendAgain()
  for (let second = 0; second < 40; second++) await signup.pass(1000)
  await signup.pass(80_000)
  expect(await announcements.jsonValue()).toEqual([
    'status: We sent another text.',
    'status: You can ask for another text now.',
  ])
  await expect(
    page.locator('#resend-wait').locator('xpath=ancestor-or-self::*[@role or @aria-live]'),
  ).toHaveCount(0)
  await expect(signup.resent).toBeVisible()
  await signup.boxes.first().press('1')
  await expect(signup.resent).toBeHidden()
})

test('another text keeps digits and focus, and the wait grows (32, 34)', async ({ signup }) => {
  await signup.type('123')
  await signup.pass(30_000)
  await signup.sendAgain()
  await signup.expectDigits('123')
  await signup.expectBoxFocused(4)

  await signup.pass(30_000)
  await signup.answer('send-otp', sendReply({ resend_in: 60 }))
  await signup.resend.focus()
  await signup.press('Enter')
  await expect(signup.row).toHaveText(/in 1:00/)
  await expect(signup.resend).toBeFocused()
  await signup.expectDigits('123')
})

test('at the limit there are wait and help, and no dead button (36)', async ({ page, signup }) => {
  const limit = refusal(429, 'rate_limited', { retry_after: 3600 })
  await signup.answer('send-otp', limit, sendReply())
  await signup.pass(30_000)
  await signup.resend.focus()
  await signup.press('Enter')
  const words = signup.text('you can ask again in 1 hour')
  await expect(words).toBeVisible()
  await expect(words).toBeFocused()
  await expect(signup.resend).toBeHidden()
  await expect(page.getByText('Not received a text?', { exact: true })).toBeVisible()
  await signup.pass(60_000)
  await expect(signup.text('you can ask again in 59 minutes')).toBeVisible()
  await signup.skip(3_600_000)
  await expect(signup.resend).toBeVisible()
  await signup.sendAgain()
})

test('where no text could be sent, button and code before it stay', async ({ signup }) => {
  const unavailable = refusal(503, 'sms_unavailable', { retry_after: 5, resend_in: 0 })
  const calls = await signup.answer('send-otp', unavailable, sendReply())
  await signup.type('12')
  await signup.pass(30_000)
  await signup.resend.click()
  await signup.expectAlert('could not send the code')
  await signup.expectDigits('12')
  await signup.sendAgain()
  await expect(signup.alert).toBeHidden()
  expect(calls[1]?.body).toEqual(calls[0]?.body)
})

test('after too many codes the page starts afresh, and says so', async ({ signup }) => {
  await signup.answer('send-otp', refusal(404, 'session_not_found'))
  await signup.pass(30_000)
  await signup.resend.click()
  await signup.expectHeading('Your mobile number')
  await signup.expectAlert('Enter your number to start again')
  await expect(signup.number).toHaveValue('9876543210')
})
