import * as en from '../../src/locales/en.ts'
import { countryField } from '../../src/routes/country-field.ts'
import { expectNoViolations } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { refusal, sendReply } from './replies.ts'
import { overflow } from './signup-page.ts'

test.beforeEach(async ({ page }) => {
  // As the Worker makes the page where it is configured so; its own test holds it to that.
  const { country } = countryField(['IN', 'GB', 'AE'], en)
  await page.route('**/users/signup/', async (route) => {
    const response = await route.fetch()
    const html = (await response.text())
      .replace(/<data.*<\/data>/s, '')
      .replace('<label id=phone-label', `${country}$&`)
    await route.fulfill({ response, body: html })
  })
})

test('a number goes out with the code of the country chosen, or with the one typed', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('send-otp', refusal(400, 'unsupported_country'))
  await signup.open()
  const country = page.getByLabel('Country')
  await expect(country).toHaveValue('91')
  await expect(signup.number).toHaveAccessibleName('Mobile number India \u200e+91')
  await signup.submit('98765 43210')
  await signup.expectAlert('We cannot text numbers of that country yet.')

  await country.selectOption('44')
  await expect(signup.alert).toBeHidden()
  await signup.submit('7400 123456')
  await expect.poll(() => calls.length).toBe(2)
  await signup.submit('+971 50 123 4567')
  await expect.poll(() => calls.length).toBe(3)
  expect(calls.map(({ body }) => body['phone'])).toEqual([
    '+919876543210',
    '+447400123456',
    '+971501234567',
  ])
})

test("India's rule holds for India's numbers alone", async ({ page, signup }) => {
  const calls = await signup.answer('send-otp', sendReply())
  await signup.open()
  await signup.submit('5876543210')
  await signup.expectAlert('starts with 6, 7, 8 or 9')
  await page.getByLabel('Country').selectOption('44')
  await expect(signup.alert).toBeHidden()
  await signup.send.click()
  await signup.expectBoxFocused(1)
  expect(calls.map(({ body }) => body['phone'])).toEqual(['+445876543210'])
})

test('the choice passes axe, and fits 320 pixels', async ({ page, signup }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 320, height: 640 })
  await signup.open()
  await expectNoViolations(page)
  expect(await overflow(page.locator('html'))).toBe(0)
  const box = await page.getByLabel('Country').boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(44)
})
