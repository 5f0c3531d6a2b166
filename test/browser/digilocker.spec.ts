import { expect, openStep3, PERSON, test } from './all-steps-server.ts'
import { sandboxPage as words } from '../../src/locales/en.ts'
import { gapBetween, type SignupPage } from './signup-page.ts'

/** Goes to the page that stands for DigiLocker, and back by this link; gives the return's address. */
async function leave(signup: SignupPage, link = words.share): Promise<string> {
  const { page } = signup
  await page.locator('#purpose-aadhaar').check()
  await signup.button('Go to DigiLocker').click()
  await signup.expectHeading(words.title)
  const back = page.waitForRequest((request) => request.url().includes('state='))
  await page.getByRole('link', { name: link }).click()
  return (await back).url()
}

const troubleOf = ({ page }: SignupPage) => page.getByRole('group', { name: 'There is a problem' })

test('who shared their Aadhaar is verified; a reload, the way back and a second return change nothing (143)', async ({
  page,
  signup,
  server,
}) => {
  await openStep3(signup, server)
  const url = await leave(signup)
  await signup.expectHeading('Aadhaar verified')
  expect(new URL(page.url()).search).toBe('')
  await signup.reload()
  await signup.expectHeading('Aadhaar verified')
  await signup.back()
  await signup.expectHeading('Number already verified')
  expect(new URL(page.url()).search).toBe('')
  await page.goForward()
  await signup.expectHeading('Aadhaar verified')
  // Replayed.
  await page.goto(url)
  await signup.expectHeading('Aadhaar verified')
  await signup.button('Continue').click()
  await signup.expectHeading('Enter your PAN')
})

test('the ways back of the page that stands for DigiLocker are as large as buttons', async ({
  page,
  signup,
  server,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await openStep3(signup, server)
  await page.locator('#purpose-aadhaar').check()
  await signup.button('Go to DigiLocker').click()
  await signup.expectHeading(words.title)
  await page.waitForLoadState()
  for (const name of [words.share, words.refuse]) {
    const box = await page.getByRole('link', { name }).boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(44)
    expect(box?.width).toBeGreaterThan(280)
  }
})

test('who shares nothing is told so, and goes there again (144)', async ({ signup, server }) => {
  await openStep3(signup, server)
  await leave(signup, words.refuse)
  await expect(troubleOf(signup)).toContainText('You did not share your Aadhaar.')
  await leave(signup)
  await signup.expectHeading('Aadhaar verified')
})

for (const [name, sentence] of [
  ['Asha Refused', 'You did not share your Aadhaar.'],
  ['Asha Expired', 'This request to DigiLocker has expired.'],
  ['Asha Notlinked', 'This DigiLocker account has no Aadhaar.'],
  ['Asha Mismatch', 'The name on this document differs from the one that you gave.'],
  ['Asha Otherdate', 'The date of birth on this document differs from the one that you gave.'],
] as const) {
  test(`${name}: ${sentence} A reload shows all ways again (144)`, async ({
    page,
    signup,
    server,
  }) => {
    await openStep3(signup, server, { name })
    await leave(signup)
    await expect(troubleOf(signup)).toBeFocused()
    await expect(troubleOf(signup)).toContainText(sentence)
    await expect(signup.button('Open the camera')).toBeVisible()
    await signup.reload()
    await signup.expectHeading('Your Aadhaar')
    await expect(signup.button('Go to DigiLocker')).toBeVisible()
    await expect(troubleOf(signup)).toHaveCount(0)
    await signup.back()
    await signup.expectHeading('Number already verified')
    await page.goForward()
    await signup.expectHeading('Your Aadhaar')
  })
}

for (const [name, sentence] of [
  ['Asha Pending', 'DigiLocker has not told us yet.'],
  ['Asha Unavailable', 'DigiLocker does not answer right now.'],
] as const) {
  test(`${name}: ${sentence} It is asked again after a reload, and on the way back (143, 145)`, async ({
    page,
    signup,
    server,
  }) => {
    let answers = 0
    page.on('response', (response) => {
      if (response.url().includes('/finish-aadhaar/')) answers++
    })
    const expectTold = async () => {
      await signup.expectHeading('Back from DigiLocker')
      if (name === 'Asha Pending') {
        await expect.poll(() => answers).toBe(1)
        await signup.returnAfter(121_000)
      }
      await expect(page.getByText(sentence)).toBeInViewport()
      // What is not known yet is no fault.
      await expect(troubleOf(signup)).toHaveCount(name === 'Asha Pending' ? 0 : 1)
      if (name === 'Asha Unavailable') {
        expect(await gapBetween(signup.heading, troubleOf(signup))).toBeGreaterThanOrEqual(16)
      }
      await expect(signup.button('Try again')).toBeVisible()
      answers = 0
    }
    await openStep3(signup, server, { name })
    await leave(signup)
    await expectTold()
    await signup.reload()
    await expectTold()
    expect(new URL(page.url()).search).toBe('')
    await signup.back()
    await signup.expectHeading('Number already verified')
    await page.goForward()
    await expectTold()
    await signup.button('Use another way').click()
    await signup.expectHeading('Your Aadhaar')
    await signup.reload()
    await signup.expectHeading('Your Aadhaar')
  })
}

test('a return that nobody began, or with the state of somebody else, verifies nothing (143)', async ({
  page,
  signup,
  server,
}) => {
  await openStep3(signup, server)
  const forged = '/users/signup/?success=True&id=1&scope=ADHAR&state=abc.def'
  await page.goto(forged)
  await expect(troubleOf(signup)).toContainText('This request to DigiLocker has expired.')
  await page.route('**/users/signup/?*state=*', (route) => route.abort())
  await leave(signup)
  await page.unroute('**/users/signup/?*state=*')
  await page.goto(forged)
  await expect(page.getByText('We are asking DigiLocker')).toBeVisible()
  await signup.returnAfter(121_000)
  await expect(page.getByText('DigiLocker has not told us yet.')).toBeVisible()
})

test('a name that DigiLocker has a little otherwise goes on, and is looked at', async ({
  page,
  signup,
  server,
}) => {
  await openStep3(signup, server, { name: 'Asha Review' })
  await leave(signup)
  await signup.expectHeading('Aadhaar verified')
  await expect(page.getByText('one of us looks at it later')).toBeVisible()
})

test('a browser that keeps no marker of the signup comes back to it all the same', async ({
  page,
  signup,
  server,
}) => {
  await openStep3(signup, server, PERSON)
  await page.addInitScript(() => localStorage.removeItem('signup'))
  await leave(signup)
  await signup.expectHeading('Aadhaar verified')
})
