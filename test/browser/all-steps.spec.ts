import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { endCamera, launchOptions, showSymbol } from './aadhaar/fake-camera.ts'
import { addHarness } from './aadhaar/fixtures.ts'
import { pdfOf } from './aadhaar/pdfs.ts'
import { symbolOf } from './aadhaar/symbols.ts'
import { codeOf, expect, PERSON, test } from './all-steps-server.ts'
import { DetailsPage } from './details-page.ts'
import { SignupPage } from './signup-page.ts'
import { codeFor } from './sms.ts'

const CAMERA_PHONE = '9111100001'
const PASSWORD = 'ANIT1990'
const LARGEST_BODY = 8000

test.use({ launchOptions })
test.beforeAll(async () => showSymbol(await symbolOf(codeOf(CAMERA_PHONE))))
test.afterAll(endCamera)

/** Keeps all that the page and its worker send, byte for byte. */
function recordRequests(page: Page): Buffer[] {
  const sent: Buffer[] = []
  page.on('request', (request) => {
    const headers = JSON.stringify(request.headers())
    sent.push(Buffer.from(`${request.url()} ${headers} `), request.postDataBuffer() ?? Buffer.of())
  })
  return sent
}

/** Finds a file or a password in what was sent, by any part of it, as bytes or as base64. */
function isIn(sent: readonly Buffer[], secret: Buffer): boolean {
  const parts = [0, 0.25, 0.5, 0.75].map((share) => {
    const start = Math.floor((secret.length * share) / 3) * 3
    return secret.subarray(start, start + 48)
  })
  const needles = parts.flatMap((part) => [part, part.toString('base64'), part.toString('hex')])
  return sent.some((body) => needles.some((needle) => needle.length > 7 && body.includes(needle)))
}

function expectNothingSent(sent: readonly Buffer[], secrets: readonly Buffer[]): void {
  for (const secret of secrets) {
    // What looks for it would find it.
    expect(isIn([...sent, Buffer.concat([Buffer.from('…'), secret])], secret)).toBe(true)
    expect(isIn([Buffer.from(secret.toString('base64'))], secret)).toBe(true)
    expect(isIn(sent, secret)).toBe(false)
  }
  expect(
    sent.filter((body) => /JFIF|Exif|%PDF|PNG|ANIT1990/.test(body.toString('latin1'))),
  ).toEqual([])
  // A frame or a picture, however it were written, would not fit in.
  expect(sent.filter(({ length }) => length > LARGEST_BODY)).toEqual([])
}

/** Comes to step 3 as a person does. */
async function walkToStep3(signup: SignupPage, serverFolder: string): Promise<void> {
  const { page, phone } = signup
  const details = new DetailsPage(page)
  await signup.open()
  await expect(page).toHaveTitle('Step 1 of 5: Your mobile number – NeoBank')
  await signup.requestCode(phone)
  await signup.type(await codeFor(phone, serverFolder))
  await signup.expectHeading('Personal details')
  await details.fill()
  await details.name.fill(PERSON.name)
  await details.submit.click()
  await signup.expectHeading('Your Aadhaar')
  await page.locator('#purpose-aadhaar').check()
}

/** Goes on from there to the account's page. */
async function walkToAccount(signup: SignupPage, pan: string): Promise<void> {
  const { page } = signup
  await signup.button('Continue').click()
  await signup.expectHeading('Enter your PAN')
  await page.locator('#pan').fill(pan)
  await page.locator('#purpose-pan').check()
  await signup.button('Verify PAN').click()
  await signup.expectHeading('PAN verified')
  await signup.button('Continue').click()
  await signup.expectHeading('Check your answers')
  await expect(page.locator('.answers')).toContainText('ending in 4821')
  await expect(page.locator('.answers')).toContainText(`XXXXXX${pan.slice(-4)}`)
  await signup.button('All is right, continue').click()
  const details = new DetailsPage(page)
  await details.password.fill('horse battery staple tea')
  await details.submit.click()
  await page.waitForURL('**/users/account/')
  await signup.expectHeading('Your account')
  const rows = page.locator('.answers')
  await expect(rows).toContainText('•••• •••• 4821')
  await expect(rows).toContainText(`••••••${pan.slice(-4)}`)
  await expect(rows).toContainText('signature of UIDAI in your Aadhaar QR code')
  await expect(page.locator('.consents li')).toHaveCount(4)
  await expect(page.locator('.consents li').nth(2)).toContainText('Aadhaar QR code or DigiLocker')
  await expect(page.locator('.consents li').nth(3)).toContainText('Income Tax Department')
  await expect(page.getByText('Aadhaar and PAN, though without having seen you')).toBeVisible()
}

test('all five steps are walked by a camera that shows the code, and no frame leaves the device (140)', async ({
  page,
  server,
}) => {
  test.setTimeout(60_000)
  // Under the browser's own clock.
  const signup = new SignupPage(page, CAMERA_PHONE)
  const sent = recordRequests(page)
  await walkToStep3(signup, server.folder)
  const began = performance.now()
  await signup.button('Open the camera').click()
  await signup.expectHeading('Aadhaar verified')
  const description = `${Math.round(performance.now() - began)} ms`
  test.info().annotations.push({ type: 'camera to verified', description })
  await expect(page.getByText('Aadhaar knows your number')).toBeVisible()
  expectNothingSent(sent, [])
  await walkToAccount(signup, 'SNDPA0011A')
  await expect(page.locator('.reviews')).toHaveCount(0)
})

test('all five steps are walked by a picture after a locked PDF, and neither leaves the device (138, 140)', async ({
  page,
  phone,
  server,
}) => {
  test.setTimeout(60_000)
  const signup = new SignupPage(page, phone)
  const sent = recordRequests(page)
  await walkToStep3(signup, server.folder)
  await addHarness(page)
  // Whose phone is another, so that somebody looks.
  const symbol = await symbolOf(codeOf('9000000000'))
  const pdf = Buffer.from(await pdfOf([], { password: PASSWORD }), 'base64')
  const base64 = await page.evaluate(async (code) => {
    const photo = await window.aadhaar.photoOf([code], { width: 1600, height: 1200 })
    const bytes = new Uint8Array(await photo.arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  }, symbol)
  const photo = Buffer.from(base64, 'base64')
  const choose = (name: string, mimeType: string, buffer: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })

  await choose('aadhaar.pdf', 'application/pdf', pdf)
  await page.locator('#pdf-password').fill(PASSWORD)
  await signup.press('Enter')
  await expect(page.getByText('We found no QR code in this file.')).toBeVisible()
  await choose('aadhaar.jpg', 'image/jpeg', photo)
  await signup.expectHeading('Aadhaar verified')
  await expect(page.getByText('is not the number that Aadhaar knows')).toBeVisible()
  expectNothingSent(sent, [photo, pdf, Buffer.from(PASSWORD)])
  await walkToAccount(signup, 'SNDPA0021A')
  await expect(page.locator('.reviews li')).toHaveCount(1)
})
