import type { Locator, Page } from '@playwright/test'
import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import { codeFor } from './sms.ts'

/** Has the server make the account, and loses its answer with the cookies. */
async function loseReply(page: Page): Promise<void> {
  const context = page.context()
  await page.route(
    '**/users/api/create-account/',
    async (route) => {
      const cookies = await context.cookies()
      expect((await route.fetch()).status()).toBe(201)
      await context.clearCookies()
      await context.addCookies(cookies)
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
}

test('a connection that is cut at every step loses nothing, and an account unheard of is there after a reload (46)', async ({
  page,
  context,
  signup,
  phone,
}) => {
  const details = new DetailsPage(page)
  /** Presses once without a connection, which is told, and once with it. */
  const pressTwice = async (target: Locator, whileOffline?: () => Promise<void>) => {
    await context.setOffline(true)
    await target.click()
    await signup.expectAlert('You are offline')
    await whileOffline?.()
    await context.setOffline(false)
    await target.click()
  }
  await signup.open()
  await signup.number.fill(phone)
  await pressTwice(signup.send, () => expect(signup.number).toHaveValue(phone))
  await signup.expectBoxFocused(1)

  const code = await codeFor(phone)
  await context.setOffline(true)
  await signup.type(code)
  await signup.expectAlert('You are offline')
  await signup.expectDigits(code)
  await context.setOffline(false)
  await signup.proceed.click()
  await signup.expectVerified()

  await details.notice.getByRole('heading').waitFor()
  await details.fill()
  await pressTwice(details.submit, () => expect(details.name).toHaveValue('S. Janaki'))
  await signup.expectHeading('Check your answers')

  await context.setOffline(true)
  await signup.button('Delete my answers').click()
  await signup.button('Delete and end').click()
  await signup.expectAlert('You are offline')
  // What comes next is here already.
  await signup.button('All is right, continue').click()
  await signup.expectHeading('Create a password')
  await context.setOffline(false)

  const password = 'horse battery staple tea'
  await details.password.fill(password)
  await context.setOffline(true)
  await details.submit.click()
  await signup.expectAlert('You are offline')
  await expect(details.password).toHaveValue(password)
  await context.setOffline(false)
  // Made, and the answer lost with its cookies: a reload finds the account.
  await loseReply(page)
  await details.submit.click()
  await signup.expectAlert('could not reach')
  await signup.reload()
  await page.waitForURL('**/users/account/')
  await expect(page.locator('.answers')).toContainText(phone.slice(-4))
  const names = (await context.cookies()).map(({ name }) => name)
  expect(names).toContain('__Host-account')
  expect(names).not.toContain('__Host-signup')

  const offers = page.locator('.consents li').last()
  await offers.getByRole('button').click()
  await context.setOffline(true)
  await offers.getByRole('button', { name: 'Withdraw and close' }).click()
  await expect(offers.getByRole('alert')).toContainText('You are offline')
  await signup.button('Sign out').click()
  await expect(page.getByRole('alert').filter({ hasText: 'You are offline' })).toHaveCount(2)
  await expect(page.locator('.answers')).toContainText(phone.slice(-4))
  await signup.button('Close the account').click()
  await context.setOffline(false)
  await pressTwice(signup.button('Close the account now'))
  await signup.expectHeading('Your account is closed')
})
