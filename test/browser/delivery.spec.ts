import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import {
  lateReply,
  NO_REPLY,
  type Reply,
  sendReply,
  sessionReply,
  verifiedReply,
  verifyReply,
} from './replies.ts'
import { type Call, placesOf, type SignupPage } from './signup-page.ts'

const ARRIVAL = 'The code has reached your phone.'
const FAILURE = 'We could not reach this number. Check it, or try again.'
const pending = sessionReply(1, { delivery: 'pending' })
const delivered = sessionReply(1, { delivery: 'delivered' })
const failed = sessionReply(1, { delivery: 'failed' })

test('the page asks after a code on its way, and says when it comes', async ({ signup }) => {
  const polls = await send(signup, [pending, delivered])
  const places = await placesOf(signup.proceed, signup.resend)
  await signup.pass(2900)
  expect(polls).toHaveLength(0)
  await signup.passUntil(polls, 1, 100)
  await signup.passUntil(polls, 2)
  await expect(signup.notice.getByText(ARRIVAL)).toBeVisible()
  await expect(signup.notice).toContainText('The code works until')
  await expect(signup.announcer).toHaveText(ARRIVAL)
  await signup.expectBoxFocused(1)
  expect(await placesOf(signup.proceed, signup.resend)).toEqual(places)
  await signup.pass(120_000)
  expect(polls).toHaveLength(2)
})

test('a poll that knows of no delivery ends the polls', async ({ signup }) => {
  const polls = await sendAndPoll(signup, [sessionReply(1)])
  await signup.pass(120_000)
  expect(polls).toHaveLength(1)
})

test('it is announced once and politely, and stands until the person types', async ({ signup }) => {
  const polls = await send(signup, [delivered])
  const announcements = await signup.announcements()
  await signup.passUntil(polls, 1)
  const words = signup.notice.getByText(ARRIVAL)
  await expect(words).toBeVisible()
  await signup.pass(20_000)
  await expect(words).toBeVisible()
  expect(await announcements.jsonValue()).toEqual([`status: ${ARRIVAL}`])
  await expect(words.locator('xpath=ancestor-or-self::*[@role or @aria-live]')).toHaveCount(0)
  await signup.type('1')
  await expect(words).toHaveCount(0)
})

test('a number that was not reached can be changed on the spot', async ({ page, signup }) => {
  const polls = await send(signup, [failed])
  const places = await placesOf(signup.proceed, signup.resend)
  await signup.passUntil(polls, 1)
  await expect(signup.notice.getByText(FAILURE)).toBeVisible()
  await expect(signup.notice.getByText('The code works until')).toBeHidden()
  await expect(signup.announcer).toHaveText(FAILURE)
  await signup.expectBoxFocused(1)
  expect(await placesOf(signup.proceed, signup.resend)).toEqual(places)
  expect(await page.title()).not.toMatch(/^Error/)

  await signup.press('Tab')
  await expect(signup.notice.getByRole('button', { name: 'Change number' })).toBeFocused()
  await signup.press('Enter')
  await signup.expectHeading('Your mobile number')
  await expect(signup.number).toHaveValue('9876543210')
})

test('a code typed all the same brings the hint back', async ({ signup }) => {
  await sendAndPoll(signup, [failed])
  await expect(signup.notice).toContainText(FAILURE)
  await signup.type('1')
  await expect(signup.notice).not.toContainText('reach this number')
  await expect(signup.text('The code works until')).toBeVisible()
})

test('the focus of words that go is on the button for another text', async ({ signup }) => {
  await sendAndPoll(signup, [failed], { resend_in: 0 })
  await signup.notice.getByRole('button', { name: 'Change number' }).focus()
  await signup.sendAgain()
  await expect(signup.resend).toBeFocused()
})

test('to a number not reached another text is sent and tracked anew', async ({ signup }) => {
  const polls = await sendAndPoll(signup, [failed, delivered])
  await expect(signup.notice).toContainText(FAILURE)
  await signup.pass(30_000)
  await signup.sendAgain()
  await expect(signup.notice).not.toContainText(FAILURE)
  await signup.passUntil(polls, 2)
  await expect(signup.notice).toContainText(ARRIVAL)
  await expect(signup.resent).toBeVisible()
})

test('the countdown runs on, whatever wait a poll tells', async ({ signup }) => {
  const reply = sessionReply(1, { delivery: 'pending', resend_in: 300, attempts_left: 1 })
  const polls = await sendAndPoll(signup, [reply])
  await signup.passUntil(polls, 2)
  await signup.pass(3000)
  await expect(signup.row).toHaveText(/in 0:2\d/)
  await signup.pass(30_000)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
})

test('an answer that comes after the number is verified changes nothing', async ({ signup }) => {
  const late = lateReply()
  await signup.answer('verify-otp', verifyReply())
  const polls = await sendAndPoll(signup, [late.reply, verifiedReply()])
  await signup.type('123456')
  await signup.pass(10)
  await expect(signup.text('Your number is verified.')).toBeVisible()
  await release(signup, late, failed)
  await expect(signup.text('Your number is verified.')).toBeVisible()
  await expect(signup.text(FAILURE)).toHaveCount(0)
  await signup.pass(1200)
  await signup.expectHeading('Personal details')
  await signup.pass(120_000)
  // The other is asked once the code is right.
  expect(polls).toHaveLength(2)
})

test('an answer about the code before does not speak for the newer one', async ({ signup }) => {
  const late = lateReply()
  const polls = await sendAndPoll(signup, [late.reply, delivered], { resend_in: 5 })
  await signup.pass(12_000)
  await expect(signup.text('Still trying')).toHaveCount(0)
  await signup.sendAgain()
  await release(signup, late, failed)
  await signup.passUntil(polls, 2)
  await expect(signup.notice).toContainText(ARRIVAL)
  await expect(signup.text(FAILURE)).toHaveCount(0)
})

test('an answer about another signup of this browser changes nothing', async ({ signup }) => {
  const other = '11111111-e5f6-8890-abcd-ef1234567890'
  const reply = sessionReply(1, { delivery: 'failed', channels: ['voice'], session_id: other })
  const polls = await sendAndPoll(signup, [reply])
  await signup.pass(120_000)
  await expect(signup.text('reach this number')).toHaveCount(0)
  await expect(signup.voice).toHaveCount(0)
  expect(polls).toHaveLength(1)
})

test('an answer does not take the place of an error', async ({ signup }) => {
  const late = lateReply()
  await sendAndPoll(signup, [late.reply])
  await signup.paste('1234567')
  await signup.expectAlert('too many digits')
  await release(signup, late, failed)
  await signup.expectAlert('too many digits')
  await expect(signup.text('reach this number')).toHaveCount(0)
})

test('who types is asked after no more', async ({ signup }) => {
  const polls = await sendAndPoll(signup, [pending])
  await signup.type('1')
  await signup.pass(120_000)
  expect(polls).toHaveLength(1)
})

test('from the press on nothing is asked or said of the code before', async ({ signup }) => {
  const polls = await sendAndPoll(signup, [pending], { resend_in: 0 })
  await signup.answer('send-otp', NO_REPLY)
  await signup.resend.click()
  await signup.pass(20_000)
  expect(polls).toHaveLength(1)
})

test('off the screen for the code nothing is asked or said', async ({ page, signup }) => {
  const late = lateReply()
  const polls = await sendAndPoll(signup, [late.reply])
  await signup.back()
  await expect(signup.number).toBeVisible()
  await release(signup, late, failed)
  await expect(signup.announcer).toBeEmpty()
  await expect(signup.text('reach this number')).toHaveCount(0)
  await signup.pass(120_000)
  await page.goForward()
  await signup.expectBoxFocused(1)
  await expect(signup.text('The code works until')).toBeVisible()
  expect(polls).toHaveLength(1)
})

test('a hidden page asks nothing; shown again, it asks once', async ({ page, signup }) => {
  const polls = await send(signup, [delivered])
  await setVisibility(page, 'hidden')
  await signup.pass(120_000)
  expect(polls).toHaveLength(0)
  await setVisibility(page, 'visible')
  await expect(signup.notice).toContainText(ARRIVAL)
  expect(polls).toHaveLength(1)
})

test('after a reload the page says how the code fares, and asks on', async ({ signup }) => {
  await send(signup, [failed])
  await signup.reload()
  await expect(signup.notice).toContainText(FAILURE)
  await signup.expectHeading('Enter the code')

  const polls = await signup.answer('session', pending, delivered)
  await signup.reload()
  await signup.expectBoxFocused(1)
  await expect(signup.notice).not.toContainText('reach')
  await signup.passUntil(polls, 2, 0, 1000)
  await expect(signup.notice).toContainText(ARRIVAL)
})

test('that a code came is not said where it cannot be typed any more', async ({ signup }) => {
  const over = { expires_in: 0, resend_in: 0 }
  await send(signup, [sessionReply(1, { ...over, delivery: 'delivered', channels: ['voice'] })])
  await signup.reload()
  await expect(signup.voice).toBeVisible()
  await expect(signup.text('This code has expired.')).toBeVisible()
  await expect(signup.text(ARRIVAL)).toHaveCount(0)
})

test('nothing of this is loaded or asked where no reply tells of it', async ({ page, signup }) => {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const polls = await signup.answer('session', pending)
  await signup.openCode({ channels: [] })
  await signup.pass(120_000)
  expect(polls).toHaveLength(0)
  expect(requests.filter((url) => url.includes('/assets/en/delivery.js'))).toEqual([])
})

test('without the part the page works, and a later send loads it', async ({ page, signup }) => {
  await page.route('**/assets/en/delivery.js*', (route) => route.abort(), { times: 1 })
  const polls = await signup.answer('session', delivered)
  const failure = page.waitForEvent('requestfailed')
  await signup.openCode({ delivery: 'pending', resend_in: 5 })
  await failure
  await page.clock.pauseAt(Date.now() + 60_000)
  expect(polls).toHaveLength(0)
  await expect(signup.alert).toHaveCount(0)

  const load = page.waitForResponse('**/assets/en/delivery.js?1')
  await signup.sendAgain()
  await load
  await signup.passUntil(polls, 1, 0, 1000)
  await expect(signup.notice).toContainText(ARRIVAL)
})

for (const width of [320, 375, 1280]) {
  test(`nothing moves when a code has come, or has not, ${width} pixels wide`, async ({
    page,
    signup,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    const polls = await send(signup, [delivered, failed], { resend_in: 0 })
    const places = await placesOf(signup.proceed, signup.resend)
    await signup.passUntil(polls, 1)
    await expect(signup.notice).toContainText(ARRIVAL)
    expect(await placesOf(signup.proceed, signup.resend)).toEqual(places)
    await signup.sendAgain()
    await signup.passUntil(polls, 2)
    await expect(signup.notice).toContainText(FAILURE)
    await expect(signup.resent).toBeHidden()
    expect(await placesOf(signup.proceed, signup.resend)).toEqual(places)
  })
}

/** Goes to the code's screen, with a code on its way, and answers the polls in turn. */
async function send(
  signup: SignupPage,
  answers: (Reply | Promise<Reply>)[],
  more = {},
): Promise<Call[]> {
  const { page } = signup
  const polls = await signup.answer('session', ...answers)
  await signup.answer('send-otp', sendReply({ delivery: 'pending', ...more }))
  await signup.open()
  await signup.pause()
  const load = page.waitForResponse('**/assets/en/delivery.js*')
  await signup.requestCode()
  await (await load).finished()
  // It has run by now, or does before this is over.
  await page.evaluate(async (part) => await import(part), '/assets/en/delivery.js?0')
  return polls
}

/** Has the first answer read too, if it comes at once: the next poll is due by the time it is read. */
async function sendAndPoll(...args: Parameters<typeof send>): Promise<Call[]> {
  const [signup, [first]] = args
  const polls = await send(...args)
  const comes = typeof first === 'object' && !(first instanceof Promise)
  const answer = comes ? signup.page.waitForResponse('**/users/api/session/') : undefined
  await signup.passUntil(polls, 1)
  await (await answer)?.finished()
  await signup.page.evaluate(() => document.readyState)
  return polls
}

/** Has a late answer come, and some time pass after. */
async function release(
  { page }: SignupPage,
  late: ReturnType<typeof lateReply>,
  reply: Reply,
): Promise<void> {
  const answer = page.waitForResponse('**/users/api/session/')
  late.release(reply)
  await answer
  await page.clock.runFor(1000)
}

async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}
