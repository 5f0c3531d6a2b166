import { gzipSync } from 'node:zlib'
import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import {
  accountReply,
  ANSWERS,
  creationReply,
  doneReply,
  refusal,
  verifiedReply,
} from './replies.ts'
import { keysOf, type SignupPage } from './signup-page.ts'

const PASSWORD = 'horse battery staple tea'

async function openPassword(signup: SignupPage): Promise<DetailsPage> {
  await signup.openVerified(verifiedReply(ANSWERS))
  await signup.button('All is right, continue').click()
  await signup.expectHeading('Create a password')
  return new DetailsPage(signup.page)
}

test('the field is made for password managers, with the number as its username (152, 153)', async ({
  page,
  signup,
}) => {
  const { password } = await openPassword(signup)
  await expect(password).toHaveAttribute('autocomplete', 'new-password')
  await expect(password).toHaveAttribute('passwordrules', 'minlength: 8; maxlength: 128;')
  await expect(password).not.toHaveAttribute('maxlength')
  await expect(page.locator('form:visible [autocomplete=username]')).toHaveValue(/3210$/)

  const show = signup.button('Show password')
  await expect(show).toHaveAttribute('aria-controls', 'password')
  await password.fill(PASSWORD)
  await show.click()
  await expect(password).toHaveAttribute('type', 'text')
  await expect(page.getByRole('status').filter({ hasText: 'is shown' })).toHaveCount(1)
  await signup.button('Hide password').click()
  await expect(password).toHaveAttribute('type', 'password')
  await expect(page.getByRole('status').filter({ hasText: 'is hidden' })).toHaveCount(1)
})

test('128 emoji pass and 129 are told so; a short one and none, too (154)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('create-account', creationReply())
  await signup.answer('account', accountReply())
  const details = await openPassword(signup)
  for (const [password, sentence] of [
    ['', 'Enter a password.'],
    ['kurz', 'Use at least 8 characters.'],
    ['😀'.repeat(129), 'Use at most 128 characters.'],
  ] as const) {
    await details.password.fill(password)
    await details.submit.click()
    await expect(details.error('password')).toHaveText(sentence)
    await expect(details.password).toBeFocused()
  }
  expect(calls).toEqual([])
  await details.password.fill('😀'.repeat(128))
  await details.submit.click()
  await page.waitForURL('**/users/account/')
  expect(calls[0]?.body).toMatchObject({ password: '😀'.repeat(128) })
})

test('the meter comes with the focus, says why, and is spoken once typing rests (155)', async ({
  page,
  signup,
}) => {
  const scripts: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('meter')) scripts.push(request.url())
  })
  const { password } = await openPassword(signup)
  expect(scripts).toEqual([])
  await password.focus()
  await expect.poll(() => scripts.length).toBe(1)
  const body = await (await page.request.get(scripts[0] ?? '')).body()
  expect(gzipSync(body).length).toBeLessThanOrEqual(40 * 1024)

  const strength = page.locator('.strength')
  for (const [typed, says] of [
    ['password1', 'many people use'],
    ['janaki1990', 'your name, email or date of birth'],
    ['aaaaaaaaaa', 'repeats itself'],
    ['short', 'at least 8'],
    [PASSWORD, 'Strong.'],
  ] as const) {
    await password.fill(typed)
    await expect(strength.locator('p').first()).toContainText(says)
  }
  await signup.pause()
  await password.fill('password1')
  await signup.pass(900)
  await expect(strength.getByRole('status')).not.toContainText('many people use')
  await signup.pass(200)
  await expect(strength.getByRole('status')).toContainText('many people use')
})

test('without the meter the form works all the same (155)', async ({ page, signup }) => {
  await page.route('**/meter.js*', (route) => route.abort())
  await signup.answer('create-account', creationReply())
  await signup.answer('account', accountReply())
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await page.waitForURL('**/users/account/')
})

test('a refusal of the password is said, focused, and the password stays (156)', async ({
  page,
  signup,
}) => {
  const message = 'Many people use this password. Please choose another.'
  await signup.answer(
    'create-account',
    refusal(400, 'password_common', { field: 'password', message }),
  )
  const details = await openPassword(signup)
  await details.password.fill('password1')
  await details.submit.click()
  await expect(details.error('password')).toHaveText(message)
  await expect(details.password).toBeFocused()
  await expect(details.password).toHaveValue('password1')
  await expect(page).toHaveTitle(/^Error: Step 3 of 3/)
})

test('where too many are made it waits and tries again by itself, under one key', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer(
    'create-account',
    refusal(503, 'busy', { retry_after: 5 }),
    refusal(409, 'in_progress', { retry_after: 2 }),
    creationReply(),
  )
  await signup.answer('account', accountReply())
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await expect(page.getByRole('status').filter({ hasText: 'in 5 seconds' })).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveJSProperty('inert', true)
  await signup.skip(5000)
  await expect.poll(() => calls.length).toBe(2)
  await signup.skip(2000)
  await page.waitForURL('**/users/account/')
  expect(new Set(keysOf(calls)).size).toBe(1)
  expect(keysOf(calls)[0]).toMatch(/^[\w-]{22,64}$/)
})

test('an answer that was lost is asked for again under the same key (159)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('create-account', 'lost', creationReply())
  await signup.answer('account', accountReply())
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await signup.expectAlert('could not reach')
  await expect(details.password).toHaveValue(PASSWORD)
  await details.submit.click()
  await page.waitForURL('**/users/account/')
  expect(calls).toHaveLength(2)
  expect(new Set(keysOf(calls)).size).toBe(1)
})

test('once it is made the form is gone before the page goes to the account (157)', async ({
  page,
  signup,
}) => {
  await page.addInitScript(() => {
    const push = history.pushState.bind(history)
    history.pushState = (...state) => {
      sessionStorage.setItem('form', String(document.querySelectorAll('[name=password]').length))
      push(...state)
    }
  })
  await signup.answer('create-account', creationReply())
  await signup.answer('account', accountReply())
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await page.waitForURL('**/users/account/')
  expect(await page.evaluate(() => sessionStorage.getItem('form'))).toBe('0')
  expect(await page.evaluate(() => localStorage.getItem('signup'))).toBeNull()
})

test('a number that has an account is told so, and what to do', async ({ page, signup }) => {
  await signup.answer('create-account', refusal(409, 'account_exists', { field: 'phone' }))
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await signup.expectHeading('This number has an account')
  await expect(signup.heading).toBeFocused()
  await expect(page.getByText('No second one was made.')).toBeVisible()
  await signup.button('Start again with another number').click()
  await signup.expectHeading('Your mobile number')
})

test('a number that has an account can have what was entered deleted at once', async ({
  page,
  signup,
}) => {
  await signup.answer('create-account', refusal(409, 'account_exists', { field: 'phone' }))
  const calls = await signup.answer('withdraw-consent', doneReply())
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await signup.expectHeading('This number has an account')
  await signup.button('Delete my answers').click()
  await signup.button('Delete and end').click()
  await signup.expectHeading('Your answers are deleted')
  expect(calls).toHaveLength(1)
  await expect.poll(() => page.evaluate(() => localStorage.getItem('signup'))).toBeNull()
})

test('it asks again for ten minutes, and then says so and keeps the password', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('create-account', refusal(503, 'busy', { retry_after: 120 }))
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  for (let asked = 1; asked <= 5; asked++) {
    await expect.poll(() => calls.length).toBe(asked)
    await expect(page.getByRole('status').filter({ hasText: 'Keep this page open' })).toBeVisible()
    await signup.skip(120_000)
  }
  await signup.expectAlert('Please try again in a moment.')
  await expect(details.password).toHaveValue(PASSWORD)
  await expect(details.submit).toHaveText('Try again')
})

test('another password after a lost answer is told not to be the account’s, and leads there', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('create-account', 'lost', creationReply({ was_there: true }))
  await signup.answer('account', accountReply())
  const details = await openPassword(signup)
  await details.password.fill(PASSWORD)
  await details.submit.click()
  await signup.expectAlert('could not reach')
  await details.password.fill('another horse battery')
  await details.submit.click()
  await signup.expectHeading('Your account is open already')
  await expect(signup.heading).toBeFocused()
  await expect(page.getByText('the one that you gave then')).toBeVisible()
  expect(new Set(keysOf(calls)).size).toBe(2)
  await signup.button('Go to your account').click()
  await page.waitForURL('**/users/account/')
})
