import { Buffer } from 'node:buffer'
import { addHarness, expect, test } from './aadhaar/fixtures.ts'
import type { CameraOptions } from './aadhaar/harness.ts'
import { CIPHERS, pdfOf } from './aadhaar/pdfs.ts'
import { symbolOf, UIDAI_SAMPLE } from './aadhaar/symbols.ts'
import {
  aadhaarReply,
  DIGILOCKER,
  identityReply,
  lateReply,
  NO_REPLY,
  refusal,
  SESSION_ID,
  startReply,
  VERSION,
} from './replies.ts'
import * as hi from '../../src/locales/hi.ts'
import { gapBetween, type SignupPage } from './signup-page.ts'

const CONSENT = { notice_version: VERSION, language: 'en', purposes: ['aadhaar'] }

const sample = await symbolOf(UIDAI_SAMPLE)
const payment = await symbolOf('upi://pay?pa=asha@bank')

async function openAadhaar(signup: SignupPage): Promise<void> {
  await signup.openVerified(identityReply(3), identityReply(4))
  await signup.expectHeading('Your Aadhaar')
  await signup.page.locator('#purpose-aadhaar').check()
  await addHarness(signup.page)
}

async function openCamera(signup: SignupPage, options: CameraOptions): Promise<void> {
  await openAadhaar(signup)
  await signup.page.evaluate((camera) => window.aadhaar.useCamera(camera), options)
  await signup.button('Open the camera').click()
}

/** Chooses a photo with these codes in it. */
async function choosePhoto(signup: SignupPage, codes: readonly unknown[]): Promise<void> {
  const base64 = await signup.page.evaluate(async (symbols) => {
    const photo = await window.aadhaar.photoOf(symbols as never, { width: 1600, height: 1200 })
    const bytes = new Uint8Array(await photo.arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  }, codes)
  await chooseFile(signup, 'aadhaar.jpg', Buffer.from(base64, 'base64'))
}

async function chooseFile(signup: SignupPage, name: string, buffer: Buffer): Promise<void> {
  const chooser = signup.page.waitForEvent('filechooser')
  await signup.button('Choose a file').click()
  const mimeType = name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg'
  await (await chooser).setFiles({ name, mimeType, buffer })
}

const tracks = () => window.aadhaar.cameras.tracks.map(({ readyState }) => readyState)

test('all ways are on one screen, and nothing is asked of the device before a press (124, 125)', async ({
  page,
  signup,
}) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      throw new Error('asked before a press')
    }
  })
  await openAadhaar(signup)
  await expect(page).toHaveTitle('Step 3 of 5: Your Aadhaar – NeoBank')
  for (const way of ['Open the camera', 'Choose a file', 'Go to DigiLocker']) {
    await expect(signup.button(way)).toBeVisible()
  }
  await expect(page.getByText('on the letter, on the card')).toBeVisible()
  await expect(page.getByText('stay on this device')).toBeVisible()
  await expect(page.getByText('We never ask for the 12 digits')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Tick this if you agree.' })).toBeVisible()
  // This one has come.
  await expect(page.locator('#step-later .plan li')).toHaveText(['PAN', 'A password'])
  await expect(page.locator('input[type=file]')).toHaveAttribute(
    'accept',
    'image/jpeg,image/png,image/webp,application/pdf',
  )
  await expect(page.locator('input[type=file]')).not.toHaveAttribute('capture')
})

test('without consent no way begins, and the box is gone to (125)', async ({ page, signup }) => {
  const calls = await signup.answer('start-aadhaar', startReply())
  await openAadhaar(signup)
  await page.locator('#purpose-aadhaar').uncheck()
  for (const way of ['Open the camera', 'Choose a file', 'Go to DigiLocker']) {
    await signup.button(way).click()
    await expect(page.locator('#purpose-aadhaar')).toBeFocused()
    await expect(page.locator('#consent-notice')).toContainText('Tick what we need')
  }
  expect(calls).toEqual([])
})

test('the camera finds the code, is let go of, and what came of it takes the focus (125, 127, 131, 140)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-aadhaar-qr', aadhaarReply())
  await openCamera(signup, { views: [[sample]] })
  await signup.expectHeading('Aadhaar verified')
  await expect(signup.heading).toBeFocused()
  await expect(page.getByText('ending in 0019 is verified')).toBeVisible()
  await expect(page.locator('#step-later .plan li')).toHaveText(['PAN', 'A password'])
  await expect(page.getByText('Aadhaar knows your number')).toBeVisible()
  expect(await page.evaluate(tracks)).toEqual(['ended'])
  expect(calls.map(({ body }) => body)).toEqual([
    { session_id: SESSION_ID, qr_data: UIDAI_SAMPLE, consent: CONSENT },
  ])
  await signup.button('Continue').click()
  await signup.expectHeading('Enter your PAN')
})

test('while a code that the camera found is checked, that stands where the camera was, with the focus (131)', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const { reply, release } = lateReply()
  await signup.answer('verify-aadhaar-qr', reply)
  await openCamera(signup, { views: [[sample]] })
  const checking = page.getByText('Code found. Checking its signature…')
  await expect(checking).toBeFocused()
  await expect(checking).toBeInViewport()
  await expect(page.locator('video')).toHaveCount(0)
  release(refusal(400, 'qr_not_genuine', { field: 'qr_data', message: 'It is not genuine.' }))
  const trouble = page.getByRole('group', { name: 'There is a problem' })
  await expect(trouble).toBeFocused()
  await expect(trouble).toBeInViewport()
  await expect(signup.button('Open the camera')).toBeVisible()
})

test('Escape closes the camera (131)', async ({ page, signup }) => {
  await openCamera(signup, { views: [[]] })
  await expect.poll(() => page.evaluate(tracks)).toEqual(['live'])
  await signup.press('Escape')
  await expect(signup.button('Open the camera')).toBeFocused()
  expect(await page.evaluate(tracks)).toEqual(['ended'])
})

test('the picture is named, muted and inline, and its guide is a square of most of it (127)', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await openCamera(signup, {})
  const video = page.locator('video')
  await expect(video).toHaveAccessibleName('What the camera sees')
  await expect(video).toHaveJSProperty('muted', true)
  await expect(video).toHaveJSProperty('playsInline', true)
  // All of it is seen, on a small phone too.
  await expect(page.locator('.viewfinder')).toBeInViewport({ ratio: 1 })
  const box = await page.locator('.guide').boundingBox()
  expect(box?.width).toBe(box?.height)
  expect(box?.width).toBeGreaterThanOrEqual(0.6 * 320)
})

test('another code is told so, and a tip and the other ways come in time, once each (130, 133)', async ({
  page,
  signup,
}) => {
  await openCamera(signup, { views: [[payment]] })
  await expect(page.getByText('for a payment or a web page')).toBeVisible()
  await signup.skip(8000)
  const tip = page.getByRole('status').filter({ hasText: 'Wipe the lens' })
  await expect(tip).toBeVisible()
  const wrong = page.getByText('for a payment or a web page')
  expect(await gapBetween(page.getByText('Come close enough'), wrong)).toBeGreaterThanOrEqual(8)
  expect(await gapBetween(wrong, tip)).toBeGreaterThanOrEqual(8)
  await signup.skip(12_000)
  await expect(page.getByRole('status').filter({ hasText: 'If it does not work' })).toBeVisible()
  await signup.button('Close the camera').click()
  await expect(signup.button('Open the camera')).toBeFocused()
  expect(await page.evaluate(tracks)).toEqual(['ended'])
})

test('light, zoom and other cameras are worked by keyboard, where there are (132)', async ({
  page,
  signup,
}) => {
  await openAadhaar(signup)
  await page.evaluate(() => {
    navigator.mediaDevices.enumerateDevices = async () =>
      ['back', 'wide'].map((name) => ({
        kind: 'videoinput' as const,
        deviceId: name,
        groupId: '',
        label: name === 'wide' ? '' : name,
        toJSON: () => name,
      }))
    window.aadhaar.useCamera({ capabilities: { torch: true, zoom: { min: 1, max: 4, step: 0.5 } } })
  })
  await signup.button('Open the camera').click()
  const torch = page.getByRole('button', { name: 'Light' })
  await torch.focus()
  await signup.press('Enter')
  await expect(torch).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('slider', { name: 'Zoom' }).focus()
  await signup.press('ArrowRight')
  await page.getByRole('combobox', { name: 'Camera' }).selectOption('Camera 2')
  await expect.poll(() => page.evaluate(tracks)).toEqual(['ended', 'live'])
  expect(await page.evaluate(() => window.aadhaar.cameras.applied)).toEqual([
    { advanced: [{ torch: true }] },
    { advanced: [{ zoom: 1.5 }] },
  ])
})

for (const [error, sentence, again] of [
  ['NotAllowedError', 'The camera is not allowed.', true],
  ['NotFoundError', 'This device has no camera.', false],
  ['NotReadableError', 'another app may be using it', true],
] as const) {
  test(`a camera that answers ${error} is told so, beside the other ways (134)`, async ({
    page,
    signup,
  }) => {
    await openCamera(signup, { errors: [error], views: [[]] })
    const trouble = page.getByRole('group', { name: 'There is a problem' })
    await expect(trouble).toBeFocused()
    await expect(trouble).toContainText(sentence)
    await expect(signup.button('Choose a file')).toBeVisible()
    await expect(signup.button('Open the camera again')).toHaveCount(again ? 1 : 0)
    expect(await page.evaluate(() => window.aadhaar.cameras.constraints.length)).toBe(1)
  })
}

for (const [name, writeText, said] of [
  ['can copy', async () => {}, 'Copied.'],
  ['refuses to', () => Promise.reject(new Error('refused')), 'Not copied'],
  ['has no clipboard', undefined, 'Not copied'],
] as const) {
  test(`a browser without cameras that ${name} shows the address, and tells whether it is copied (134)`, async ({
    page,
    signup,
  }) => {
    await openAadhaar(signup)
    await page.evaluate(
      `for (const [name, value] of [['mediaDevices'], ['clipboard', ${writeText ? `{ writeText: ${String(writeText)} }` : 'undefined'}]])
        Object.defineProperty(navigator, name, { value })`,
    )
    await signup.button('Open the camera').click()
    await expect(page.getByText('Open this page in your usual browser')).toBeVisible()
    const address = page.getByLabel('Address of this page')
    await expect(address).toHaveValue(page.url())
    await signup.button('Copy the address').click()
    await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible()
    await address.focus()
    expect(await signup.selection()).toBe(page.url())
  })
}

test('what is no longer ticked is not agreed to by trying again (125)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer(
    'start-aadhaar',
    refusal(503, 'verifier_unavailable', { retry_after: 5 }),
  )
  await openAadhaar(signup)
  await signup.button('Go to DigiLocker').click()
  const again = signup.button('Try again')
  await again.waitFor()
  await page.locator('#purpose-aadhaar').uncheck()
  await again.click()
  await expect(page.locator('#purpose-aadhaar')).toBeFocused()
  expect(calls).toHaveLength(1)
})

test('a camera that closes as the page is left says so, and opens again (131)', async ({
  page,
  signup,
}) => {
  await openCamera(signup, { views: [[]] })
  await expect.poll(() => page.evaluate(tracks)).toEqual(['live'])
  await page.evaluate(() => dispatchEvent(new Event('pagehide')))
  await expect(page.getByText('closed as you left the page')).toBeVisible()
  await signup.button('Open the camera again').click()
  await expect(page.locator('video')).toBeVisible()
})

test('a picture is read here, and nothing of it but the digits leaves (136, 140)', async ({
  page,
  signup,
}) => {
  const bodies: string[] = []
  page.on('request', (request) => bodies.push(request.postData() ?? ''))
  const calls = await signup.answer('verify-aadhaar-qr', aadhaarReply({ mobile_linked: false }))
  await openAadhaar(signup)
  await choosePhoto(signup, [sample])
  await signup.expectHeading('Aadhaar verified')
  await expect(page.getByText('is not the number that Aadhaar knows')).toContainText(
    'one of us looks at it later',
  )
  expect(calls[0]?.body).toMatchObject({ qr_data: UIDAI_SAMPLE })
  expect(bodies.filter((body) => /JFIF|Exif/.test(body))).toEqual([])
})

test('a picture without the code, or with another, is told so; the same may be chosen again (130, 136)', async ({
  page,
  signup,
}) => {
  await openAadhaar(signup)
  const trouble = page.getByRole('group', { name: 'There is a problem' })
  await choosePhoto(signup, [])
  await expect(trouble).toContainText('We found no QR code in this file.')
  await choosePhoto(signup, [payment])
  await expect(trouble).toContainText('for a payment or a web page')
  await chooseFile(signup, 'x.jpg', Buffer.from('no picture'))
  await expect(trouble).toContainText('We cannot read this file.')
  await chooseFile(signup, 'x.jpg', Buffer.alloc(0))
  await expect(trouble).toContainText('This file is empty.')
  await expect(trouble).toBeFocused()
  await expect(page.locator('input[type=file]')).toHaveValue('')
})

test('a PDF is asked for its password, again where it is wrong, and the password stays here (138, 140)', async ({
  page,
  signup,
}) => {
  const bodies: string[] = []
  page.on('request', (request) => bodies.push(request.postData() ?? ''))
  await signup.answer('verify-aadhaar-qr', aadhaarReply({ mobile_linked: null }))
  await openAadhaar(signup)
  const pdf = await pdfOf([sample], { password: 'JANA1990', version: CIPHERS['AES of 128 bits'] })
  await chooseFile(signup, 'aadhaar.pdf', Buffer.from(pdf, 'base64'))
  const password = page.locator('#pdf-password')
  await expect(password).toBeFocused()
  await expect(password).toHaveAccessibleDescription(/first four letters of your name/)
  await password.fill('JANA1991')
  await signup.press('Enter')
  await expect(password).toHaveAccessibleDescription(/does not open the PDF/)
  await expect(password).toBeFocused()
  await expect(password).toHaveValue('JANA1991')
  await signup.press('End')
  await signup.press('Backspace')
  await signup.type('0')
  await signup.press('Enter')
  await signup.expectHeading('Aadhaar verified')
  await expect(page.getByText('We could not check whether Aadhaar knows')).toBeVisible()
  expect(bodies.filter((body) => /JANA|PDF/.test(body))).toEqual([])
})

test('a PDF whose password is not at hand leads back to the ways, as that is no fault (138)', async ({
  page,
  signup,
}) => {
  await openAadhaar(signup)
  const pdf = await pdfOf([sample], { password: 'JANA1990' })
  await chooseFile(signup, 'aadhaar.pdf', Buffer.from(pdf, 'base64'))
  await signup.button('Use another way').click()
  await expect(signup.button('Choose a file')).toBeFocused()
  await expect(signup.button('Choose a file')).toBeInViewport()
  await expect(page.getByRole('group', { name: 'There is a problem' })).toHaveCount(0)
  await expect(page).toHaveTitle(/^Step 3/)
})

test('while the password of a PDF is asked for, the page may be read in another language', async ({
  page,
  signup,
}) => {
  await openAadhaar(signup)
  const pdf = await pdfOf([sample], { password: 'JANA1990' })
  await chooseFile(signup, 'aadhaar.pdf', Buffer.from(pdf, 'base64'))
  await expect(page.locator('#pdf-password')).toBeFocused()
  await page.getByRole('navigation').getByText(hi.locale.name).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'hi')
})

for (const error of [
  'invalid_qr',
  'unsigned_qr',
  'qr_version_unknown',
  'qr_not_genuine',
] as const) {
  test(`${error} is said beside the other ways (141)`, async ({ page, signup }) => {
    const message = `What ${error} means.`
    await signup.answer('verify-aadhaar-qr', refusal(400, error, { field: 'qr_data', message }))
    await openAadhaar(signup)
    await choosePhoto(signup, [sample])
    const trouble = page.getByRole('group', { name: 'There is a problem' })
    await expect(trouble).toBeFocused()
    await expect(trouble).toContainText(message)
    await expect(signup.button('Go to DigiLocker')).toBeVisible()
  })
}

test('a mismatch shows what was typed and leads to step 2, and nothing of the Aadhaar (141)', async ({
  page,
  signup,
}) => {
  await signup.answer(
    'verify-aadhaar-qr',
    refusal(409, 'name_mismatch', { step: 2, message: 'It differs.' }),
  )
  await openAadhaar(signup)
  await choosePhoto(signup, [sample])
  await expect(page.getByText('You gave: S. Janaki')).toBeVisible()
  await signup.button('Correct your name').click()
  await expect(page.locator('#full_name')).toBeFocused()
})

test('an answer that is lost is asked for again without another scan', async ({ page, signup }) => {
  const calls = await signup.answer('verify-aadhaar-qr', 'lost', aadhaarReply())
  await openAadhaar(signup)
  await choosePhoto(signup, [sample])
  await expect(page.getByText('We could not reach NeoBank.')).toBeVisible()
  await signup.button('Try again').click()
  await signup.expectHeading('Aadhaar verified')
  expect(calls).toHaveLength(2)
})

test('a reader that does not load is told so, and loads the next time (135)', async ({
  page,
  signup,
}) => {
  await signup.answer('verify-aadhaar-qr', aadhaarReply())
  await openAadhaar(signup)
  await page.route('**/aadhaar-reader.js', (route) => route.abort())
  await choosePhoto(signup, [sample])
  await expect(page.getByText('does not work in this browser just now')).toBeVisible()
  await page.unroute('**/aadhaar-reader.js')
  await choosePhoto(signup, [sample])
  await signup.expectHeading('Aadhaar verified')
})

test('offline, neither camera nor file sends to DigiLocker, which would not come either (135)', async ({
  page,
  signup,
}) => {
  await openAadhaar(signup)
  await page.route('**/aadhaar-reader.js', (route) => route.abort())
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { value: false })
    window.aadhaar.useCamera({})
  })
  const trouble = page.getByRole('group', { name: 'There is a problem' })
  await choosePhoto(signup, [sample])
  await expect(trouble).toContainText('You are offline.')
  await expect(trouble).not.toContainText('DigiLocker')
  await signup.button('Open the camera').click()
  await expect(signup.button('Open the camera again')).toBeVisible()
  await expect(trouble).toContainText('You are offline.')
  await expect(trouble).not.toContainText('DigiLocker')
})

test('DigiLocker says beforehand what it needs, and is gone to by the whole page (142)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('start-aadhaar', startReply())
  await page.route(DIGILOCKER, (route) => route.fulfill({ contentType: 'text/html', body: 'Hi' }))
  await openAadhaar(signup)
  await expect(signup.button('Go to DigiLocker')).toHaveAccessibleDescription(
    /Government of India.*number Aadhaar knows.*last four digits/,
  )
  await signup.button('Go to DigiLocker').click()
  await page.waitForURL(DIGILOCKER)
  expect(calls[0]?.body).toEqual({ session_id: SESSION_ID, consent: CONSENT })
})

test('the way that was pressed says that it is under way, where it was pressed (142)', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await signup.answer('start-aadhaar', NO_REPLY)
  await openAadhaar(signup)
  await signup.button('Go to DigiLocker').click()
  const busy = signup.button('DigiLocker opens…')
  await expect(busy).toBeInViewport()
  await expect(busy).toBeFocused()
  await expect(busy).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByRole('status').filter({ hasText: 'DigiLocker opens…' })).toHaveCount(1)
  await signup.skip(10_000)
  await expect(signup.button('Still trying. One moment…')).toBeInViewport()
})

test('where DigiLocker cannot be reached that is said, with a time, and tried again (142, 150)', async ({
  page,
  signup,
}) => {
  await signup.answer(
    'start-aadhaar',
    refusal(503, 'verifier_unavailable', { retry_after: 5 }),
    NO_REPLY,
  )
  await openAadhaar(signup)
  await signup.button('Go to DigiLocker').click()
  const trouble = page.getByRole('group', { name: 'There is a problem' })
  await expect(trouble).toContainText('DigiLocker does not answer right now.')
  await expect(trouble).toContainText('Your place here is kept: try again in 5 seconds.')
  await signup.button('Try again').click()
  await expect(signup.button('DigiLocker opens…')).toBeFocused()
})

test('a page that comes to this step for a reason says it first', async ({ page, signup }) => {
  await signup.answer('verify-pan', refusal(409, 'step_out_of_order'))
  await signup.openVerified(identityReply(4), identityReply(3))
  await page.locator('#pan').fill('ABCPE1234F')
  await page.locator('#purpose-pan').check()
  await signup.button('Verify PAN').click()
  await signup.expectHeading('Your Aadhaar')
  await expect(page.getByText('This step comes first.')).toBeInViewport()
})

test('on a small phone the first view has what is agreed to in it (125)', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await openAadhaar(signup)
  await page.evaluate(() => scrollTo(0, 0))
  await expect(page.locator('#purpose-aadhaar')).toBeInViewport({ ratio: 1 })
})

test('another Aadhaar begins at the top, and the way back is to the one that is verified', async ({
  signup,
}) => {
  await signup.answer('verify-aadhaar-qr', aadhaarReply())
  await openAadhaar(signup)
  await choosePhoto(signup, [sample])
  await signup.expectHeading('Aadhaar verified')
  for (const leave of [
    () => signup.button('Keep the one that is verified').click(),
    () => signup.button('Back').click(),
    () => signup.back(),
  ]) {
    await signup.button('Use another Aadhaar document').click()
    await signup.expectHeading('Your Aadhaar')
    await expect(signup.heading).toBeFocused()
    await leave()
    await signup.expectHeading('Aadhaar verified')
    await expect(signup.heading).toBeFocused()
  }
})

const QUERY = 'success=True&id=1&scope=ADHAR&state=abc.def'

async function comeBack(signup: SignupPage, query = QUERY, now = identityReply(3)): Promise<void> {
  await signup.answerVerified(now)
  await signup.mark()
  await signup.page.goto(`/users/signup/?${query}`)
}

test('back from DigiLocker the address is bare at once, and the server has the word (143)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('finish-aadhaar', aadhaarReply())
  await comeBack(signup)
  await signup.expectHeading('Aadhaar verified')
  await expect(signup.heading).toBeFocused()
  expect(new URL(page.url()).search).toBe('')
  await expect(page.locator('body')).not.toContainText('abc.def')
  expect(calls[0]?.body).toEqual({ session_id: SESSION_ID, return_query: QUERY })
  await signup.answer('session', identityReply(4))
  await signup.button('Continue').click()
  await signup.expectHeading('Enter your PAN')
})

test('the address is bare in every entry of the browser’s history, however late the step’s script (143)', async ({
  page,
  signup,
}) => {
  await signup.answer('finish-aadhaar', aadhaarReply())
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  page.on('response', (response) => response.url().includes('/session/') && resolve())
  await page.route('**/steps.js*', async (route) => {
    await answered
    await route.continue()
  })
  await comeBack(signup)
  await signup.expectHeading('Aadhaar verified')
  await signup.back()
  await signup.expectHeading('Number already verified')
  expect(new URL(page.url()).search).toBe('')
})

for (const [error, status, query, sentence] of [
  ['aadhaar_refused', 409, QUERY, 'The server’s word.'],
  ['aadhaar_refused', 409, 'success=True&scope=&state=a', 'You shared nothing in DigiLocker.'],
  ['aadhaar_expired', 410, QUERY, 'The server’s word.'],
] as const) {
  test(`${error} with ${query} is said beside all ways (144)`, async ({ page, signup }) => {
    await signup.answer('finish-aadhaar', refusal(status, error, { message: 'The server’s word.' }))
    await comeBack(signup, query)
    const trouble = page.getByRole('group', { name: 'There is a problem' })
    await expect(trouble).toBeFocused()
    await expect(trouble).toContainText(sentence)
    await expect(signup.button('Go to DigiLocker')).toBeVisible()
    await expect(signup.button('Open the camera')).toBeVisible()
  })
}

test('what is not known yet is asked for again, more slowly, for two minutes (145)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('finish-aadhaar', refusal(409, 'aadhaar_pending'))
  await comeBack(signup)
  await signup.expectHeading('Back from DigiLocker')
  await expect.poll(() => calls.length).toBe(1)
  await signup.skip(2000)
  await expect.poll(() => calls.length).toBe(2)
  await signup.skip(2000)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect.poll(() => calls.length).toBe(3)
  await signup.returnAfter(121_000)
  // Nothing is wrong yet.
  const status = page.getByRole('status').filter({ hasText: 'DigiLocker has not told us yet.' })
  await expect(status).toBeVisible()
  await expect(page.getByRole('group', { name: 'There is a problem' })).toHaveCount(0)
  const asked = calls.length
  await signup.button('Try again').click()
  await expect.poll(() => calls.length).toBe(asked + 1)
  await expect(status).toHaveCount(0)
  await expect(signup.button('Try again')).toBeFocused()
  await signup.button('Use another way').click()
  await signup.expectHeading('Your Aadhaar')
  await expect(signup.heading).toBeFocused()
})

test('back from DigiLocker, a way that was refused keeps the Aadhaar that is verified', async ({
  signup,
}) => {
  await signup.answer('finish-aadhaar', refusal(409, 'aadhaar_refused'))
  await comeBack(signup, QUERY, identityReply(4))
  await signup.expectHeading('Your Aadhaar')
  await signup.button('Keep the one that is verified').click()
  await signup.expectHeading('Aadhaar verified')
  await expect(signup.heading).toBeFocused()
})

test('a return in another browser says to go back to the first (145)', async ({ page, signup }) => {
  await signup.answer('session', refusal(404, 'session_not_found'))
  await page.goto(`/users/signup/?${QUERY}`)
  await signup.expectHeading('Your mobile number')
  await signup.expectAlert('in another browser than the one where you began')
  expect(new URL(page.url()).search).toBe('')
})

test('while the code is checked the buttons wait, and the language stays', async ({
  page,
  signup,
}) => {
  await signup.answer('verify-aadhaar-qr', NO_REPLY)
  await openAadhaar(signup)
  await choosePhoto(signup, [sample])
  await expect(signup.button('Code found. Checking its signature…')).toBeInViewport()
  await expect(signup.button('Open the camera')).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByRole('navigation')).toHaveJSProperty('inert', true)
})
