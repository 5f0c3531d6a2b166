import type { Page } from '@playwright/test'
import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import type { SignupPage } from './signup-page.ts'
import { codeFor } from './sms.ts'

/** Goes from the number to the password, and loses the reply that tells of the account. */
async function loseAccount(page: Page, signup: SignupPage): Promise<DetailsPage> {
  const details = new DetailsPage(page)
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.type(await codeFor(signup.phone))
  await signup.expectHeading('Personal details')
  await details.notice.getByRole('heading').waitFor()
  await details.fill()
  await details.submit.click()
  await signup.button('All is right, continue').click()
  await page.route(
    '**/users/api/create-account/',
    async (route) => {
      const cookies = await page.context().cookies()
      const reply = await route.fetch()
      expect(reply.status()).toBe(201)
      await page.context().clearCookies()
      await page.context().addCookies(cookies)
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await details.password.fill('horse battery staple tea')
  await details.submit.click()
  await signup.expectAlert('could not reach')
  return details
}

test('an account whose making was never heard of is there after a reload', async ({
  page,
  signup,
}) => {
  await loseAccount(page, signup)
  await signup.reload()
  await page.waitForURL('**/users/account/')
  await expect(page.locator('.answers')).toContainText(signup.phone.slice(-4))
  const names = (await page.context().cookies()).map(({ name }) => name)
  expect(names).toContain('__Host-account')
  expect(names).not.toContain('__Host-signup')
})

test('another password after it is told not to be the account’s, and leads there', async ({
  page,
  signup,
}) => {
  const details = await loseAccount(page, signup)
  await details.password.fill('another horse battery')
  await details.submit.click()
  await signup.expectHeading('Your account is open already')
  await expect(signup.heading).toBeFocused()
  await expect(page.getByText('the one that you gave then')).toBeVisible()
  await signup.button('Go to your account').click()
  await page.waitForURL('**/users/account/')
  await expect(page.locator('.answers')).toContainText(signup.phone.slice(-4))
})

test('the same password after it leads straight to the account', async ({ page, signup }) => {
  const details = await loseAccount(page, signup)
  await details.submit.click()
  await page.waitForURL('**/users/account/')
  await expect(page.locator('.answers')).toContainText(signup.phone.slice(-4))
})
