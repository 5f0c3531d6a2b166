import * as en from '../../src/locales/en.ts'
import * as hi from '../../src/locales/hi.ts'
import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import { ANSWERS, noticesReply, refusal, stepReply, verifiedReply } from './replies.ts'

test('the notice stands on the page: each item with its purpose, rights, withdrawal, complaint, version (119, 120)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  await signup.openVerified()
  const { items, title, rights, withdraw, complain } = en.notices['personal-details']
  for (const text of [title, rights, withdraw, complain]) {
    await expect(details.notice).toContainText(text)
  }
  for (const { data, purpose } of Object.values(items)) {
    await expect(details.notice.getByLabel(`${data} ${purpose}`)).not.toBeChecked()
  }
  await expect(details.notice).toContainText(/version \d{4}-\d\d-\d\d of the notice, in English/)
  const optional = page.getByRole('group', { name: 'You may leave this out.' })
  await expect(optional.getByRole('checkbox')).toHaveCount(1)
})

test('its language changes without a loss, and is the one that is consented in (122)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer('personal-details', stepReply())
  await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
  await details.fill()
  await details.notice.getByRole('button', { name: hi.locale.name }).click()
  const title = details.notice.getByRole('heading')
  await expect(title).toHaveText(hi.notices['personal-details'].title)
  await expect(title).toHaveAttribute('lang', 'hi')
  await details.notice.getByRole('button', { name: 'اردو' }).click()
  await expect(title).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
  await expect(details.name).toHaveValue('S. Janaki')
  await expect(details.purpose('account')).toBeChecked()
  await details.submit.click()
  await details.expectSaved(calls)
  expect(calls[0]?.body).toMatchObject({ consent: { language: 'ur' } })
})

test('a notice that changed meanwhile is shown anew and ticked anew, the answers stay (123)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer(
    'personal-details',
    refusal(409, 'notice_changed', { notice_version: '2027-01-01' }),
    stepReply(),
  )
  await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
  await details.fill()
  await signup.answer('notices', noticesReply('en', '2027-01-01'))
  await details.submit.click()
  await expect(details.notice.getByRole('heading')).toBeFocused()
  await expect(details.notice).toContainText('Our notice has changed.')
  await expect(details.notice).toContainText('2027-01-01')
  await expect(details.purpose('account')).not.toBeChecked()
  await expect(details.email).toHaveValue('janaki@example.com')
  await details.purpose('account').check()
  await details.purpose('contact').check()
  await details.purpose('offers').check()
  await details.submit.click()
  await signup.expectHeading('Check your answers')
  expect(calls[1]?.body).toMatchObject({
    consent: { notice_version: '2027-01-01', purposes: ['account', 'contact', 'offers'] },
  })
})

test('a notice that does not come is told so and asked for again; nothing is sent without it', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer('personal-details', stepReply())
  await signup.answerVerified(verifiedReply(), verifiedReply(ANSWERS))
  await signup.answer('notices', 'lost', noticesReply())
  await signup.mark()
  await signup.open()
  await expect(details.notice.getByRole('alert')).toContainText('could not reach')
  await details.name.fill('S. Janaki')
  await details.submit.click()
  await expect(details.summary).toBeFocused()
  await details.notice.getByRole('button', { name: 'Try again' }).click()
  await details.fill()
  await details.submit.click()
  await details.expectSaved(calls)
})
