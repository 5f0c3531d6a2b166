import { expect, test } from './fixtures.ts'
import { lateReply, refusal, sendReply } from './replies.ts'
import { PHONE } from './signup-page.ts'

test('a number is sent in E.164 however written, left as typed (1, 3)', async ({ signup }) => {
  const calls = await signup.answer('send-otp', refusal(503, 'sms_unavailable'))
  await signup.open()
  const spellings = [
    '98765 43210',
    '+91-98765-43210',
    '09876543210',
    '00919876543210',
    '९८७६५४३२१०',
    '\u202a+91 98765\u00a043210\u202c',
  ]
  for (const [index, spelling] of spellings.entries()) {
    await signup.number.clear()
    await signup.number.pressSequentially(spelling)
    await signup.send.click()
    await expect.poll(() => calls.length).toBe(index + 1)
    await signup.expectAlert('could not send the code')
    await expect(signup.number).toHaveValue(spelling)
    expect(calls.at(-1)?.body).toEqual({ phone: '+919876543210' })
  }
  await signup.answer('send-otp', sendReply())
  await signup.send.click()
  await signup.expectBoxFocused(1)
  await signup.back()
  await expect(signup.number).toHaveValue(spellings.at(-1) ?? '')
})

test('a faulty number is refused with words and nothing is sent (2, 5)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('send-otp', sendReply())
  for (const { number, says } of [
    { number: '', says: 'Enter your mobile number.' },
    { number: '5876543210', says: 'starts with 6, 7, 8 or 9' },
    { number: '+91 0123456789', says: 'starts with 6, 7, 8 or 9' },
    { number: '98765', says: 'ten digits' },
    { number: '98765432101', says: 'ten digits' },
    { number: '+44 7911 123456', says: 'Indian' },
    { number: 'ninety-eight', says: 'only digits' },
  ]) {
    await signup.open()
    await signup.number.fill(number)
    await expect(signup.alert).toBeHidden()
    await signup.send.click()
    await signup.expectAlert(says)
    await expect(signup.number).toBeFocused()
    await expect(signup.number).toHaveValue(number)
    await expect(signup.number).toHaveAttribute('aria-invalid', 'true')
    await expect(page).toHaveTitle(/^Error: Step 1 of 3/)
  }
  expect(calls).toEqual([])
})

test('an error goes with the keystroke that mends it, and not before (6)', async ({
  page,
  signup,
}) => {
  await signup.open()
  await signup.number.pressSequentially('98')
  await expect(signup.alert).toBeHidden()
  await signup.number.press('Enter')
  await expect(signup.alert).toBeVisible()
  await signup.number.pressSequentially('7654321')
  await expect(signup.alert).toBeVisible()
  await signup.number.press('0')
  await expect(signup.alert).toBeHidden()
  await expect(signup.number).not.toHaveAttribute('aria-invalid')
  await expect(page).toHaveTitle(/^Step 1 of 3/)
})

test('the field has label, dial code and the right keyboard (4)', async ({ page, signup }) => {
  await signup.open()
  const field = page.getByRole('textbox', { name: 'Mobile number India +91' })
  await expect(field).toHaveAttribute('type', 'tel')
  await expect(field).toHaveAttribute('autocomplete', 'tel-national')
  await expect(field).toHaveAccessibleDescription('An Indian number that can receive texts.')
  await page.getByText('Mobile number', { exact: true }).click()
  await expect(field).toBeFocused()
})

test('pressing twice sends once, and the button keeps its focus (7)', async ({ signup }) => {
  const late = lateReply()
  const calls = await signup.answer('send-otp', late.reply)
  await signup.open()
  await signup.number.fill(PHONE)
  await signup.send.dblclick()
  await expect(signup.send).toHaveText('Sending…')
  await expect(signup.send).toHaveAttribute('aria-disabled', 'true')
  await expect(signup.send).toBeFocused()
  await signup.number.press('Enter')
  expect(calls).toHaveLength(1)
  late.release(sendReply())
  await signup.expectBoxFocused(1)
})

test("the server's verdict stands at the field until it is edited", async ({ signup }) => {
  await signup.open()
  for (const [error, says] of [
    ['invalid_phone', 'can receive texts'],
    ['unsupported_country', 'cannot text numbers of that country'],
    ['undeliverable_phone', 'Check it, or use another'],
  ] as const) {
    await signup.answer('send-otp', refusal(400, error))
    await signup.submit()
    await signup.expectAlert(says)
    await expect(signup.number).toBeFocused()
    await signup.number.press('Backspace')
    await expect(signup.alert).toBeHidden()
  }
})
