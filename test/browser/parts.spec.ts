import { Buffer } from 'node:buffer'
import type { Page } from '@playwright/test'
import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import {
  ANSWERS,
  identityReply,
  refusal,
  sendReply,
  sessionReply,
  stepReply,
  verifiedReply,
  verifyReply,
} from './replies.ts'
import type { SignupPage } from './signup-page.ts'

const OTHER = 'b1b2c3d4-e5f6-8890-abcd-ef1234567890'

/** Lists the scripts that the page loads from now on, by name. */
function watchScripts(page: Page): string[] {
  const names: string[] = []
  page.on('request', (request) => {
    const name = /\/assets\/en\/([\w-]+)\.js/.exec(request.url())?.[1]
    if (name && !name.startsWith('shared')) names.push(name)
  })
  return names
}

/** Has a code sent while the script of its screen is on its way; gives what lets that come. */
async function sendWithoutScreen(signup: SignupPage): Promise<() => void> {
  const { promise: arrival, resolve: arrive } = Promise.withResolvers<void>()
  await signup.page.route('**/code.js*', (route) => arrival.then(() => route.continue()))
  await signup.answer('send-otp', sendReply())
  await signup.open()
  await signup.submit()
  await signup.page.waitForFunction(() => history.state.screen === 'code')
  return arrive
}

test('each step is loaded as the one before is sent, and no sooner (101)', async ({
  page,
  signup,
}) => {
  const scripts = watchScripts(page)
  await signup.answer('send-otp', sendReply())
  await signup.answerVerified(verifiedReply(), verifiedReply(ANSWERS))
  await signup.answer('verify-otp', verifyReply())
  await signup.answer('personal-details', stepReply())
  await signup.open()
  await page.waitForLoadState('networkidle')
  expect(scripts).toEqual([])
  await signup.number.pressSequentially('98')
  await expect.poll(() => scripts).toEqual(['code'])
  await signup.requestCode()
  await expect.poll(() => scripts).toEqual(['code', 'steps', 'personal-details'])
  await signup.type('123456')
  await signup.expectVerified()
  const details = new DetailsPage(page)
  await details.fill()
  expect(scripts).toHaveLength(3)
  await details.submit.click()
  await signup.expectHeading('Check your answers')
  await signup.button('All is right, continue').click()
  await details.password.waitFor()
  expect(scripts).toEqual(['code', 'steps', 'personal-details', 'create-account'])
})

test('steps 3 and 4 load as the step before is sent, and the reader of codes with its first use (101)', async ({
  page,
  signup,
}) => {
  const scripts = watchScripts(page)
  const reader: string[] = []
  page.on('request', (request) => {
    const name = /\/assets\/(aadhaar-\S+)/.exec(request.url())?.[1]
    if (name) reader.push(name)
  })
  await signup.answer('personal-details', stepReply())
  await signup.openVerified(identityReply(2), identityReply(3))
  const details = new DetailsPage(page)
  await details.fill()
  expect(scripts).toEqual(['steps', 'personal-details'])
  await details.submit.click()
  await signup.expectHeading('Your Aadhaar')
  expect(scripts.slice(2)).toEqual(['aadhaar'])
  await page.locator('#purpose-aadhaar').check()
  expect(reader).toEqual([])
  await page.locator('input[type=file]').setInputFiles({
    name: 'a.png',
    mimeType: 'image/png',
    buffer: Buffer.from('none'),
  })
  await expect(page.getByText('We cannot read this file.')).toBeVisible()
  expect(reader).toEqual(['aadhaar-reader.js', 'aadhaar-reader.wasm'])
})

for (const [part, from, heading] of [
  ['aadhaar', 3, 'Your Aadhaar'],
  ['pan', 4, 'Enter your PAN'],
] as const) {
  test(`where the part of step ${from} does not come, that is said and it is loaded again (102)`, async ({
    page,
    signup,
  }) => {
    await page.route(`**/${part}.js*`, (route) => route.abort())
    await signup.answerVerified(identityReply(from))
    await signup.mark()
    await signup.open()
    await signup.expectAlert('could not reach NeoBank')
    await page.unroute(`**/${part}.js*`)
    await signup.button('Try again').click()
    await signup.expectHeading(heading)
  })
}

test('where the screen of the code does not come, that is said, and no second text is sent', async ({
  page,
  signup,
}) => {
  await page.route('**/code.js*', (route) => route.abort())
  const calls = await signup.answer('send-otp', sendReply())
  await signup.open()
  await signup.submit()
  await signup.expectAlert('could not reach NeoBank')
  await page.unroute('**/code.js*')
  await signup.button('Try again').click()
  await signup.expectBoxFocused(1)
  expect(calls).toHaveLength(1)
  await signup.pass(30_000)
  await signup.sendAgain()
  expect(calls.map(({ body }) => body['phone'])).toEqual(['+919876543210', '+919876543210'])
})

test('a part that never comes is told so after twenty seconds, and loads the next time', async ({
  page,
  signup,
}) => {
  await page.route('**/code.js?0', () => {})
  await page.route('**/steps.js?0', () => {})
  await signup.answer('send-otp', sendReply({ channels: ['voice'] }))
  await signup.answer('verify-otp', verifyReply())
  await signup.open()
  await signup.submit()
  await page.waitForFunction(() => history.state.screen === 'code')
  await signup.skip(20_000)
  await signup.expectAlert('could not reach NeoBank')
  await signup.button('Try again').click()
  await signup.expectBoxFocused(1)
  await expect(signup.voice).toBeVisible()

  await signup.type('123456')
  await signup.text('Your number is verified.').waitFor()
  await signup.skip(1200)
  await signup.skip(20_000)
  await signup.expectAlert('could not reach NeoBank')
  await signup.button('Try again').click()
  await signup.expectHeading('Personal details')
})

test('a part of another deployment is left, and the page loaded anew on a press', async ({
  page,
  signup,
}) => {
  await page.route('**/code.js*', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'export const another = 1' }),
  )
  const calls = await signup.answer('send-otp', sendReply())
  await signup.answer('session', sessionReply(1))
  await signup.open()
  await signup.submit()
  await signup.expectAlert('could not reach NeoBank')
  await page.unroute('**/code.js*')
  await signup.button('Try again').click()
  await signup.expectBoxFocused(1)
  expect(calls).toHaveLength(1)
})

test('a signup that ends while the screen of the code is on its way is said to have ended', async ({
  page,
  signup,
}) => {
  await signup.answer('session', refusal(404, 'session_not_found'))
  const arrive = await sendWithoutScreen(signup)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await signup.expectAlert('That signup has ended.')
  const load = page.waitForResponse('**/code.js*')
  arrive()
  await (await load).finished()
  await expect(signup.send).toHaveText('Send code')
  await signup.expectAlert('That signup has ended.')
  await expect(page.locator('#announcer')).toBeEmpty()
})

test('whoever goes back before the screen of the code has come stays there', async ({
  page,
  signup,
}) => {
  const arrive = await sendWithoutScreen(signup)
  await expect(signup.send).toHaveText('Sending…')
  await page.goBack()
  arrive()
  await expect(signup.send).toHaveText('Send code')
  await signup.expectHeading('Your mobile number')
  await page.goForward()
  await signup.expectBoxFocused(1)
})

for (const lost of ['**/steps.js*', '**/personal-details.js*', '**/shared-*.js*', '**/later.css']) {
  test(`where ${lost} does not come, that is said and it is loaded again (102)`, async ({
    page,
    signup,
  }) => {
    await page.route(lost, (route) => route.abort())
    await signup.answerVerified()
    await signup.mark()
    await signup.open()
    await signup.expectAlert('could not reach NeoBank')
    await page.unroute(lost)
    await signup.button('Try again').click()
    await signup.expectHeading('Personal details')
    await new DetailsPage(page).name.fill('S. Janaki')
  })
}

test('a next part that does not come leaves the answers where they are (102)', async ({
  page,
  signup,
}) => {
  const details = new DetailsPage(page)
  const calls = await signup.answer('personal-details', stepReply())
  await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
  await details.fill()
  await page.route('**/create-account.js*', (route) => route.abort())
  await details.submit.click()
  await signup.expectAlert('The next part did not load.')
  await expect(details.name).toHaveValue('S. Janaki')
  await page.unroute('**/create-account.js*')
  await details.submit.click()
  await signup.expectHeading('Check your answers')
  expect(calls).toHaveLength(2)
})

test('the network cut as answers are sent is told so, and nothing is lost (109)', async ({
  page,
  context,
  signup,
}) => {
  const details = new DetailsPage(page)
  await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
  await details.fill()
  await context.setOffline(true)
  await details.submit.click()
  await signup.expectAlert('You are offline')
  await expect(details.submit).toHaveText('Try again')
  await expect(details.submit).toBeFocused()
  await expect(details.email).toHaveValue('janaki@example.com')
})

test('a step that another comes before leads there with a sentence', async ({ page, signup }) => {
  await signup.answer('create-account', refusal(409, 'step_out_of_order', { next_step: 2 }))
  await signup.openVerified(verifiedReply(ANSWERS), verifiedReply())
  await signup.button('All is right, continue').click()
  const details = new DetailsPage(page)
  await details.password.fill('horse battery staple')
  await details.submit.click()
  await signup.expectHeading('Personal details')
  await signup.expectAlert('This step comes first.')
})

for (const [what, now, heading] of [
  ['verified', verifiedReply(), 'Personal details'],
  ['not verified', sessionReply(1, { session_id: OTHER }), 'Your mobile number'],
] as const) {
  test(`another signup of this browser, ${what}, is led to with a sentence`, async ({
    page,
    signup,
  }) => {
    const details = new DetailsPage(page)
    await signup.answer('personal-details', refusal(409, 'other_signup'))
    await signup.openVerified(verifiedReply(), now)
    await details.fill()
    await details.submit.click()
    await signup.expectAlert('Another signup was begun in this browser since.')
    await signup.expectHeading(heading)
  })
}

test('a signup that ended begins anew with a sentence', async ({ page, signup }) => {
  const details = new DetailsPage(page)
  await signup.answer('personal-details', refusal(404, 'session_not_found'))
  await signup.openVerified(verifiedReply(), refusal(404, 'session_not_found'))
  await details.fill()
  await details.submit.click()
  await signup.expectHeading('Your mobile number')
  await signup.expectAlert('That signup has ended.')
})

test('a reload stays where the person was, another device goes where the signup is (109)', async ({
  page,
  signup,
}) => {
  await signup.openVerified(verifiedReply(ANSWERS))
  await signup.expectHeading('Check your answers')
  await signup.button('All is right, continue').click()
  await signup.expectHeading('Create a password')
  await signup.reload()
  await signup.expectHeading('Create a password')
  await signup.back()
  await signup.expectHeading('Check your answers')
  await page.goForward()
  await signup.expectHeading('Create a password')
})
