import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { held, refused, sent, standing } from './replies.ts'
import type { Call, Reply, SignupPage } from './signup-page.ts'

const BOTH = { channels: ['voice', 'whatsapp'] }
const CALLING = 'We are calling you. Press the key you are asked for, and you hear the code.'
const again = sent({ ...BOTH, resend_in: 60 })

test('other ways are offered once a reply names them, after the button for a text', async ({
  page,
  signup,
}) => {
  await page.clock.install()
  await signup.answer('send-otp', sent(), sent(), sent(BOTH))
  await signup.open()
  await signup.requestCode('9876543210')
  const { call, message } = waysOn(page)
  for (const offered of [false, true]) {
    await expect(call).toHaveCount(0)
    await page.clock.fastForward(60_000)
    await signup.resend.click()
    await expect(page.getByText('We sent another text.')).toBeVisible()
    await expect(call).toHaveCount(offered ? 1 : 0)
  }
  await expect(message).toBeVisible()
  await signup.resend.focus()
  for (const button of [call, message]) {
    await page.keyboard.press('Tab')
    await expect(button).toBeFocused()
  }
})

test('only what is offered is shown, and in the help list too', async ({ page, signup }) => {
  await signup.openCode({ channels: ['whatsapp', 'pigeon'] })
  const { call, message } = waysOn(page)
  await expect(message).toBeVisible()
  await expect(call).toHaveCount(0)
  await page.getByText('Not received a text?').click()
  await expect(page.locator('.help li')).toHaveCount(5)
  await expect(page.locator('.help')).toContainText('ask for the code by WhatsApp')
  await expect(page.locator('.help')).not.toContainText('call')
})

test('all of them wait for the same countdown', async ({ page, signup }) => {
  await page.clock.install()
  const calls = await open(signup, { resend_in: 30 }, again)
  await page.clock.pauseAt(Date.now() + 1000)
  const { call, message } = waysOn(page)
  for (const button of [signup.resend, call, message]) {
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(/^in 0:\d\d$/)
  }
  await call.click({ force: true })
  expect(calls).toHaveLength(1)

  await page.clock.fastForward(30_000)
  for (const button of [signup.resend, call, message]) {
    await expect(button).not.toHaveAttribute('aria-disabled')
  }
  await message.click()
  await expect(page.getByText('We sent it by WhatsApp.')).toBeVisible()
  for (const button of [signup.resend, call, message]) {
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(/^in (1:00|0:59)$/)
  }
})

test('a call says that it comes and what to do, politely, until the person goes on', async ({
  page,
  signup,
}) => {
  const calls = await open(signup, {}, again)
  await page.keyboard.type('12')
  await waysOn(page).call.click()
  const note = page.getByRole('status').filter({ hasText: CALLING })
  await expect(note).toBeVisible()
  expect(calls[1]?.body).toEqual({ ...calls[0]?.body, ...SESSION, channel: 'voice' })
  await signup.expectDigits('12')
  await signup.expectBoxFocused(3)
  await page.keyboard.type('3')
  await expect(note).toHaveCount(0)
})

test('by keyboard the button keeps the focus, and nothing is asked twice', async ({
  page,
  signup,
}) => {
  const slow = held()
  const calls = await open(signup, {}, slow.reply)
  const { message } = waysOn(page)
  await message.focus()
  await page.keyboard.press('Enter')
  const sending = page.getByRole('button', { name: 'Sending…' })
  await expect(sending).toBeFocused()
  await expect(sending).toHaveAttribute('data-busy')
  await page.keyboard.press('Enter')
  slow.release(again)
  await expect(page.getByText('We sent it by WhatsApp.')).toBeVisible()
  await expect(message).toBeFocused()
  expect(calls).toHaveLength(2)
})

test('while one is under way the others wait', async ({ page, signup }) => {
  const slow = held()
  const calls = await open(signup, {}, slow.reply)
  const { call, message } = waysOn(page)
  await call.click()
  await expect(page.getByRole('button', { name: 'Calling…' })).toBeVisible()
  for (const button of [signup.resend, message]) {
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await button.click({ force: true })
  }
  expect(calls).toHaveLength(2)
  slow.release(refused(503, 'sms_unavailable', { retry_after: 5, resend_in: 0 }))
  await expect(signup.alert).toContainText('could not send the code')
  for (const button of [signup.resend, call, message]) {
    await expect(button).not.toHaveAttribute('aria-disabled')
  }
})

test('the same wish repeats under the same key, another way is another wish', async ({
  page,
  signup,
}) => {
  const unavailable = refused(503, 'sms_unavailable', { retry_after: 5, resend_in: 0 })
  const calls = await open(signup, {}, 'lost', unavailable, unavailable, again)
  const { call, message } = waysOn(page)
  await call.click()
  await expect(signup.alert).toContainText('could not reach NeoBank')
  await call.click()
  await expect(signup.alert).toContainText('could not send the code')
  await message.click()
  await expect.poll(() => calls.length).toBe(4)
  await expect(signup.alert).toContainText('could not send the code')
  await call.click()
  await expect(page.getByText(CALLING)).toBeVisible()

  expect(calls.map(({ body }) => body['channel'])).toEqual([
    undefined,
    'voice',
    'voice',
    'whatsapp',
    'voice',
  ])
  const keys = calls.map(({ headers }) => headers['idempotency-key'])
  expect(keys[2]).toBe(keys[1])
  expect(new Set(keys).size).toBe(4)
})

test('offline it says so, keeps everything, and works once connected', async ({
  page,
  context,
  signup,
}) => {
  await open(signup, {}, 'lost', again)
  await page.keyboard.type('12')
  await context.setOffline(true)
  await waysOn(page).call.click()
  await expect(signup.alert).toContainText('You are offline')
  await signup.expectDigits('12')
  await context.setOffline(false)
  await waysOn(page).call.click()
  await expect(page.getByText(CALLING)).toBeVisible()
  await expect(signup.alert).toHaveCount(0)
})

test('at the limit the wait takes the place of all of them, and the focus', async ({
  page,
  signup,
}) => {
  await page.clock.install()
  await open(signup, {}, refused(429, 'rate_limited', { retry_after: 3600 }))
  const { call, message } = waysOn(page)
  await call.focus()
  await page.keyboard.press('Enter')
  const words = page.getByText('you can ask again in 1 hour')
  await expect(words).toBeFocused()
  for (const button of [signup.resend, call, message]) await expect(button).toBeHidden()
  await page.clock.fastForward(3_600_000)
  for (const button of [signup.resend, call, message]) await expect(button).toBeVisible()
})

test('a wait that the server still asks for is taken over', async ({ page, signup }) => {
  await open(signup, {}, refused(429, 'resend_too_soon', { retry_after: 25, resend_in: 25 }))
  await waysOn(page).call.click()
  await expect(signup.alert).toContainText('Try again in 25 seconds')
  await expect(waysOn(page).call).toHaveAttribute('aria-disabled', 'true')
  await expect(waysOn(page).call).toHaveAccessibleDescription(/^in 0:2\d$/)
})

test('what is offered no more goes, without the focus being lost', async ({ page, signup }) => {
  await open(signup, {}, sent({ channels: ['whatsapp'] }))
  const { call, message } = waysOn(page)
  await call.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(CALLING)).toBeVisible()
  await expect(call).toHaveCount(0)
  await expect(message).toBeVisible()
  await expect(signup.resend).toBeFocused()
})

test('another number is offered nothing that was offered to the one before', async ({
  page,
  signup,
}) => {
  await open(signup, {}, sent({ phone: '+91 •••••• 1234' }))
  await expect(waysOn(page).call).toBeVisible()
  await page.goBack()
  await signup.requestCode('9876501234')
  await expect(signup.resend).toBeVisible()
  await expect(waysOn(page).call).toHaveCount(0)
  await expect(waysOn(page).message).toHaveCount(0)
})

test('a poll may bring them, and take them away', async ({ page, signup }) => {
  await page.clock.install()
  const polls = await signup.answer(
    'session',
    standing(1, { delivery: 'pending', channels: ['voice'] }),
    standing(1, { delivery: 'pending' }),
  )
  await signup.openCode({ delivery: 'pending' })
  const { call } = waysOn(page)
  for (const count of [1, 2]) {
    await expect
      .poll(async () => {
        await page.clock.runFor(500)
        return polls.length
      })
      .toBe(count)
    await expect(call).toHaveCount(count === 1 ? 1 : 0)
  }
})

test('after a reload a call is made once the number is entered again, and says so', async ({
  page,
  signup,
}) => {
  await signup.answer('session', standing(1, { ...BOTH, resend_in: 0 }))
  const calls = await open(signup, {}, again, again)
  await page.reload()
  await waysOn(page).call.click()
  await expect(signup.alert).toContainText('Enter it again')
  await signup.requestCode('9876543210')
  await expect(page.getByText(CALLING)).toBeVisible()
  expect(calls[1]?.body).toEqual({ ...calls[0]?.body, ...SESSION, channel: 'voice' })
})

test('the call wished for before the reload is made once', async ({ page, signup }) => {
  await signup.answer('session', standing(1, { ...BOTH, resend_in: 0 }))
  const calls = await open(signup, {}, sent({ ...BOTH, expires_in: 0 }), again)
  await page.reload()
  await waysOn(page).call.click()
  await signup.requestCode('9876543210')
  await expect(page.getByText(CALLING)).toBeVisible()
  await page.goBack()
  await signup.requestCode('9876543210')
  expect(calls.map(({ body }) => body['channel'])).toEqual([undefined, 'voice', undefined])
})

test('after a reload another number gets a text, whatever was wished before', async ({
  page,
  signup,
}) => {
  await signup.answer('session', standing(1, { ...BOTH, resend_in: 0 }))
  const calls = await open(signup, {}, sent({ phone: '+91 •••••• 1234' }))
  await page.reload()
  await waysOn(page).call.click()
  await signup.requestCode('9876501234')
  expect(calls[1]?.body).not.toHaveProperty('channel')
  await expect(page.getByText(CALLING)).toHaveCount(0)
})

for (const width of [320, 1280]) {
  test(`nothing moves when a call is on its way, ${width} pixels wide`, async ({
    page,
    signup,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await open(signup, {}, again)
    const help = page.getByText('Not received a text?')
    const place = await help.boundingBox()
    await waysOn(page).call.click()
    await expect(page.getByText(CALLING)).toBeVisible()
    expect(await help.boundingBox()).toEqual(place)
  })
}

for (const direction of ['ltr', 'rtl'] as const) {
  test(`the row fits 320 pixels and shows what is pressed, ${direction}`, async ({
    page,
    signup,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
    await open(signup, {}, new Promise(() => {}))
    await page.evaluate((dir) => void (document.documentElement.dir = dir), direction)
    const { call, message } = waysOn(page)
    await call.click()
    const pressed = page.getByRole('button', { name: 'Calling…' })
    const start = await startOf(signup.resend, direction)
    expect(await startOf(pressed, direction)).toBe(start)
    await expect(message).toBeInViewport()
    const overflow = await page
      .locator('html')
      .evaluate((root) => root.scrollWidth - root.clientWidth)
    expect(overflow).toBe(0)
  })
}

const SESSION = { session_id: 'a1b2c3d4-e5f6-8890-abcd-ef1234567890' }

interface Ways {
  call: Locator
  message: Locator
}

function waysOn(page: Page): Ways {
  return {
    call: page.getByRole('button', { name: 'Call me with the code' }),
    message: page.getByRole('button', { name: 'Send it by WhatsApp' }),
  }
}

/** Goes to the code's screen, where both ways are offered and nothing need be waited for. */
async function open(
  signup: SignupPage,
  timers: object,
  ...replies: (Reply | Promise<Reply>)[]
): Promise<Call[]> {
  const calls = await signup.answer(
    'send-otp',
    sent({ ...BOTH, resend_in: 0, ...timers }),
    ...replies,
  )
  await signup.open()
  await signup.requestCode('9876543210')
  await expect(waysOn(signup.page).message).toBeVisible()
  return calls
}

/** How far from the side where lines begin. */
function startOf(target: Locator, direction: 'ltr' | 'rtl'): Promise<number> {
  return target.evaluate((element, dir) => {
    const { left, right } = element.getBoundingClientRect()
    return dir === 'ltr' ? left : window.innerWidth - right
  }, direction)
}
