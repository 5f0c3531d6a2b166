import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { accountReply, doneReply, identifiedReply, lateReply, refusal } from './replies.ts'

async function openAccount(page: Page): Promise<void> {
  await page.goto('/users/account/')
}

test('all that is held is shown, masked, with why and until when; the tier in honest words (174)', async ({
  page,
  signup,
}) => {
  await signup.answer('account', accountReply())
  await openAccount(page)
  await signup.expectHeading('Your account')
  await expect(page).toHaveTitle('Your account – NeoBank')
  await expect(page.locator('.answers > div')).toHaveCount(5)
  for (const row of await page.locator('.answers > div').all()) {
    await expect(row).toContainText('•')
    await expect(row).toContainText('Deleted when you close the account.')
  }
  await expect(page.getByText('cannot hold or move money')).toBeVisible()
  await expect(page.getByText('This browser')).toBeVisible()
})

test('Aadhaar and PAN are shown with how they were verified, and what one of us looks at (174, 175)', async ({
  page,
  signup,
}) => {
  await signup.answer('account', identifiedReply())
  await openAccount(page)
  const rows = page.locator('.answers > div')
  const [aadhaar, pan] = [rows.nth(1), rows.nth(2)]
  await expect(aadhaar).toContainText('•••• •••• 0019')
  await expect(aadhaar).toContainText('signature of UIDAI in your Aadhaar QR code')
  // Its name is for one of us to look at, and so not said to be the same.
  await expect(aadhaar).not.toContainText('the one that you gave')
  await expect(pan).toContainText('••••••234F')
  await expect(pan).toContainText('The name there is the one that you gave.')
  await expect(page.locator('.reviews li')).toHaveCount(4)
  await expect(page.locator('.reviews')).toContainText('written a little differently')
  const consents = page.locator('.consents li')
  await expect(consents.nth(2)).toContainText('last four digits of the Aadhaar number')
  await expect(consents.nth(2)).toContainText('keep neither the Aadhaar number nor photo')
  await expect(consents.nth(3)).toContainText('register of the Income Tax Department')
})

test('a consent shows its date, version and language, and is withdrawn by two presses (175)', async ({
  page,
  signup,
}) => {
  const withdrawn = accountReply()
  await signup.answer('account', accountReply(), withdrawn)
  const calls = await signup.answer('withdraw-consent', doneReply())
  await openAccount(page)
  const offers = page.locator('.consents li').last()
  await expect(offers).toContainText(/Given on 28 November 2026, to version .* in English\./)
  await offers.getByRole('button', { name: 'Withdraw Email' }).click()
  await expect(offers).toContainText('Your account stays as it is.')
  await offers.getByRole('button', { name: 'Withdraw now' }).click()
  await expect.poll(() => calls.map(({ body }) => body)).toEqual([{ purpose: 'offers' }])
})

test('a consent that the account needs says that withdrawing closes it, and does (175)', async ({
  page,
  signup,
}) => {
  await signup.answer('account', accountReply())
  await signup.answer('withdraw-consent', doneReply())
  await openAccount(page)
  const needed = page.locator('.consents li').first()
  await needed.getByRole('button').click()
  await expect(needed).toContainText('it is closed, and what we hold is deleted')
  await needed.getByRole('button', { name: 'Withdraw and close the account' }).click()
  await signup.expectHeading('Your account is closed')
  await expect(signup.heading).toBeFocused()
})

test('closing says what is deleted and what is kept, and asks for a fresh sign-in in words (177)', async ({
  page,
  signup,
}) => {
  await signup.answer('account', accountReply())
  await signup.answer('close-account', refusal(403, 'fresh_sign_in_required'), doneReply())
  await openAccount(page)
  await signup.button('Close the account').click()
  await signup.expectHeading('Close your account')
  await expect(page.getByText('What is deleted at once')).toBeVisible()
  await expect(page.getByText('What is kept')).toBeVisible()
  await signup.button('Close the account now').click()
  await signup.expectAlert('sign-in of the last 5 minutes')
  await signup.button('Keep the account').click()
  await signup.expectHeading('Your account')
  await signup.button('Close the account').click()
  await signup.button('Close the account now').click()
  await signup.expectHeading('Your account is closed')
})

test('signing out clears the page, and another tab notices as it is looked at (181)', async ({
  page,
  signup,
}) => {
  const late = lateReply()
  await signup.answer('account', accountReply(), late.reply)
  await signup.answer('sign-out', doneReply())
  await openAccount(page)
  await signup.expectHeading('Your account')
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await expect(page.locator('.answers')).toBeVisible()
  late.release(refusal(401, 'signed_out'))
  await signup.expectHeading('You are signed out')
  await expect(page.locator('.answers')).toHaveCount(0)

  await signup.answer('account', accountReply())
  await signup.reload()
  await signup.button('Sign out').click()
  await signup.expectHeading('You are signed out')
  await page.getByRole('link', { name: 'Open an account' }).click()
  await expect(signup.number).toBeVisible()
})

test('an account that cannot be read is told so and asked for again', async ({ page, signup }) => {
  await signup.answer('account', 'lost', accountReply())
  await openAccount(page)
  await signup.expectAlert('could not reach')
  await signup.button('Try again').click()
  await expect(page.locator('.answers')).toBeVisible()
})

test('its language is chosen as on the signup page', async ({ page, signup }) => {
  await signup.answer('account', accountReply())
  await openAccount(page)
  await page.getByRole('link', { name: 'हिन्दी' }).click()
  await expect(page).toHaveURL(/\/users\/account\/$/)
  await signup.expectHeading('आपका खाता')
})
