import { expect, test } from './fixtures.ts'
import { held, refused, sent, verified, wrongCode } from './replies.ts'
import { codeFor } from './sms.ts'

function otherThan(code: string): string {
  return code === '111111' ? '222222' : '111111'
}

test('a wrong code keeps its digits, says what is left and selects the first box (29)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  const code = await codeFor(phone)
  const wrong = otherThan(code)
  await page.keyboard.type(wrong)
  await expect(signup.alert).toHaveCount(1)
  await expect(signup.alert).toHaveText('That code is not right. 2 tries left.')
  await signup.expectDigits(wrong)
  await signup.expectBoxFocused(1)
  expect(await page.evaluate(() => getSelection()?.toString())).toBe(wrong.charAt(0))
  await expect(signup.boxes.first()).toHaveAttribute('aria-invalid', 'true')
  await expect(page).toHaveTitle(/^Error: /)

  await page.keyboard.type(code)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
})

test('three wrong codes lock the code, and a new one may be asked for (30)', async ({
  page,
  signup,
  phone,
}) => {
  await signup.open()
  await signup.requestCode(phone)
  const wrong = otherThan(await codeFor(phone))
  await page.keyboard.type(wrong)
  await expect(signup.alert).toContainText('2 tries left')
  await signup.proceed.click()
  await expect(signup.alert).toContainText('1 try left')
  await signup.proceed.click()
  await expect(signup.alert).toContainText('No tries are left')
  await signup.proceed.click()
  await expect(signup.alert).toContainText('locked')
  await expect(signup.resend).toBeVisible()
})

test('expired, wrong, too few and locked are told apart (30)', async ({ page, signup }) => {
  await signup.answer(
    'verify-otp',
    wrongCode(2),
    refused(410, 'otp_expired', { expires_in: 0, resend_in: 0, attempts_left: 2 }),
    refused(429, 'too_many_attempts', { expires_in: 100, resend_in: 0, attempts_left: 0 }),
  )
  await signup.openCode()
  const said = new Set<string | null>()
  const remember = async (text: RegExp) => {
    await expect(signup.alert).toHaveText(text)
    said.add(await signup.alert.textContent())
  }
  await signup.proceed.click()
  await remember(/six-digit code/)
  await page.keyboard.type('123')
  await signup.proceed.click()
  await remember(/every box/)
  await signup.expectBoxFocused(4)
  await page.keyboard.type('456')
  await remember(/not right/)
  await signup.proceed.click()
  await remember(/expired/)
  await expect(signup.resend).not.toHaveAttribute('aria-disabled')
  await signup.proceed.click()
  await remember(/locked/)
  expect(said.size).toBe(5)
})

test('a code is sent by itself once, and again only when it was edited (28)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), wrongCode(1))
  await signup.openCode()
  // A form that submits itself has no submitter; one submitted by a person has its button.
  const unasked = await page.evaluateHandle(() => {
    const counts = { submits: 0 }
    addEventListener('submit', ({ submitter }) => {
      if (!submitter) counts.submits++
    })
    return counts
  })
  await page.keyboard.type('111111')
  await expect(signup.alert).toContainText('2 tries left')
  await page.keyboard.press('End')
  await page.keyboard.type('1')
  await page.keyboard.press('Home')
  await page.keyboard.type('222222')
  await expect(signup.alert).toContainText('1 try left')
  expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '222222'])
  expect(await unasked.jsonValue()).toEqual({ submits: 2 })
})

test('a busy phone, late to look at the boxes, does not send what was typed over meanwhile', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), wrongCode(1))
  await signup.openCode()
  await page.keyboard.type('111111')
  await expect(signup.alert).toContainText('2 tries left')
  // Both digits come before the page gets to anything else.
  await signup.boxes.evaluateAll((boxes) => {
    const typed = [[boxes.at(-1), '1'] as const, [boxes[0], '2'] as const]
    for (const [box, data] of typed) {
      if (!(box instanceof HTMLInputElement)) throw new Error('no such box')
      box.focus()
      const options = { inputType: 'insertText', data, bubbles: true, cancelable: true }
      box.dispatchEvent(new InputEvent('beforeinput', options))
    }
  })
  await signup.expectDigits('211111')
  await page.keyboard.type('22222')
  await expect(signup.alert).toContainText('1 try left')
  expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '222222'])
})

test('typing a new code over a wrong one does not send the mixtures in between', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), verified())
  await signup.openCode()
  await page.keyboard.type('111111')
  await expect(signup.alert).toBeVisible()
  await page.keyboard.type('222222', { delay: 20 })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
  expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '222222'])
})

test('a digit typed anew after Backspace is sent by itself', async ({ page, signup }) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), wrongCode(1))
  await signup.openCode()
  await page.keyboard.type('111111')
  await expect(signup.alert).toContainText('2 tries')
  await signup.boxes.nth(2).click()
  await page.keyboard.press('Backspace')
  await expect(signup.alert).toBeHidden()
  await page.keyboard.type('7')
  await expect(signup.alert).toContainText('1 try left')
  expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '117111'])
})

test('a late answer about an older code leaves the newer one alone (31)', async ({
  page,
  signup,
}) => {
  const late = held()
  const calls = await signup.answer('verify-otp', late.reply, verified())
  await signup.openCode({ resend_in: 0 })
  await page.keyboard.type('111111')
  await expect(signup.proceed).toHaveText('Checking…')
  await page.unroute('**/users/api/send-otp/')
  await signup.answer('send-otp', sent({ attempts_left: 3 }))
  await signup.resend.click()
  await expect(page.getByText('We sent another text.')).toBeVisible()
  await expect(signup.proceed).toHaveText('Continue')
  const answered = page.waitForEvent('requestfinished')
  late.release(wrongCode(0))
  await answered
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  await expect(signup.alert).toBeHidden()
  await expect(page.getByText(/^The code works until [^.]+\.$/)).toBeVisible()
  await page.keyboard.type('222222')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
  expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '222222'])
})

for (const [status, error] of [
  [410, 'otp_expired'],
  [429, 'too_many_attempts'],
] as const) {
  test(`a code typed after ${error} and another text is sent whole, and costs one try`, async ({
    page,
    signup,
  }) => {
    const calls = await signup.answer('verify-otp', refused(status, error), verified())
    await signup.openCode({ resend_in: 0 })
    await page.keyboard.type('111111')
    await expect(signup.alert).toBeVisible()
    await signup.expectBoxFocused(1)
    await signup.resend.click()
    await expect(page.getByText('We sent another text.')).toBeVisible()
    await page.keyboard.type('222222', { delay: 50 })
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
    expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '222222'])
  })
}

test('digits changed while the former ones are checked are checked next', async ({
  page,
  signup,
}) => {
  const first = held()
  const calls = await signup.answer('verify-otp', first.reply, verified())
  await signup.openCode()
  await page.keyboard.type('111111')
  await expect(signup.proceed).toHaveText('Checking…')
  await page.keyboard.press('Home')
  await page.keyboard.type('222222')
  first.release(wrongCode(2))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personal details')
  expect(calls.map(({ body }) => body['otp_code'])).toEqual(['111111', '222222'])
})
