import { expect, test } from './fixtures.ts'
import { verifyReply, wrongCode } from './replies.ts'
import { codesOf } from './signup-page.ts'

const NAMES = ['1st', '2nd', '3rd', '4th', '5th', '6th'].map((nth) => `${nth} digit`)

test.beforeEach(async ({ signup }) => {
  await signup.openCode()
})

test('six named boxes in a named group, one code field (9, 10, 11, 26)', async ({
  page,
  signup,
}) => {
  await expect(signup.group.locator('input')).toHaveCount(6)
  const names = ['aria-label', 'type', 'inputmode', 'autocomplete', 'maxlength', 'spellcheck']
  const boxes = await signup.boxes.evaluateAll(
    (elements, attributes) =>
      elements.map((box) => attributes.map((name) => box.getAttribute(name))),
    names,
  )
  expect(boxes).toEqual([
    [NAMES[0], 'text', 'numeric', 'one-time-code', '6', 'false'],
    ...NAMES.slice(1).map((name) => [name, 'text', 'numeric', 'off', null, 'false']),
  ])
  await expect(page.locator('[autocomplete~="one-time-code"]')).toHaveCount(1)
  await expect(page.locator('input[type=hidden]')).toHaveCount(0)
  await expect(signup.group).toHaveAttribute('translate', 'no')
  await expect(page.locator('.boxes')).toHaveAttribute('dir', 'ltr')
})

test('the code is checked automatically, with Continue there (27)', async ({ signup }) => {
  await expect(signup.group).toHaveAccessibleDescription(/Checked automatically/)
  await expect(signup.proceed).toHaveText('Continue')
  await expect(signup.proceed).toBeEnabled()
  await expect(signup.proceed).not.toHaveAttribute('aria-disabled')
})

test('six digits typed without a pause fill the boxes in order (11, 12)', async ({ signup }) => {
  const calls = await signup.answer('verify-otp', verifyReply())
  await signup.type('012345')
  await signup.expectDigits('012345')
  await expect.poll(() => codesOf(calls)).toEqual(['012345'])
})

test('letters change nothing and move nothing (20)', async ({ signup }) => {
  await signup.type('1aé ')
  await signup.expectDigits('1')
  await signup.expectBoxFocused(2)
})

test('Backspace clears a filled box, or the one before (21)', async ({ signup }) => {
  await signup.type('123')
  await signup.press('ArrowLeft')
  await signup.press('Backspace')
  expect(await signup.digits()).toEqual(['1', '2', '', '', '', ''])
  await signup.expectBoxFocused(3)
  await signup.press('Backspace')
  expect(await signup.digits()).toEqual(['1', '', '', '', '', ''])
  await signup.expectBoxFocused(2)
})

test('Backspace works where the keyboard does not name the key (21)', async ({ page, signup }) => {
  await signup.type('12')
  for (const [digits, position] of [['1', 2] as const, ['', 1] as const]) {
    await page.evaluate(() => {
      const options = { bubbles: true, cancelable: true }
      const key = { key: 'Unidentified', keyCode: 229, ...options }
      const input = { inputType: 'deleteContentBackward', ...options }
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key))
      document.activeElement?.dispatchEvent(new InputEvent('beforeinput', input))
    })
    await signup.expectDigits(digits)
    await signup.expectBoxFocused(position)
  }
})

test('Control or Meta and Backspace clear all boxes (22)', async ({ signup }) => {
  for (const modifier of ['Control', 'Meta']) {
    await signup.type('1234')
    await signup.press(`${modifier}+Backspace`)
    await signup.expectDigits('')
    await signup.expectBoxFocused(1)
  }
})

test('arrows, Home and End move and select, right to left too (23)', async ({ signup }) => {
  await signup.setDirection('rtl')
  await signup.type('1234')
  for (const [key, position, digit] of [
    ['ArrowLeft', 4, '4'],
    ['Home', 1, '1'],
    ['ArrowRight', 2, '2'],
    ['End', 6, ''],
  ] as const) {
    await signup.press(key)
    await signup.expectBoxFocused(position)
    expect(await signup.selection()).toBe(digit)
  }
})

test('Tab enters the boxes once, and the next Tab leaves them (24)', async ({ signup }) => {
  await signup.type('12')
  await signup.press('Tab')
  await expect(signup.proceed).toBeFocused()
  await signup.press('Shift+Tab')
  await signup.expectBoxFocused(3)
  await signup.press('Shift+Tab')
  await expect(signup.button('Change number')).toBeFocused()
})

test('typing in a filled box replaces its digit and goes on (25)', async ({ signup }) => {
  await signup.type('123')
  await signup.boxes.nth(1).click()
  await signup.type('9')
  await signup.expectDigits('193')
  await signup.expectBoxFocused(3)
})

test('composed digits count at once, letters never (19, 20)', async ({ page, signup }) => {
  const devtools = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    devtools.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 })
  await compose('\uff17')
  await signup.expectDigits('7')
  await signup.expectBoxFocused(2)
  await compose('x')
  await devtools.send('Input.insertText', { text: 'x' })
  await signup.expectDigits('7')
  await signup.expectBoxFocused(2)
})

test('the masked number is read out as how it ends, without its dots', async ({ page }) => {
  await expect(page.locator('#code-sent-to')).toMatchAriaSnapshot(
    '- paragraph: We sent a six-digit code to the number ending in 3210',
  )
})

test('a keyboard that goes on composing where the focus was types each digit once', async ({
  page,
  signup,
}) => {
  const devtools = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    devtools.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  await compose('0')
  await compose('05')
  await signup.expectDigits('05')
  await signup.expectBoxFocused(3)
  // A new composition of the digit that is there already.
  await compose('5')
  await signup.expectDigits('055')
  await signup.expectBoxFocused(4)
  await devtools.send('Input.insertText', { text: '5' })
  await signup.expectDigits('055')
  await signup.type('5')
  await signup.expectDigits('0555')
})

test('a code that a keyboard predicts is checked once, when it is whole', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), verifyReply())
  const devtools = await page.context().newCDPSession(page)
  for (const code of ['123123', '050954']) {
    for (let length = 1; length <= code.length; length++) {
      const text = code.slice(0, length)
      await devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: length,
        selectionEnd: length,
      })
      // Slowly enough for the mixtures in between to be sent, if they were.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)))
    }
    await signup.expectDigits(code)
    if (code === '123123') await signup.expectAlert('2 tries left')
  }
  await signup.expectVerified()
  expect(codesOf(calls)).toEqual(['123123', '050954'])
})
