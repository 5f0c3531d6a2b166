import { expect, test } from './fixtures.ts'
import { held, refused, sent, standing, verified } from './replies.ts'
import { codeFor, textsTo } from './sms.ts'

const heading = { level: 1 } as const

test('offline, the number is kept and can be sent once connected, as one text (46)', async ({
  page,
  context,
  signup,
  phone,
}) => {
  const keys: (string | undefined)[] = []
  page.on('request', (request) => {
    if (request.url().includes('send-otp')) keys.push(request.headers()['idempotency-key'])
  })
  await signup.open()
  await signup.number.fill(phone)
  await context.setOffline(true)
  await signup.send.click()
  await expect(signup.alert).toContainText('You are offline')
  await expect(signup.number).toHaveValue(phone)
  await expect(signup.send).toHaveText('Try again')
  await expect(signup.send).toBeFocused()
  await context.setOffline(false)
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(await textsTo(phone)).toBe(1)
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^[A-Za-z0-9_-]{22,64}$/)
  expect(keys[1]).toBe(keys[0])
})

test('a send whose answer was lost is repeated without a second text (46)', async ({
  page,
  signup,
  phone,
}) => {
  await page.route(
    '**/users/api/send-otp/',
    async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await signup.open()
  await signup.number.fill(phone)
  await signup.send.click()
  await expect(signup.alert).toContainText('could not reach')
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(await textsTo(phone)).toBe(1)
  await page.keyboard.type(await codeFor(phone))
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

test('a verify whose answer was lost is repeated and goes on', async ({
  page,
  context,
  signup,
  phone,
}) => {
  await page.route(
    '**/users/api/verify-otp/',
    async (route) => {
      const cookies = await context.cookies()
      await route.fetch()
      await context.clearCookies()
      await context.addCookies(cookies)
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await signup.open()
  await signup.requestCode(phone)
  await page.keyboard.type(await codeFor(phone))
  await expect(signup.alert).toContainText('could not reach')
  await signup.proceed.click()
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
  await page.reload()
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

test('a new wish has a new key, though it look like the one before', async ({ page, signup }) => {
  const calls = await signup.answer('send-otp', sent({ resend_in: 0 }))
  await signup.open()
  await signup.requestCode('9876543210')
  await signup.resend.click()
  await expect.poll(() => calls.length).toBe(2)
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await signup.resend.click()
  await expect.poll(() => calls.length).toBe(3)
  expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(3)
})

test('a send still under way is asked after with the same key, and not for ever', async ({
  page,
  signup,
}) => {
  await page.clock.install()
  const busy = refused(409, 'in_progress', { retry_after: 2 })
  const calls = await signup.answer('send-otp', busy, busy, sent())
  await signup.open()
  await signup.number.fill('9876543210')
  await signup.send.click()
  await expect.poll(() => calls.length).toBe(1)
  await page.clock.fastForward(2000)
  await expect.poll(() => calls.length).toBe(2)
  await page.clock.fastForward(2000)
  await signup.expectBoxFocused(1)
  expect(new Set(calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
})

test('a send that stays under way ends in words', async ({ page, signup }) => {
  await page.clock.install()
  const calls = await signup.answer('send-otp', refused(409, 'in_progress', { retry_after: 2 }))
  await signup.open()
  await signup.number.fill('9876543210')
  await signup.send.click()
  for (let tries = 1; tries < 6; tries++) {
    await expect.poll(() => calls.length).toBe(tries)
    await page.clock.fastForward(2000)
  }
  await expect(signup.alert).toContainText('still sending your code')
  expect(calls).toHaveLength(6)
})

test('ten seconds without an answer are admitted; at thirty the page offers to try again (47)', async ({
  page,
  signup,
}) => {
  await page.clock.install()
  await signup.answer('send-otp', held().reply)
  await signup.open()
  await signup.number.fill('9876543210')
  await signup.send.click()
  await page.clock.fastForward(10_000)
  await expect(page.getByRole('status').filter({ hasText: 'Still trying' })).toBeVisible()
  await page.clock.fastForward(20_000)
  await expect(signup.alert).toContainText('taking too long')
  await expect(signup.send).toHaveText('Try again')
  await expect(signup.number).toHaveValue('9876543210')
})

const BROKEN = [
  { reply: refused(429, 'rate_limited', { retry_after: 300 }), says: 'in 5 minutes' },
  { reply: refused(500, 'unexpected_error'), says: 'wrong at our end' },
  { reply: refused(503, 'sms_unavailable', { retry_after: 5 }), says: 'could not send the code' },
  { reply: { status: 502, body: '<h1>Bad gateway</h1>' }, says: 'wrong at our end' },
  { reply: { status: 200, body: 'ok' }, says: 'wrong at our end' },
]

for (const { reply, says } of BROKEN) {
  test(`[R48] an answer ${JSON.stringify(reply)} becomes words, and focus is not lost (48)`, async ({
    page,
    signup,
  }) => {
    await signup.answer('verify-otp', reply)
    await signup.answer('send-otp', reply, sent())
    await signup.open()
    await signup.number.fill('9876543210')
    await signup.send.click()
    await expect(signup.alert).toContainText(says)
    await expect(signup.send).toBeFocused()
    await signup.send.click()
    await signup.expectBoxFocused(1)
    await page.keyboard.type('123456')
    await expect(signup.alert).toContainText(says)
    await signup.expectDigits('123456')
    await expect(page.locator('input:focus, button:focus')).toHaveCount(1)
  })
}

test('a session that ended is begun anew by itself when a number is sent', async ({ signup }) => {
  const calls = await signup.answer(
    'send-otp',
    sent(),
    refused(404, 'session_not_found'),
    sent({ attempts_left: 3 }),
  )
  await signup.open()
  await signup.requestCode('9876543210')
  await signup.page.goBack()
  await signup.requestCode('9876501234')
  expect(calls.map(({ body }) => 'session_id' in body)).toEqual([false, true, false])
})

test('a session that ended while the code was typed starts afresh from the number', async ({
  page,
  signup,
}) => {
  await signup.answer('verify-otp', refused(404, 'session_not_found'))
  await signup.openCode()
  await page.keyboard.type('123456')
  await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
  await expect(signup.alert).toContainText('has ended')
  await page.reload()
  await expect(page.getByRole('heading', heading)).toHaveText('Your mobile number')
})

test('a reload that cannot reach the server offers to try again', async ({ page, signup }) => {
  await signup.openCode()
  await signup.answer('session', 'lost', standing(1))
  await page.reload()
  await expect(signup.alert).toContainText('could not reach')
  await page.getByRole('button', { name: 'Try again' }).click()
  await signup.expectBoxFocused(1)
})

test('a number verified in the meantime is gone on from, not failed', async ({ page, signup }) => {
  await signup.answer('verify-otp', refused(409, 'already_verified', { next_step: 2 }))
  await signup.answer('session', standing(2))
  await signup.openCode()
  await page.keyboard.type('123456')
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
})

test('a verify that fails on the way is tried again with the same digits', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', 'lost', verified())
  await signup.openCode()
  await page.keyboard.type('123456')
  await expect(signup.proceed).toHaveText('Try again')
  await signup.proceed.click()
  await expect(page.getByRole('heading', heading)).toHaveText('Personal details')
  expect(calls[1]?.body).toEqual(calls[0]?.body)
})
