import type { Locator } from '@playwright/test'
import { expectNoViolations } from './axe.ts'
import { test } from './bot-check-server.ts'
import { expect } from './fixtures.ts'
import { refusal, type Reply, sendReply, verifyReply } from './replies.ts'
import { type Call, keysOf, overflow, PHONE, type SignupPage } from './signup-page.ts'
import { codeFor, textsTo } from './sms.ts'

// One server for all: a second of its kind on a small machine costs more than taking turns.
test.describe.configure({ mode: 'default' })

const CHECK = { bot_check_url: '/users/bot-check/' }
const required = refusal(403, 'bot_check_required', CHECK)

test('a person solves the check in place, and goes on to the code', async ({
  page,
  signup,
  check,
  phone,
  server,
}) => {
  const sends: { key: string | undefined; body: Record<string, string> }[] = []
  const foreign: boolean[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/send-otp/')) {
      sends.push({ key: request.headers()['idempotency-key'], body: request.postDataJSON() })
    }
    if (!request.url().startsWith(`${server.url}/`)) {
      foreign.push(request.frame() === page.mainFrame())
    }
  })
  await signup.open()
  await signup.submit(phone)
  await expect(check.tick).toBeVisible()
  await expect(signup.send).toHaveText('Waiting for the check…')
  await expect(signup.send).toBeFocused()
  await expect(signup.announcer).toHaveText('Show that you are a person, and your code goes out.')
  expect(await textsTo(phone, server.folder)).toBe(0)

  await check.tick.click()
  await signup.expectBoxFocused(1)
  expect(sends).toHaveLength(2)
  expect(sends[0]?.body).toEqual({ phone: `+91${phone}` })
  expect(sends[1]?.body).toEqual({ phone: `+91${phone}`, bot_check_token: expect.any(String) })
  expect(sends[1]?.key).toBe(sends[0]?.key)
  expect(new Set(foreign)).toEqual(new Set([false]))
  await signup.type(await codeFor(phone, server.folder))
  await signup.expectVerified()
})

test('by keyboard the check is the next stop after the button', async ({ signup, check }) => {
  await signup.open()
  await signup.number.fill(signup.phone)
  await signup.number.press('Enter')
  await expect(check.tick).toBeVisible()
  await signup.send.focus()
  await signup.press('Tab')
  await expect(check.tick).toBeFocused()
  await signup.press('Space')
  await signup.expectBoxFocused(1)
})

test('for another text, digits and focus stay', async ({ signup, check }) => {
  const calls = await signup.openCode({ resend_in: 0 }, required, sendReply())
  await signup.type('123')
  await signup.resend.click()
  await expect(signup.resend).toHaveText('Waiting for the check…')
  await expect(signup.resend).toHaveAttribute('aria-disabled', 'true')
  await signup.expectBoxFocused(4)
  await check.tick.click()
  await expect(signup.resent).toBeVisible()
  await expect(check.box).toHaveCount(0)
  await signup.expectDigits('123')
  await signup.expectBoxFocused(4)
  expect(keysOf(calls)[2]).toBe(keysOf(calls)[1])
  expect(calls[2]?.body).toEqual({ ...calls[1]?.body, bot_check_token: expect.any(String) })
})

test('for a call, the same channel is asked for again', async ({ signup, check }) => {
  const offer = { resend_in: 0, channels: ['voice' as const] }
  const calls = await signup.openCode(offer, required, sendReply(offer))
  await signup.voice.click()
  await expect(signup.button('Waiting for the check…')).toHaveCount(1)
  await expect(signup.resend).toHaveText('Send another text')
  await expect(signup.resend).toHaveAttribute('aria-disabled', 'true')
  await check.tick.click()
  await expect(signup.text('We are calling you.')).toBeVisible()
  await expect(signup.voice).toBeVisible()
  expect(keysOf(calls)[2]).toBe(keysOf(calls)[1])
  expect(calls[1]?.body).toMatchObject({ channel: 'voice' })
  expect(calls[2]?.body).toEqual({ ...calls[1]?.body, bot_check_token: expect.any(String) })
})

test('a code that comes meanwhile is verified, and the check goes', async ({ signup, check }) => {
  await signup.answer('verify-otp', verifyReply())
  await signup.openCode({ resend_in: 0 }, required)
  await signup.resend.click()
  await expect(check.tick).toBeVisible()
  await signup.boxes.first().focus()
  await signup.type('123456')
  await expect(check.box).toHaveCount(0)
  await signup.expectVerified()
})

test('a check that was refused is shown anew, and not for ever', async ({ signup, check }) => {
  const failed = refusal(403, 'bot_check_failed', CHECK)
  const calls = await submit(signup, required, failed, failed, sendReply())
  for (const times of [2, 3]) {
    await check.tick.click()
    await expect.poll(() => calls.length).toBe(times)
  }
  await signup.expectAlert('could not confirm')
  await expect(check.box).toHaveCount(0)
  await expect(signup.send).toHaveText('Try again')
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(calls[3]?.body).not.toHaveProperty('bot_check_token')
  expect(new Set(keysOf(calls)).size).toBe(1)
  await signup.expectHeading('Enter the code')
})

test('a limit may be passed too, after a lost answer with the same token', async ({
  signup,
  check,
}) => {
  const limit = refusal(429, 'rate_limited', { retry_after: 300, ...CHECK })
  const calls = await submit(signup, limit, 'lost', sendReply())
  await check.tick.click()
  await signup.expectAlert('could not reach')
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(calls[2]?.body).toEqual(calls[1]?.body)
  expect(keysOf(calls)[2]).toBe(keysOf(calls)[1])
})

test('another number ends the check of the former one', async ({ signup, check }) => {
  const calls = await submit(signup, required, sendReply())
  await expect(check.tick).toBeVisible()
  await signup.number.fill('9876543211')
  await expect(check.box).toHaveCount(0)
  await expect(signup.send).toHaveText('Send code')
  await expect(signup.send).not.toHaveAttribute('aria-disabled')
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(calls.map(({ body }) => body)).toEqual([
    { phone: `+91${PHONE}` },
    { phone: '+919876543211' },
  ])
  await signup.back()
  await expect(signup.number).toHaveValue('9876543211')
})

test('the person may cancel the check, and nothing is lost', async ({ signup, check }) => {
  const calls = await signup.answer('send-otp', required)
  await signup.open()
  await signup.number.fill(PHONE)
  await signup.number.press('Enter')
  await expect(check.tick).toBeVisible()
  await signup.button('Cancel').focus()
  await signup.press('Enter')
  await expect(check.box).toHaveCount(0)
  await expect(signup.number).toBeFocused()
  await expect(signup.number).toHaveValue(PHONE)
  await expect(signup.send).toHaveText('Send code')
  await expect(signup.send).not.toHaveAttribute('aria-disabled')
  expect(calls).toHaveLength(1)
})

for (const what of ['**/turnstile/v0/api.js*', '**/assets/en/bot-check.js*']) {
  test(`where ${what} is blocked the page says so, and can try again`, async ({
    page,
    signup,
    check,
  }) => {
    await page.route(what, (route) => route.abort())
    await signup.open()
    await signup.submit(signup.phone)
    await signup.expectAlert('The check did not work')
    await expect(signup.send).toHaveText('Try again')
    await expect(signup.send).toBeFocused()
    await expect(signup.number).toHaveValue(signup.phone)
    await expect(check.box).toHaveCount(0)

    await page.unroute(what)
    await signup.send.click()
    await check.tick.click()
    await signup.expectBoxFocused(1)
  })
}

test('a check that shows nothing for 15 seconds is given up', async ({ page, signup, check }) => {
  await page.route('**/users/bot-check/', (route) => route.fulfill({ body: 'Bad gateway' }))
  await submit(signup, required)
  await expect(check.frame).toBeVisible()
  await signup.skip(15_000)
  await signup.expectAlert('The check did not work')
  await expect(check.box).toHaveCount(0)
})

test('a check that has shown itself waits as long as the person likes', async ({
  signup,
  check,
}) => {
  await submit(signup, required, sendReply())
  await expect(check.tick).toBeVisible()
  await signup.skip(600_000)
  await check.tick.click()
  await signup.expectBoxFocused(1)
})

test('offline, the page says that and not that the check is blocked', async ({
  page,
  context,
  signup,
}) => {
  await page.route('**/assets/en/bot-check.js*', async (route) => {
    await context.setOffline(true)
    await route.abort()
  })
  await submit(signup, required)
  await signup.expectAlert('You are offline')
})

test('where Turnstile itself cannot go on, the person may try again', async ({ signup, check }) => {
  await signup.openCode({ resend_in: 0 }, required, required, sendReply())
  await signup.resend.click()
  await check.fail()
  await signup.expectAlert('The check did not work')
  await expect(signup.resend).toHaveText('Send another text')
  await signup.resend.click()
  await check.tick.click()
  await expect(signup.resent).toBeVisible()
})

test('nobody else can say that the check is solved', async ({ page, signup, check }) => {
  const calls = await submit(signup, required, sendReply())
  await expect(check.tick).toBeVisible()
  const forged = { type: 'bot-check', token: 'forged' }
  await page.evaluate((message) => window.postMessage(message, location.origin), forged)
  await check.tick.evaluate((_, message) => window.top?.postMessage(message, '*'), forged)
  await check.tick.click()
  await signup.expectBoxFocused(1)
  expect(calls).toHaveLength(2)
  expect(calls[1]?.body['bot_check_token']).not.toBe('forged')
})

test('a page of another origin in the frame cannot say it either', async ({
  page,
  signup,
  check,
}) => {
  await page.route('**/users/bot-check/', (route) =>
    route.fulfill({
      headers: {
        'content-type': 'text/html',
        'content-security-policy': 'sandbox allow-scripts',
      },
      body: "<script>parent.postMessage({ type: 'bot-check', token: 'forged' }, '*')</script>",
    }),
  )
  const calls = await signup.answer('send-otp', required, sendReply())
  await signup.open()
  const heard = page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ origin, data }) => resolve({ origin, data }))
      }),
  )
  await signup.submit()
  expect(await heard).toEqual({ origin: 'null', data: { type: 'bot-check', token: 'forged' } })
  await expect(check.box).toBeVisible()
  await signup.button('Cancel').click()
  expect(calls).toHaveLength(1)
})

test('the page with the check passes axe, light and dark', async ({ page, signup, check }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await submit(signup, required)
  await expect(check.tick).toBeVisible()
  await expectNoViolations(page)
})

for (const direction of ['ltr', 'rtl'] as const) {
  test(`the check fits 320 pixels, ${direction}, and moves nothing above it`, async ({
    page,
    signup,
    check,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await signup.answer('send-otp', required)
    await signup.open()
    await signup.setDirection(direction)
    await signup.number.fill(PHONE)
    const top = await topOf(signup.send)
    await signup.send.click()
    await expect(check.tick).toBeInViewport()
    expect(await topOf(signup.send)).toBe(top)
    expect(await overflow(page.locator('html'))).toBe(0)
    expect(await overflow(check.inside.locator('html'))).toBe(0)
    const widget = await check.inside.locator('iframe').boundingBox()
    expect(widget).toMatchObject({ width: 150, height: 140 })
    expect(await check.frame.boundingBox()).toMatchObject({ height: 140 })
  })
}

/** Asks for a code, and gives the sends, which it answers in turn. */
async function submit(signup: SignupPage, ...replies: Reply[]): Promise<Call[]> {
  const calls = await signup.answer('send-otp', ...replies)
  await signup.open()
  await signup.submit()
  return calls
}

/** Gives where an element stands in the page, however far that is scrolled. */
function topOf(target: Locator): Promise<number> {
  return target.evaluate((element) => element.getBoundingClientRect().top + window.scrollY)
}
