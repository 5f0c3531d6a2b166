import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { held, refused, sent, standing, verified } from './replies.ts'
import type { Call, Reply, SignupPage } from './signup-page.ts'

const ARRIVED = 'The code has reached your phone.'
const UNREACHED = 'We could not reach this number. Check it, or try again.'
const pending = standing(1, { delivery: 'pending' })
const delivered = standing(1, { delivery: 'delivered' })
const failed = standing(1, { delivery: 'failed' })

test('while a code is on its way the page asks after it, and says when it has come', async ({
  page,
  signup,
}) => {
  const polls = await sendAndFollow(signup, [pending, delivered])
  await signup.expectBoxFocused(1)
  const before = await placesOf(signup)
  await page.clock.runFor(2900)
  expect(polls).toHaveLength(0)
  await pass(page, 100, polls, 1)
  await pass(page, 3000, polls, 2)
  await expect(page.locator('#code-notice').getByText(ARRIVED)).toBeVisible()
  await expect(page.locator('#code-notice')).toContainText('The code works until')
  await expect(page.locator('#announcer')).toHaveText(ARRIVED)
  await signup.expectBoxFocused(1)
  expect(await placesOf(signup)).toEqual(before)
  await page.clock.runFor(120_000)
  expect(polls).toHaveLength(2)
})

test('a poll that knows of no delivery ends the polls', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [standing(1)])
  await pass(page, 3000, polls, 1)
  await page.clock.runFor(120_000)
  expect(polls).toHaveLength(1)
})

test('it is announced once and politely, and stands until the person types', async ({
  page,
  signup,
}) => {
  const polls = await sendAndFollow(signup, [delivered])
  const announcements = await page.evaluateHandle(() => {
    const said: string[] = []
    for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
      new MutationObserver(() => {
        if (region.textContent) said.push(`${region.role}: ${region.textContent}`)
      }).observe(region, { childList: true, characterData: true, subtree: true })
    }
    return said
  })
  await pass(page, 3000, polls, 1)
  const words = page.locator('#code-notice').getByText(ARRIVED)
  await expect(words).toBeVisible()
  await page.clock.runFor(20_000)
  await expect(words).toBeVisible()
  expect(await announcements.jsonValue()).toEqual([`status: ${ARRIVED}`])
  await expect(words.locator('xpath=ancestor-or-self::*[@role or @aria-live]')).toHaveCount(0)
  await page.keyboard.type('1')
  await expect(words).toHaveCount(0)
})

test('a number that was not reached can be changed on the spot', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [failed])
  const before = await placesOf(signup)
  await pass(page, 3000, polls, 1)
  const notice = page.locator('#code-notice')
  await expect(notice.getByText(UNREACHED)).toBeVisible()
  await expect(notice.getByText('The code works until')).toBeHidden()
  await expect(page.locator('#announcer')).toHaveText(UNREACHED)
  await signup.expectBoxFocused(1)
  expect(await placesOf(signup)).toEqual(before)
  expect(await page.title()).not.toMatch(/^Error/)

  await page.keyboard.press('Tab')
  await expect(notice.getByRole('button', { name: 'Change number' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your mobile number')
  await expect(signup.number).toHaveValue('9876543210')
})

test('a code typed all the same takes the words away, and the hint comes back', async ({
  page,
  signup,
}) => {
  const polls = await sendAndFollow(signup, [failed])
  await pass(page, 3000, polls, 1)
  await expect(page.getByText(UNREACHED).last()).toBeVisible()
  await page.keyboard.type('1')
  await expect(page.locator('#code-notice')).not.toContainText('reach this number')
  await expect(page.getByText('The code works until')).toBeVisible()
})

test('where the words go that held the focus, it goes to the button for another text', async ({
  page,
  signup,
}) => {
  const polls = await sendAndFollow(signup, [failed], { resend_in: 0 })
  await pass(page, 3000, polls, 1)
  await page.locator('#code-notice').getByRole('button', { name: 'Change number' }).focus()
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await expect(signup.resend).toBeFocused()
})

test('to a number that was not reached another text may be sent, which is followed anew', async ({
  page,
  signup,
}) => {
  const polls = await sendAndFollow(signup, [failed, delivered])
  await pass(page, 3000, polls, 1)
  await expect(page.locator('#code-notice')).toContainText(UNREACHED)
  await page.clock.runFor(30_000)
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await expect(page.locator('#code-notice')).not.toContainText(UNREACHED)
  await pass(page, 3000, polls, 2)
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
  await expect(page.getByText('We sent another text.')).toBeVisible()
})

test('that the number was not reached takes the place of "We sent another text."', async ({
  page,
  signup,
}) => {
  const polls = await sendAndFollow(signup, [failed], { resend_in: 0 })
  await signup.resend.click()
  const note = page.getByText('We sent another text.')
  await expect(note).toBeVisible()
  await pass(page, 3000, polls, 1)
  await expect(page.locator('#code-notice')).toContainText(UNREACHED)
  await expect(note).toBeHidden()
})

const FAILURES: Reply[] = [
  'lost',
  refused(500, 'unexpected_error'),
  refused(429, 'rate_limited', { retry_after: 300 }),
  refused(404, 'session_not_found'),
  { status: 502, body: '<h1>Bad gateway</h1>' },
]

test('polls that fail say nothing, and the next one may succeed', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [...FAILURES, delivered])
  for (const [count, wait] of [3, 3, 4, 10, 20].entries()) {
    await pass(page, wait * 1000, polls, count + 1)
    await expect(signup.alert).toHaveCount(0)
    await expect(page.getByText('The code works until')).toBeVisible()
  }
  await signup.expectBoxFocused(1)
  await pass(page, 20_000, polls, 6)
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
})

test('a slow poll says nothing, stands alone and holds up nothing', async ({ page, signup }) => {
  const slow = held()
  const polls = await sendAndFollow(signup, [slow.reply, delivered])
  await pass(page, 3000, polls, 1)
  await page.clock.runFor(12_000)
  expect(polls).toHaveLength(1)
  await expect(page.getByText('Still trying')).toHaveCount(0)
  await expect(page.locator('.resend-row').first()).toHaveText(/in 0:1\d/)
  slow.release(pending)
  await expect
    .poll(async () => {
      await page.clock.runFor(1000)
      return polls.length
    })
    .toBe(2)
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
})

test('the countdown runs on, whatever wait a poll tells', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [
    standing(1, { delivery: 'pending', resend_in: 300, attempts_left: 1 }),
  ])
  await pass(page, 3000, polls, 1)
  await pass(page, 3000, polls, 2)
  await page.clock.runFor(3000)
  await expect(page.locator('.resend-row').first()).toHaveText(/in 0:2\d/)
  await page.clock.runFor(30_000)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
})

test('an answer that comes after the number is verified changes nothing', async ({
  page,
  signup,
}) => {
  const late = held()
  await signup.answer('verify-otp', verified())
  const polls = await sendAndFollow(signup, [late.reply])
  await pass(page, 3000, polls, 1)
  await page.keyboard.type('123456')
  await page.clock.runFor(10)
  await expect(page.getByText('Your number is verified.')).toBeVisible()
  const answered = page.waitForResponse('**/users/api/session/')
  late.release(failed)
  await answered
  await page.clock.runFor(600)
  await expect(page.getByText('Your number is verified.')).toBeVisible()
  await expect(page.getByText(UNREACHED)).toHaveCount(0)
  await page.clock.runFor(120_000)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
  expect(polls).toHaveLength(1)
})

test('an answer about the code before does not speak for the newer one', async ({
  page,
  signup,
}) => {
  const late = held()
  const polls = await sendAndFollow(signup, [late.reply, delivered], { resend_in: 5 })
  await pass(page, 3000, polls, 1)
  await page.clock.runFor(3000)
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  const answered = page.waitForResponse('**/users/api/session/')
  late.release(failed)
  await answered
  await pass(page, 3000, polls, 2)
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
  await expect(page.getByText(UNREACHED)).toHaveCount(0)
})

test('an answer about another signup of this browser changes nothing', async ({ page, signup }) => {
  const other = '11111111-e5f6-8890-abcd-ef1234567890'
  const polls = await sendAndFollow(signup, [
    standing(1, { delivery: 'failed', channels: ['voice'], session_id: other }),
  ])
  await pass(page, 3000, polls, 1)
  await page.clock.runFor(120_000)
  await expect(page.getByText('reach this number')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Call me with the code' })).toHaveCount(0)
  expect(polls).toHaveLength(1)
})

test('an answer does not take the place of an error', async ({ page, signup }) => {
  const late = held()
  const polls = await sendAndFollow(signup, [late.reply])
  await pass(page, 3000, polls, 1)
  await signup.paste('1234567')
  await expect(signup.alert).toContainText('too many digits')
  const answered = page.waitForResponse('**/users/api/session/')
  late.release(failed)
  await answered
  await page.clock.runFor(1000)
  await expect(signup.alert).toContainText('too many digits')
  await expect(page.getByText('reach this number')).toHaveCount(0)
})

test('who types is asked after no more', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [pending])
  await pass(page, 3000, polls, 1)
  await page.keyboard.type('1')
  await page.clock.runFor(120_000)
  expect(polls).toHaveLength(1)
})

test('from the press on nothing is asked or said of the code before', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [pending], { resend_in: 0 })
  await pass(page, 3000, polls, 1)
  await page.unroute('**/users/api/send-otp/')
  await signup.answer('send-otp', new Promise(() => {}))
  await signup.resend.click()
  await page.clock.runFor(20_000)
  expect(polls).toHaveLength(1)
})

test('off the screen for the code nothing is asked', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [pending])
  await pass(page, 3000, polls, 1)
  await page.goBack()
  await expect(signup.number).toBeVisible()
  await page.clock.runFor(120_000)
  await page.goForward()
  await signup.expectBoxFocused(1)
  await page.clock.runFor(120_000)
  expect(polls).toHaveLength(1)
})

test('off the screen for the code nothing is said', async ({ page, signup }) => {
  const late = held()
  const polls = await sendAndFollow(signup, [late.reply])
  await pass(page, 3000, polls, 1)
  await page.goBack()
  const answered = page.waitForResponse('**/users/api/session/')
  late.release(failed)
  await answered
  await page.clock.runFor(1000)
  await expect(page.locator('#announcer')).toBeEmpty()
  await expect(page.getByText('reach this number')).toHaveCount(0)
  await page.goForward()
  await signup.expectBoxFocused(1)
  await expect(page.getByText('The code works until')).toBeVisible()
  expect(polls).toHaveLength(1)
})

test('a hidden page asks nothing; shown again, it asks once', async ({ page, signup }) => {
  const polls = await sendAndFollow(signup, [delivered])
  await turn(page, 'hidden')
  await page.clock.runFor(120_000)
  expect(polls).toHaveLength(0)
  await turn(page, 'visible')
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
  expect(polls).toHaveLength(1)
})

test('after a reload the page says what it is told, and asks on while that is open', async ({
  page,
  signup,
}) => {
  await sendAndFollow(signup, [failed])
  await page.reload()
  await expect(page.locator('#code-notice')).toContainText(UNREACHED)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter the code')

  await page.unroute('**/users/api/session/')
  const polls = await signup.answer('session', pending, delivered)
  await page.reload()
  await signup.expectBoxFocused(1)
  await expect(page.locator('#code-notice')).not.toContainText('reach')
  await expect
    .poll(async () => {
      await page.clock.runFor(1000)
      return polls.length
    })
    .toBe(2)
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
})

test('that a code came is not said where it cannot be typed any more', async ({ page, signup }) => {
  await sendAndFollow(signup, [
    standing(1, { delivery: 'delivered', expires_in: 0, resend_in: 0, channels: ['voice'] }),
  ])
  await page.reload()
  await expect(page.getByRole('button', { name: 'Call me with the code' })).toBeVisible()
  await expect(page.getByText('This code has expired.')).toBeVisible()
  await expect(page.getByText(ARRIVED)).toHaveCount(0)
})

test('nothing of this is loaded or asked where no reply tells of it', async ({ page, signup }) => {
  await page.clock.install()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  const polls = await signup.answer('session', pending)
  await signup.openCode({ channels: [] })
  await page.clock.runFor(120_000)
  expect(polls).toHaveLength(0)
  expect(requests.filter((url) => url.includes('/assets/delivery.js'))).toEqual([])
})

test('where the part cannot be loaded the page works as before, and a later send tries again', async ({
  page,
  signup,
}) => {
  await page.clock.install()
  await page.route('**/assets/delivery.js*', (route) => route.abort(), { times: 1 })
  const polls = await signup.answer('session', delivered)
  const failure = page.waitForEvent('requestfailed')
  await signup.openCode({ delivery: 'pending', resend_in: 5 })
  await failure
  await page.clock.pauseAt(Date.now() + 60_000)
  expect(polls).toHaveLength(0)
  await expect(signup.alert).toHaveCount(0)

  const loaded = page.waitForResponse('**/assets/delivery.js?1')
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await loaded
  await expect
    .poll(async () => {
      await page.clock.runFor(1000)
      return polls.length
    })
    .toBe(1)
  await expect(page.locator('#code-notice')).toContainText(ARRIVED)
})

for (const width of [320, 375, 1280]) {
  for (const [name, answer] of Object.entries({ delivered, failed })) {
    test(`nothing moves when "${name}" comes, ${width} pixels wide`, async ({ page, signup }) => {
      await page.setViewportSize({ width, height: 800 })
      const polls = await sendAndFollow(signup, [answer])
      const before = await placesOf(signup)
      await pass(page, 3000, polls, 1)
      await expect(page.locator('#code-notice')).toContainText('reach')
      expect(await placesOf(signup)).toEqual(before)
    })
  }
}

/** Goes to the code's screen, with a code on its way, and answers the polls in turn. */
async function sendAndFollow(
  signup: SignupPage,
  answers: (Reply | Promise<Reply>)[],
  timers = {},
): Promise<Call[]> {
  const { page } = signup
  await page.clock.install()
  const polls = await signup.answer('session', ...answers)
  await signup.answer('send-otp', sent({ delivery: 'pending', ...timers }))
  await signup.open()
  await page.clock.pauseAt(Date.now() + 1000)
  const loaded = page.waitForResponse('**/assets/delivery.js*')
  await signup.requestCode('9876543210')
  await (await loaded).finished()
  // It has run by now, or does before this is over.
  const url = '/assets/delivery.js?0'
  await page.evaluate(async (part) => await import(part), url)
  return polls
}

/** Lets time pass, and a little more until that many polls have been made. */
async function pass(page: Page, milliseconds: number, polls: Call[], count: number): Promise<void> {
  await page.clock.runFor(milliseconds)
  await expect
    .poll(async () => {
      await page.clock.runFor(1)
      return polls.length
    })
    .toBe(count)
}

async function turn(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

async function placesOf({ proceed, resend }: SignupPage): Promise<unknown[]> {
  return [await proceed.boundingBox(), await resend.boundingBox()]
}
