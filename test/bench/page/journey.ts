import type { Browser } from '@playwright/test'
import { DetailsPage } from '../../browser/details-page.ts'
import { SignupPage } from '../../browser/signup-page.ts'
import { codeFor } from '../../browser/sms.ts'
import { type Network, PATIENCE, slowDown } from './visit.ts'

/** The moments of a signup that a person sees, in their order. */
export const MOMENTS = ['code asked', 'step 2', 'answers', 'password', 'account'] as const

/**
 * Opens an account with an empty cache, as fast as the page lets one type: gives when each moment was
 * there, in milliseconds from the first view on. What a person reads, types and thinks is not in it.
 */
export async function journey(
  browser: Browser,
  server: { readonly url: string; readonly folder: string },
  network: Network,
  { phone, address }: { readonly phone: string; readonly address: string },
): Promise<readonly number[]> {
  const context = await browser.newContext({
    viewport: { width: 412, height: 823 },
    extraHTTPHeaders: { 'CF-Connecting-IP': address },
  })
  context.setDefaultTimeout(PATIENCE)
  context.setDefaultNavigationTimeout(PATIENCE)
  const page = await context.newPage()
  await slowDown(page, network)
  const [signup, details] = [new SignupPage(page, phone), new DetailsPage(page)]
  const from = performance.now()
  const moments: number[] = []
  const pass = () => moments.push(performance.now() - from)

  await page.goto(`${server.url}/users/signup/`)
  await signup.requestCode(phone)
  pass()
  await signup.type(await codeFor(phone, server.folder))
  await details.notice.getByRole('heading').waitFor()
  pass()
  await details.fill()
  await details.submit.click()
  await signup.expectHeading('Check your answers')
  pass()
  await signup.button('All is right, continue').click()
  await details.password.fill('horse battery staple tea')
  pass()
  await details.submit.click()
  await page.waitForURL('**/users/account/', { waitUntil: 'commit' })
  await page.locator('.answers').waitFor()
  pass()
  await context.close()
  return moments
}
