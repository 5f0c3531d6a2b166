import { expect, test } from './fixtures.ts'
import { lateReply, refusal, sendReply, verifyReply, wrongCode } from './replies.ts'
import { codesOf, SignupPage } from './signup-page.ts'
import { codeFor, otherThan } from './sms.ts'

test('a wrong code keeps its digits and selects the first box (29)', async ({ page, signup }) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  const code = await codeFor(signup.phone)
  const wrong = otherThan(code)
  await signup.type(wrong)
  await expect(signup.alert).toHaveCount(1)
  await expect(signup.alert).toHaveText('That code is not right. 2 tries left.')
  await signup.expectDigits(wrong)
  await signup.expectBoxFocused(1)
  expect(await signup.selection()).toBe(wrong.charAt(0))
  await expect(signup.boxes.first()).toHaveAttribute('aria-invalid', 'true')
  await expect(page).toHaveTitle(/^Error: /)

  await signup.type(code)
  await signup.expectVerified()
})

test('three wrong codes lock the code, and a new one may be asked for (30)', async ({ signup }) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  await signup.type(otherThan(await codeFor(signup.phone)))
  await signup.expectAlert('2 tries left')
  for (const says of ['1 try left', 'No tries are left', 'locked']) {
    await signup.proceed.click()
    await signup.expectAlert(says)
  }
  await expect(signup.resend).toBeVisible()
})

test('expired, wrong, too few and locked are told apart (30)', async ({ signup }) => {
  await signup.answer(
    'verify-otp',
    wrongCode(2),
    refusal(410, 'otp_expired', { expires_in: 0, resend_in: 0, attempts_left: 2 }),
    refusal(429, 'too_many_attempts', { expires_in: 100, resend_in: 0, attempts_left: 0 }),
  )
  await signup.openCode()
  await signup.proceed.click()
  await expect(signup.alert).toHaveText(/six-digit code/)
  await signup.type('123')
  await signup.proceed.click()
  await expect(signup.alert).toHaveText(/every box/)
  await signup.expectBoxFocused(4)
  await signup.type('456')
  await expect(signup.alert).toHaveText(/not right/)
  await signup.proceed.click()
  await expect(signup.alert).toHaveText(/has expired/)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
  await signup.proceed.click()
  await expect(signup.alert).toHaveText(/is locked/)
})

test('a code is sent by itself once, and again only when it was edited (28)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), wrongCode(1))
  await signup.openCode()
  // A form that submits itself has no submitter; one submitted by a person has its button.
  const counts = await page.evaluateHandle(() => {
    const submits = { own: 0 }
    addEventListener('submit', ({ submitter }) => {
      if (!submitter) submits.own++
    })
    return submits
  })
  await signup.type('111111')
  await signup.expectAlert('2 tries left')
  await signup.press('End')
  await signup.type('1')
  await signup.press('Home')
  // Slowly enough for the mixtures in between to be sent, if they were.
  await page.keyboard.type('222222', { delay: 20 })
  await signup.expectAlert('1 try left')
  expect(codesOf(calls)).toEqual(['111111', '222222'])
  expect(await counts.jsonValue()).toEqual({ own: 2 })
})

test('a busy phone does not send what was typed over meanwhile', async ({ signup }) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), wrongCode(1))
  await signup.openCode()
  await signup.type('111111')
  await signup.expectAlert('2 tries left')
  // Both digits come before the page gets to anything else.
  await signup.boxes.evaluateAll((boxes) => {
    for (const [box, data] of [[boxes.at(-1), '1'] as const, [boxes[0], '2'] as const]) {
      if (!(box instanceof HTMLInputElement)) throw new Error('no such box')
      box.focus()
      const options = { inputType: 'insertText', data, bubbles: true, cancelable: true }
      box.dispatchEvent(new InputEvent('beforeinput', options))
    }
  })
  await signup.expectDigits('211111')
  await signup.type('22222')
  await signup.expectAlert('1 try left')
  expect(codesOf(calls)).toEqual(['111111', '222222'])
})

test('a digit typed anew after Backspace is sent by itself', async ({ signup }) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), wrongCode(1))
  await signup.openCode()
  await signup.type('111111')
  await signup.expectAlert('2 tries')
  await signup.boxes.nth(2).click()
  await signup.press('Backspace')
  await expect(signup.alert).toBeHidden()
  await signup.type('7')
  await signup.expectAlert('1 try left')
  expect(codesOf(calls)).toEqual(['111111', '117111'])
})

test('a late answer about an older code leaves the newer one alone (31)', async ({
  page,
  signup,
}) => {
  const late = lateReply()
  const calls = await signup.answer('verify-otp', late.reply, verifyReply())
  await signup.openCode({ resend_in: 0 }, sendReply())
  await signup.type('111111')
  await expect(signup.proceed).toHaveText('Checking…')
  await signup.sendAgain()
  await expect(signup.proceed).toHaveText('Continue')
  const answer = page.waitForEvent('requestfinished')
  late.release(wrongCode(0))
  await answer
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  await expect(signup.alert).toBeHidden()
  await expect(signup.text(/^The code works until [^.]+\.$/)).toBeVisible()
  await signup.type('222222')
  await signup.expectVerified()
  expect(codesOf(calls)).toEqual(['111111', '222222'])
})

test('a code typed after an expired or locked one costs one try', async ({ page, signup }) => {
  const calls = await signup.answer(
    'verify-otp',
    refusal(410, 'otp_expired'),
    refusal(429, 'too_many_attempts'),
    verifyReply(),
  )
  await signup.openCode({ resend_in: 0 })
  await signup.type('111111')
  for (const [says, code] of [
    ['expired', '222222'],
    ['locked', '333333'],
  ] as const) {
    await signup.expectAlert(says)
    await signup.expectBoxFocused(1)
    await signup.sendAgain()
    await page.keyboard.type(code, { delay: 50 })
  }
  await signup.expectVerified()
  expect(codesOf(calls)).toEqual(['111111', '222222', '333333'])
})

test('digits changed while the former ones are checked are checked next', async ({ signup }) => {
  const late = lateReply()
  const calls = await signup.answer('verify-otp', late.reply, verifyReply())
  await signup.openCode()
  await signup.type('111111')
  await expect(signup.proceed).toHaveText('Checking…')
  await signup.press('Home')
  await signup.type('222222')
  late.release(wrongCode(2))
  await signup.expectVerified()
  expect(codesOf(calls)).toEqual(['111111', '222222'])
})

test('a guess names its code, and one at a code that was replaced costs no try', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer(
    'verify-otp',
    refusal(409, 'code_replaced', { phone: '+91 •••••• 9999', code_issue: 2 }),
    verifyReply(),
  )
  await signup.openCode()
  await signup.type('111111')
  await signup.expectAlert('A newer code was sent, to the number above. Enter that one.')
  await expect(page.locator('#code-sent-to')).toContainText('+91 •••••• 9999')
  await signup.expectBoxFocused(1)
  await signup.type('222222')
  await signup.expectVerified()
  expect(calls.map(({ body }) => body['code_issue'])).toEqual([1, 2])
})

test('a tab whose number was changed in another takes no try from that number', async ({
  page,
  context,
  signup,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  const old = await codeFor(signup.phone)
  const second = new SignupPage(await context.newPage())
  await second.open()
  await second.expectHeading('Enter the code')
  await second.button('Change number').click()
  const another = String(Number(signup.phone) + 250)
  await second.requestCode(another)

  await page.bringToFront()
  await signup.type(old)
  await signup.expectAlert('A newer code was sent')
  await expect(page.locator('#code-sent-to')).toContainText(another.slice(-4))
  await expect(page.locator('#code-notice .hint')).not.toContainText('left')
  await signup.type(await codeFor(another))
  await signup.expectVerified()
})

test('an answer that comes after the person went back writes to no other screen', async ({
  page,
  signup,
}) => {
  const late = lateReply()
  await signup.answer('verify-otp', late.reply)
  await signup.openCode()
  await signup.type('111111')
  await expect(signup.proceed).toHaveText('Checking…')
  await signup.back()
  await signup.expectHeading('Your mobile number')
  const answer = page.waitForEvent('requestfinished')
  late.release(wrongCode(2))
  await answer
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  await expect(page).toHaveTitle(/^Step 1 of 3: Your mobile number/)
  await expect(signup.alert.filter({ visible: true })).toHaveCount(0)
})
