import { expect, test } from './fixtures.ts'
import { NO_REPLY, refusal, sendReply, sessionReply, verifyReply } from './replies.ts'
import { keysOf } from './signup-page.ts'
import { codeFor, textsTo } from './sms.ts'

test('offline, the number is kept, and sent once when connected (46)', async ({
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
  await context.setOffline(true)
  await signup.submit(phone)
  await signup.expectAlert('You are offline')
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

test('a send and a verify whose answers are lost are repeated (46)', async ({
  page,
  context,
  signup,
}) => {
  const loseOnce = (path: string) =>
    page.route(
      `**/users/api/${path}/`,
      async (route) => {
        const cookies = await context.cookies()
        await route.fetch()
        await context.clearCookies()
        await context.addCookies(cookies)
        await route.abort('connectionreset')
      },
      { times: 1 },
    )
  await loseOnce('send-otp')
  await loseOnce('verify-otp')
  await signup.open()
  await signup.submit(signup.phone)
  await signup.expectAlert('could not reach')
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(await textsTo(signup.phone)).toBe(1)
  await signup.type(await codeFor(signup.phone))
  await signup.expectAlert('could not reach')
  await expect(signup.proceed).toHaveText('Try again')
  await signup.proceed.click()
  await signup.expectVerified()
  await signup.reload()
  await signup.expectHeading('Personal details')
})

test('another request has another key, though it look like the one before', async ({ signup }) => {
  const calls = await signup.openCode({ resend_in: 0 })
  for (const count of [2, 3]) {
    await signup.resend.click()
    await expect.poll(() => calls.length).toBe(count)
    await expect(signup.resent).toBeVisible()
  }
  expect(new Set(keysOf(calls)).size).toBe(3)
})

test('a send under way is asked after with its key, and not for ever', async ({ signup }) => {
  const busy = refusal(409, 'in_progress', { retry_after: 2 })
  const calls = await signup.answer(
    'send-otp',
    ...Array.from({ length: 7 }, () => busy),
    sendReply(),
  )
  await signup.open()
  await signup.submit()
  for (let attempts = 1; attempts < 6; attempts++) {
    await expect.poll(() => calls.length).toBe(attempts)
    await signup.skip(2000)
  }
  await signup.expectAlert('still being sent')
  expect(calls).toHaveLength(6)
  await signup.send.click()
  await expect.poll(() => calls.length).toBe(7)
  await signup.skip(2000)
  await signup.expectBoxFocused(1)
  expect(new Set(keysOf(calls)).size).toBe(1)
})

test('ten seconds without an answer are admitted, thirty are a failure (47)', async ({
  page,
  signup,
}) => {
  await signup.answer('send-otp', NO_REPLY)
  await signup.open()
  await signup.submit()
  await signup.skip(10_000)
  await expect(page.getByRole('status').filter({ hasText: 'Still trying' })).toBeVisible()
  await signup.skip(20_000)
  await signup.expectAlert('taking too long')
  await expect(signup.send).toHaveText('Try again')
  await expect(signup.number).toHaveValue('9876543210')
})

for (const { reply, says } of [
  { reply: refusal(429, 'rate_limited', { retry_after: 300 }), says: 'in 5 minutes' },
  { reply: refusal(500, 'internal_error'), says: 'wrong on our side' },
  { reply: refusal(503, 'sms_unavailable', { retry_after: 5 }), says: 'could not send the code' },
  { reply: { status: 502, body: '<h1>Bad gateway</h1>' }, says: 'wrong at our end' },
  { reply: { status: 200, body: 'ok' }, says: 'wrong at our end' },
]) {
  test(`[R48] an answer ${JSON.stringify(reply)} becomes words, and focus is not lost (48)`, async ({
    page,
    signup,
  }) => {
    await signup.answer('verify-otp', reply)
    await signup.answer('send-otp', reply, sendReply())
    await signup.open()
    await signup.submit()
    await signup.expectAlert(says)
    await expect(signup.send).toBeFocused()
    await signup.send.click()
    await signup.expectBoxFocused(1)
    await signup.type('123456')
    await signup.expectAlert(says)
    await signup.expectDigits('123456')
    await expect(page.locator('input:focus, button:focus')).toHaveCount(1)
  })
}

test('a session that ended is begun anew by itself when a number is sent', async ({ signup }) => {
  const calls = await signup.openCode({}, refusal(404, 'session_not_found'), sendReply())
  await signup.back()
  await signup.requestCode('9876501234')
  expect(calls.map(({ body }) => 'session_id' in body)).toEqual([false, true, false])
})

test('a session that ended as the code was typed starts afresh', async ({ signup }) => {
  await signup.answer('verify-otp', refusal(404, 'session_not_found'))
  await signup.openCode()
  await signup.type('123456')
  await signup.expectHeading('Your mobile number')
  await signup.expectAlert('has ended')
  await signup.reload()
  await signup.expectHeading('Your mobile number')
})

test('a reload that cannot reach the server offers to try again', async ({ signup }) => {
  await signup.openCode()
  await signup.answer('session', 'lost', sessionReply(1))
  await signup.reload()
  await signup.expectAlert('could not reach')
  await signup.button('Try again').click()
  await signup.expectBoxFocused(1)
})

test('a verified signup that ended says so after a reload', async ({ signup }) => {
  await signup.answer('verify-otp', verifyReply())
  await signup.openCode()
  await signup.type('123456')
  await signup.expectVerified()
  await signup.answer('session', refusal(404, 'session_not_found'))
  await signup.reload()
  await signup.expectHeading('Your mobile number')
  await signup.expectAlert('has ended')
})

for (const [name, says] of [
  ['isSecureContext', 'without https'],
  ['cookieEnabled', 'with cookies off'],
] as const) {
  test(`a browser that kept no cookie, ${says}, is told so and not that the signup ended`, async ({
    page,
    signup,
  }) => {
    await page.addInitScript((property) => {
      const owner = property === 'cookieEnabled' ? navigator : window
      Object.defineProperty(owner, property, { get: () => false })
    }, name)
    await signup.openCode()
    await signup.answer('session', refusal(404, 'session_not_found'))
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await signup.expectHeading('Enter the code')
    await signup.reload()
    await signup.expectHeading('Your mobile number')
    await signup.expectAlert('did not keep the cookie')
  })
}
