import { expect, test } from './fixtures.ts'
import {
  lateReply,
  NO_REPLY,
  refusal,
  type Reply,
  sendReply,
  SESSION_ID,
  sessionReply,
} from './replies.ts'
import { type Call, keysOf, overflow, PHONE, placesOf } from './signup-page.ts'
import type { SignupPage } from './signup-page.ts'

const BOTH = { channels: ['voice' as const, 'whatsapp' as const] }
const CALL = 'We are calling you. Press the key you are asked for, and you hear the code.'
const AGAIN = sendReply({ ...BOTH, resend_in: 60 })
const UNAVAILABLE = refusal(503, 'sms_unavailable', { retry_after: 5, resend_in: 0 })
const VOICE_SEND = { phone: `+91${PHONE}`, session_id: SESSION_ID, channel: 'voice' }

test('channels are offered once a reply names them, after the text', async ({ signup }) => {
  await signup.openCode({}, sendReply(), sendReply(BOTH))
  for (const count of [0, 1]) {
    await expect(signup.voice).toHaveCount(0)
    await signup.skip(60_000)
    await signup.sendAgain()
    await expect(signup.voice).toHaveCount(count)
  }
  await expect(signup.whatsapp).toBeVisible()
  await signup.resend.focus()
  for (const button of [signup.voice, signup.whatsapp]) {
    await signup.press('Tab')
    await expect(button).toBeFocused()
  }
})

test('only what is offered is shown, and in the help list too', async ({ page, signup }) => {
  await signup.openCode({ channels: ['whatsapp', 'pigeon'] })
  await expect(signup.whatsapp).toBeVisible()
  await expect(signup.voice).toHaveCount(0)
  await signup.text('Not received a text?').click()
  await expect(page.locator('.help li')).toHaveCount(5)
  await expect(page.locator('.help')).toContainText('ask for the code by WhatsApp')
  await expect(page.locator('.help')).not.toContainText('call')
})

test('all of them wait for the same countdown', async ({ signup }) => {
  const calls = await open(signup, { resend_in: 30 }, AGAIN)
  await signup.pause()
  await expectWait(signup, /^in 0:\d\d$/)
  await signup.voice.click({ force: true })
  expect(calls).toHaveLength(1)

  await signup.skip(30_000)
  await expectReady(signup)
  await signup.whatsapp.click()
  await expect(signup.text('We sent it by WhatsApp.')).toBeVisible()
  await expectWait(signup, /^in (1:00|0:59)$/)
})

test('a call is announced politely, until the person goes on', async ({ page, signup }) => {
  const calls = await open(signup, {}, AGAIN)
  await signup.type('12')
  await signup.voice.click()
  const note = page.getByRole('status').filter({ hasText: CALL })
  await expect(note).toBeVisible()
  expect(calls[1]?.body).toEqual(VOICE_SEND)
  await signup.expectDigits('12')
  await signup.expectBoxFocused(3)
  await signup.type('3')
  await expect(note).toHaveCount(0)
})

test('by keyboard the button keeps the focus, and nothing is asked twice', async ({ signup }) => {
  const late = lateReply()
  const calls = await open(signup, {}, late.reply)
  await signup.whatsapp.focus()
  await signup.press('Enter')
  const busy = signup.button('Sending…')
  await expect(busy).toBeFocused()
  await expect(busy).toHaveAttribute('data-busy')
  await signup.press('Enter')
  late.release(AGAIN)
  await expect(signup.text('We sent it by WhatsApp.')).toBeVisible()
  await expect(signup.whatsapp).toBeFocused()
  expect(calls).toHaveLength(2)
})

test('while one is under way the others wait', async ({ signup }) => {
  const late = lateReply()
  const calls = await open(signup, {}, late.reply)
  await signup.voice.click()
  await expect(signup.button('Calling…')).toBeVisible()
  for (const button of [signup.resend, signup.whatsapp]) {
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await button.click({ force: true })
  }
  expect(calls).toHaveLength(2)
  late.release(UNAVAILABLE)
  await signup.expectAlert('could not send the code')
  await expectReady(signup)
})

test('a request repeats under its key, another channel has another', async ({ signup }) => {
  const calls = await open(signup, {}, 'lost', UNAVAILABLE, UNAVAILABLE, AGAIN)
  for (const [button, says] of [
    [signup.voice, 'could not reach NeoBank'],
    [signup.voice, 'could not send the code'],
    [signup.whatsapp, 'could not send the code'],
  ] as const) {
    const { length } = calls
    await button.click()
    await expect.poll(() => calls.length).toBe(length + 1)
    await signup.expectAlert(says)
  }
  await signup.voice.click()
  await expect(signup.text(CALL)).toBeVisible()

  expect(channelsOf(calls)).toEqual([undefined, 'voice', 'voice', 'whatsapp', 'voice'])
  const keys = keysOf(calls)
  expect(keys[2]).toBe(keys[1])
  expect(new Set(keys).size).toBe(4)
})

test('at the limit the wait takes the place of all of them, and the focus', async ({ signup }) => {
  await open(signup, {}, refusal(429, 'rate_limited', { retry_after: 3600 }))
  await signup.voice.focus()
  await signup.press('Enter')
  await expect(signup.text('you can ask again in 1 hour')).toBeFocused()
  for (const button of buttonsOf(signup)) await expect(button).toBeHidden()
  await signup.skip(3_600_000)
  for (const button of buttonsOf(signup)) await expect(button).toBeVisible()
})

test('a wait that the server still asks for is taken over', async ({ signup }) => {
  await open(signup, {}, refusal(429, 'resend_too_soon', { retry_after: 25, resend_in: 25 }))
  await signup.voice.click()
  await signup.expectAlert('Try again in 25 seconds')
  await expectWait(signup, /^in 0:2\d$/)
})

test('what is offered no more goes, without the focus being lost', async ({ signup }) => {
  await open(signup, {}, sendReply({ channels: ['whatsapp'] }))
  await signup.voice.focus()
  await signup.press('Enter')
  await expect(signup.text(CALL)).toBeVisible()
  await expect(signup.voice).toHaveCount(0)
  await expect(signup.whatsapp).toBeVisible()
  await expect(signup.resend).toBeFocused()
})

test('another number is offered nothing that was offered to the one before', async ({ signup }) => {
  await open(signup, {}, sendReply({ phone: '+91 •••••• 1234' }))
  await signup.back()
  await signup.requestCode('9876501234')
  await expect(signup.resend).toBeVisible()
  await expect(signup.voice).toHaveCount(0)
  await expect(signup.whatsapp).toHaveCount(0)
})

test('a poll may bring them, and take them away', async ({ signup }) => {
  const polls = await signup.answer(
    'session',
    sessionReply(1, { delivery: 'pending', channels: ['voice'] }),
    sessionReply(1, { delivery: 'pending' }),
  )
  await signup.openCode({ delivery: 'pending' })
  for (const [count, shown] of [[1, 1] as const, [2, 0] as const]) {
    await signup.passUntil(polls, count, 0, 500)
    await expect(signup.voice).toHaveCount(shown)
  }
})

test('after a reload the number is entered again, and called once', async ({ signup }) => {
  await signup.answer('session', sessionReply(1, { ...BOTH, resend_in: 0 }))
  const calls = await open(signup, {}, sendReply({ ...BOTH, expires_in: 0 }), AGAIN)
  await signup.reload()
  await signup.voice.click()
  await signup.expectAlert('Enter it again')
  await signup.requestCode()
  await expect(signup.text(CALL)).toBeVisible()
  expect(calls[1]?.body).toEqual(VOICE_SEND)
  await signup.back()
  await signup.requestCode()
  expect(channelsOf(calls)).toEqual([undefined, 'voice', undefined])
})

test('after a reload another number gets a text all the same', async ({ signup }) => {
  await signup.answer('session', sessionReply(1, { ...BOTH, resend_in: 0 }))
  const calls = await open(signup, {}, sendReply({ phone: '+91 •••••• 1234' }))
  await signup.reload()
  await signup.voice.click()
  await signup.requestCode('9876501234')
  expect(calls[1]?.body).not.toHaveProperty('channel')
  await expect(signup.text(CALL)).toHaveCount(0)
})

for (const width of [320, 1280]) {
  test(`nothing moves when a call is on its way, ${width} pixels wide`, async ({
    page,
    signup,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await open(signup, {}, AGAIN)
    const help = signup.text('Not received a text?')
    const places = await placesOf(help)
    await signup.voice.click()
    await expect(signup.text(CALL)).toBeVisible()
    expect(await placesOf(help)).toEqual(places)
  })
}

test('the row fits 320 pixels in either direction, whatever is pressed', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await open(signup, {}, NO_REPLY)
  await signup.voice.click()
  const button = signup.button('Calling…')
  for (const direction of ['ltr', 'rtl'] as const) {
    await signup.setDirection(direction)
    const [first, second] = [await signup.resend.boundingBox(), await button.boundingBox()]
    if (direction === 'ltr') expect(second?.x).toBe(first?.x)
    else expect(end(second)).toBe(end(first))
    await expect(signup.whatsapp).toBeInViewport()
    expect(await overflow(page.locator('html'))).toBe(0)
  }
})

/** Goes to the code's screen, where both are offered and nothing need be waited for. */
async function open(
  signup: SignupPage,
  more: object,
  ...replies: (Reply | Promise<Reply>)[]
): Promise<Call[]> {
  const calls = await signup.openCode({ ...BOTH, resend_in: 0, ...more }, ...replies)
  await expect(signup.whatsapp).toBeVisible()
  return calls
}

function buttonsOf({ resend, voice, whatsapp }: SignupPage) {
  return [resend, voice, whatsapp]
}

async function expectWait(signup: SignupPage, wait: RegExp): Promise<void> {
  for (const button of buttonsOf(signup)) {
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(wait)
  }
}

async function expectReady(signup: SignupPage): Promise<void> {
  for (const button of buttonsOf(signup)) await expect(button).not.toHaveAttribute('aria-disabled')
}

function channelsOf(calls: readonly Call[]): (string | undefined)[] {
  return calls.map(({ body }) => body['channel'])
}

function end(box: { x: number; width: number } | null): number {
  return box ? box.x + box.width : Number.NaN
}
