import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import {
  ANSWERS,
  doneReply,
  refusal,
  SESSION_ID,
  stepReply,
  verifiedReply,
  VERSION,
} from './replies.ts'

test('the answers of step 2 are sent with what was shown and ticked, and shown again (110, 114, 118, 121)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer('personal-details', stepReply())
  await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
  await expect(page).toHaveTitle('Step 2 of 3: Personal details – NeoBank')
  await expect(signup.heading).toBeFocused()
  await details.fill()
  await details.submit.click()
  await details.expectSaved(calls)
  expect(calls[0]?.body).toEqual({
    session_id: SESSION_ID,
    full_name: 'S. Janaki',
    date_of_birth: '1990-03-27',
    email: 'janaki@example.com',
    pin_code: '560001',
    consent: { notice_version: VERSION, language: 'en', purposes: ['account', 'contact'] },
  })
  await expect(signup.heading).toBeFocused()
  await expect(page).toHaveTitle('Step 3 of 3: Check your answers – NeoBank')
})

test('several errors are summed up and take the focus, one takes it itself, all in the same words (106, 115)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  await signup.openVerified()
  await details.notice.getByRole('heading').waitFor()
  await details.submit.click()
  await expect(details.summary).toBeFocused()
  await expect(details.summary.getByRole('link')).toHaveText([
    'Enter your full name.',
    'Enter your date of birth.',
    'Enter your email address.',
    'Enter your PIN code.',
    'Tick what we need for this step, or we cannot go on.',
  ])
  await expect(page).toHaveTitle(/^Error: Step 2 of 3/)
  await expect(details.error('email')).toHaveText('Enter your email address.')
  const url = page.url()
  await details.summary.getByRole('link', { name: 'PIN code' }).click()
  await expect(details.pinCode).toBeFocused()
  expect(page.url()).toBe(url)

  await details.fill()
  await expect(details.summary).toHaveCount(0)
  await expect(page).toHaveTitle(/^Step 2 of 3/)
  await details.pinCode.fill('56000')
  await details.submit.click()
  await expect(details.pinCode).toBeFocused()
  await expect(details.pinCode).toHaveAccessibleDescription(/six digits/)
  await expect(details.pinCode).toHaveAttribute('aria-invalid', 'true')
})

for (const [parts, sentence, focused] of [
  [['', 'mar', '1990'], 'Your date of birth lacks the day.', 'day'],
  [['27', '', ''], 'Your date of birth lacks the month and the year.', 'month'],
  [['31', '2', '1990'], 'There is no such day. Check the day and the month.', 'day'],
  [['27', '3', '90'], 'Enter the year in four digits, such as 1990.', 'year'],
  [['27', '3', '2090'], 'This day is still to come. Check the year.', 'year'],
  [['27', '3', '2020'], 'You must be 18 or older to open an account.', 'year'],
] as const) {
  test(`the date ${parts.join('/')} is told so: ${sentence} (115)`, async ({ page, signup }) => {
    const details = new DetailsPage(page)
    await signup.openVerified()
    await details.fill()
    for (const [i, field] of [details.day, details.month, details.year].entries()) {
      await field.fill(parts[i] ?? '')
    }
    await details.submit.click()
    await expect(details.error('date_of_birth')).toHaveText(sentence)
    await expect(page.locator(`#birth-${focused}`)).toBeFocused()
  })
}

test('a pasted date fills all three fields, and no field moves on by itself (113, 114)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  await signup.openVerified()
  await details.month.focus()
  expect(await signup.paste('27/03/1990')).toEqual({ cancelled: true })
  await expect(details.day).toHaveValue('27')
  await expect(details.month).toHaveValue('03')
  await expect(details.year).toHaveValue('1990')
  await details.day.focus()
  await signup.type('13')
  await expect(details.day).toBeFocused()
  for (const [field, token] of [
    [details.day, 'bday-day'],
    [details.month, 'bday-month'],
    [details.year, 'bday-year'],
  ] as const) {
    await expect(field).toHaveAttribute('autocomplete', token)
    await expect(field).toHaveAttribute('inputmode', 'numeric')
  }
})

test('a slip in the address is pointed out and mended by one press, or sent as it is (116, 117)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer('personal-details', stepReply())
  await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
  await details.fill()
  await details.email.fill('janaki@gmial.com')
  await details.pinCode.focus()
  await signup.button('janaki@gmail.com').click()
  await expect(details.email).toHaveValue('janaki@gmail.com')
  await expect(details.email).toBeFocused()
  await details.email.fill('janaki@gmial.com')
  await details.submit.click()
  await details.expectSaved(calls)
  expect(calls[0]?.body).toMatchObject({ email: 'janaki@gmial.com' })
})

test('initials bring a note that blocks nothing (112)', async ({ page, signup }) => {
  const details = new DetailsPage(page)
  await signup.openVerified()
  await details.name.fill('S. Janaki')
  await expect(details.name).toHaveAccessibleDescription(/mostly have names in full/)
  await expect(details.name).not.toHaveAttribute('aria-invalid')
})

test('what the server refuses stands at its field, in its words (106)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const errors = [
    { field: 'full_name', error: 'invalid_name', message: 'Enter your full name.' },
    { field: 'email', error: 'invalid_email', message: 'Enter an email address.' },
  ]
  await signup.answer(
    'personal-details',
    refusal(400, 'invalid_name', { field: 'full_name', errors }),
    refusal(400, 'under_age', { field: 'date_of_birth', message: 'You must be 18.' }),
  )
  await signup.openVerified()
  await details.fill()
  await details.submit.click()
  await expect(details.summary).toBeFocused()
  await expect(details.error('email')).toHaveText('Enter an email address.')
  await expect(details.name).toHaveValue('S. Janaki')
  await details.submit.click()
  await expect(details.error('date_of_birth')).toHaveText('You must be 18.')
  await expect(details.day).toBeFocused()
})

test('what was typed survives Back and Forward, and stands in no store (41, 109)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  await signup.openVerified()
  await details.fill()
  await signup.button('Back').click()
  await signup.expectHeading('Number already verified')
  await signup.button('Continue').click()
  await expect(details.name).toHaveValue('S. Janaki')
  await expect(details.purpose('account')).toBeChecked()
  const stores = await page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage, history.state, location.href]),
  )
  expect(stores).not.toMatch(/janaki|1990|560/i)
})

test('an answer is changed from the list of all, which says what that voids (107, 151)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer('personal-details', stepReply())
  await signup.openVerified(verifiedReply(ANSWERS))
  await expect(page.getByText('No other step has to be done again.')).toBeVisible()
  await expect(page.locator('.answers')).toContainText('27 March 1990')
  await signup.button('Change Email').click()
  await expect(details.email).toBeFocused()
  await expect(details.email).toHaveValue('janaki@example.com')
  await expect(details.year).toHaveValue('1990')
  await expect(details.purpose('contact')).toBeChecked()
  await expect(details.purpose('offers')).not.toBeChecked()
  await details.email.fill('other@example.com')
  await details.submit.click()
  await details.expectSaved(calls)
  expect(calls[0]?.body).toMatchObject({ email: 'other@example.com', full_name: 'S. Janaki' })
})

test('the answers are deleted by two presses, the first of which says what that ends', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('withdraw-consent', doneReply())
  await signup.openVerified(verifiedReply(ANSWERS))
  await signup.button('Delete my answers').click()
  await expect(page.getByText('It cannot be undone.')).toBeVisible()
  await signup.button('Delete and end').click()
  await signup.expectHeading('Your answers are deleted')
  await expect(signup.heading).toBeFocused()
  expect(calls[0]?.body).toEqual({ session_id: SESSION_ID, purpose: 'account' })
  await signup.button('Start again').click()
  await signup.expectHeading('Your mobile number')
})

test('another language is asked about first, where it would lose what was typed', async ({
  page,
  signup,
}) => {
  await signup.openVerified()
  const details = new DetailsPage(page)
  const hindi = page.getByRole('link', { name: 'हिन्दी' })
  await details.name.fill('S. Janaki')
  const asked: string[] = []
  page.once('dialog', async (dialog) => {
    asked.push(dialog.message())
    await dialog.dismiss()
  })
  await hindi.click()
  await expect.poll(() => asked).toEqual([expect.stringContaining('is lost')])
  await expect(details.name).toHaveValue('S. Janaki')
  await signup.expectHeading('Personal details')

  page.once('dialog', (dialog) => void dialog.accept())
  await hindi.click()
  await signup.expectHeading('निजी जानकारी')
})

test('another language is not asked about where nothing was typed', async ({ page, signup }) => {
  await signup.openVerified()
  page.on('dialog', () => expect('a dialog').toBe('none'))
  await page.getByRole('link', { name: 'हिन्दी' }).click()
  await signup.expectHeading('निजी जानकारी')
})
