import { expect, test } from './fixtures.ts'
import {
  ANSWERS,
  identityReply,
  NO_REPLY,
  panReply,
  refusal,
  SESSION_ID,
  verifiedReply,
  VERSION,
} from './replies.ts'
import type { SignupPage } from './signup-page.ts'

async function openPan(signup: SignupPage): Promise<void> {
  await signup.openVerified(identityReply(4), identityReply(5))
  await signup.expectHeading('Enter your PAN')
  await signup.page.locator('#purpose-pan').waitFor()
}

async function send(signup: SignupPage, pan: string): Promise<void> {
  await signup.page.locator('#pan').fill(pan)
  await signup.page.locator('#purpose-pan').check()
  await signup.page.locator('#step-later [type=submit]').click()
}

test('a PAN in any spelling is sent with consent, and what came of it is told before going on (146)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-pan', panReply())
  await openPan(signup)
  await expect(page).toHaveTitle('Step 4 of 5: Enter your PAN – NeoBank')
  await expect(page.getByRole('heading', { name: 'Your PAN', exact: true })).toHaveCount(1)
  const field = page.locator('#pan')
  await expect(field).toHaveAttribute('autocapitalize', 'characters')
  await expect(field).toHaveAttribute('autocomplete', 'off')
  await expect(field).toHaveAttribute('spellcheck', 'false')
  await send(signup, 'abcpe 1234-f')
  await signup.expectHeading('PAN verified')
  await expect(signup.heading).toBeFocused()
  await expect(page.getByText('XXXXXX234F')).toBeVisible()
  expect(calls[0]?.body).toEqual({
    session_id: SESSION_ID,
    pan: 'ABCPE1234F',
    consent: { notice_version: VERSION, language: 'en', purposes: ['pan'] },
  })
  await signup.button('Continue').click()
  await signup.expectHeading('Check your answers')
})

for (const [typed, sentence] of [
  ['', 'Enter your PAN.'],
  ['ABCPE123', 'Enter your PAN: five letters, four digits and a letter.'],
  ['ABCPE1O34F', 'Check for the letter O and the digit 0'],
  ['ABCCE1234F', 'This is the PAN of a company.'],
  ['ABCXE1234F', 'Check the fourth letter: in the PAN of a person it is P.'],
] as const) {
  test(`“${typed}” is told so, kept, and not sent: ${sentence} (146, 147)`, async ({
    page,
    signup,
  }) => {
    const calls = await signup.answer('verify-pan', panReply())
    await openPan(signup)
    await send(signup, typed)
    await expect(page.locator('#pan-notice .error')).toContainText(sentence)
    await expect(page.locator('#pan')).toBeFocused()
    await expect(page.locator('#pan')).toHaveValue(typed)
    await expect(page).toHaveTitle(/^Error: Step 4 of 5/)
    expect(calls).toEqual([])
  })
}

test('the fifth letter never blocks (147)', async ({ signup }) => {
  await signup.answer('verify-pan', panReply())
  await openPan(signup)
  await send(signup, 'ABCPZ1234F')
  await signup.expectHeading('PAN verified')
})

test('without consent nothing is looked up, and the box is gone to', async ({ page, signup }) => {
  const calls = await signup.answer('verify-pan', panReply())
  await openPan(signup)
  await page.locator('#pan').fill('ABCPE1234F')
  await page.locator('#step-later [type=submit]').click()
  await expect(page.locator('#purpose-pan')).toBeFocused()
  await expect(page.locator('#consent-notice')).toContainText('Tick what we need')
  expect(calls).toEqual([])
})

for (const error of [
  'pan_invalid',
  'pan_deceased',
  'pan_deactivated',
  'pan_not_linked',
  'pan_in_use',
] as const) {
  test(`${error} is said at the field (148)`, async ({ page, signup }) => {
    const message = `What ${error} means.`
    await signup.answer('verify-pan', refusal(409, error, { field: 'pan', message }))
    await openPan(signup)
    await send(signup, 'ABCPE1234F')
    await expect(page.locator('#pan-notice .error')).toHaveText(message)
    await expect(page.locator('#pan')).toBeFocused()
  })
}

test('a name near enough goes on, and says that somebody looks (149)', async ({ page, signup }) => {
  await signup.answer('verify-pan', panReply({ name_match: 'review' }))
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await expect(page.getByText('one of us looks at it later')).toBeVisible()
  await signup.button('Continue').click()
  await signup.expectHeading('Check your answers')
})

test('another PAN begins at the top, and the way back is to the one that is verified', async ({
  signup,
}) => {
  await signup.answer('verify-pan', panReply())
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await signup.expectHeading('PAN verified')
  for (const leave of [
    () => signup.button('Keep the one that is verified').click(),
    () => signup.button('Back').click(),
    () => signup.back(),
  ]) {
    await signup.button('Use another PAN').click()
    await signup.page.locator('#pan').waitFor()
    await expect(signup.heading).toBeFocused()
    await leave()
    await signup.expectHeading('PAN verified')
    await expect(signup.heading).toBeFocused()
  }
})

for (const [error, typed, button, target] of [
  ['name_mismatch', 'S. Janaki', 'Correct your name', '#full_name'],
  ['date_of_birth_mismatch', '27 March 1990', 'Correct your date of birth', '#birth-day'],
] as const) {
  test(`${error} shows what was typed, and leads to where it is corrected (149)`, async ({
    page,
    signup,
  }) => {
    await signup.answer('verify-pan', refusal(409, error, { step: 2, message: 'It differs.' }))
    await openPan(signup)
    await send(signup, 'ABCPE1234F')
    const trouble = page.getByRole('group', { name: 'There is a problem' })
    await expect(trouble).toBeFocused()
    await expect(trouble).toContainText('It differs.')
    await expect(trouble).toContainText(typed)
    await signup.button(button).click()
    await signup.expectHeading('Personal details')
    await expect(page.locator(target)).toBeFocused()
  })
}

test('a register that is down is said, with a time, and the PAN stays (150)', async ({
  page,
  signup,
}) => {
  await signup.answer('verify-pan', refusal(503, 'verifier_unavailable', { retry_after: 5 }))
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await signup.expectAlert('Your place here is kept: try again in 5 seconds.')
  await expect(page.locator('#pan')).toHaveValue('ABCPE1234F')
})

test('after the last look-up it is said what may be done, and when (148)', async ({ signup }) => {
  await signup.answer('verify-pan', refusal(429, 'rate_limited', { retry_after: 86_400 }))
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await signup.expectAlert('start again below, or try again tomorrow')
})

test('after a burst of requests the wait is said', async ({ signup }) => {
  await signup.answer('verify-pan', refusal(429, 'rate_limited', { retry_after: 60 }))
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await signup.expectAlert('Too many requests. Try again in 1 minute.')
})

test('a verified PAN is still so after Back and Forward', async ({ page, signup }) => {
  await signup.answer('verify-pan', panReply())
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await signup.expectHeading('PAN verified')
  await signup.back()
  await signup.expectHeading('Number already verified')
  await page.goForward()
  await signup.expectHeading('PAN verified')
})

test('a look-up under way is told of at once', async ({ page, signup }) => {
  await signup.answer('verify-pan', NO_REPLY)
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  const status = page.getByRole('status')
  await expect(status.filter({ hasText: 'asking the Income Tax Department' })).toBeVisible()
})

test('a look-up that is under way is waited for', async ({ signup }) => {
  const calls = await signup.answer(
    'verify-pan',
    refusal(409, 'in_progress', { retry_after: 2 }),
    panReply(),
  )
  await openPan(signup)
  await send(signup, 'ABCPE1234F')
  await expect.poll(() => calls.length).toBe(1)
  await signup.skip(2000)
  await signup.expectHeading('PAN verified')
})

test('the check page shows both, and says what a change of step 2 leads to (151)', async ({
  page,
  signup,
}) => {
  await signup.openVerified(identityReply(5))
  const answers = page.locator('.answers')
  await expect(answers).toContainText('ending in 0019')
  await expect(answers).toContainText('XXXXXX234F')
  await expect(page.getByText('Still to come')).toHaveCount(0)
  await expect(
    page.getByText('name or date of birth this is done again: Aadhaar and PAN.'),
  ).toBeVisible()
  await signup.button('Change PAN').click()
  await signup.expectHeading('Enter your PAN')
  await expect(page.locator('#pan')).toBeVisible()
  await signup.back()
  await signup.button('Change Aadhaar').click()
  await signup.expectHeading('Your Aadhaar')
})

test('without these steps the check page has no word of them', async ({ page, signup }) => {
  await signup.openVerified(verifiedReply(ANSWERS))
  await expect(page.locator('.answers')).not.toContainText('PAN')
  await expect(page.getByText('No other step has to be done again.')).toBeVisible()
})
