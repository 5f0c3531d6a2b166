import { expect, test } from './fixtures.ts'
import { verified } from './replies.ts'

const NAMES = ['1st', '2nd', '3rd', '4th', '5th', '6th'].map((nth) => `${nth} digit`)

test.beforeEach(async ({ signup }) => {
  await signup.openCode()
})

test('there are six named boxes in a named group, and one code field for the browser (9, 10, 11, 26)', async ({
  page,
  signup,
}) => {
  await expect(signup.group.locator('input')).toHaveCount(6)
  const boxes = await signup.boxes.evaluateAll((elements) =>
    elements.map((box) => ({
      name: box.getAttribute('aria-label'),
      type: box.getAttribute('type'),
      inputmode: box.getAttribute('inputmode'),
      autocomplete: box.getAttribute('autocomplete'),
      maxlength: box.getAttribute('maxlength'),
      spellcheck: box.getAttribute('spellcheck'),
    })),
  )
  expect(boxes).toEqual(
    NAMES.map((name, index) => ({
      name,
      type: 'text',
      inputmode: 'numeric',
      autocomplete: index === 0 ? 'one-time-code' : 'off',
      maxlength: index === 0 ? '6' : null,
      spellcheck: 'false',
    })),
  )
  await expect(page.locator('[autocomplete~="one-time-code"]')).toHaveCount(1)
  await expect(page.locator('input[type=hidden]')).toHaveCount(0)
  await expect(signup.group).toHaveAttribute('translate', 'no')
  await expect(signup.group).toHaveAttribute('dir', 'ltr')
})

test('the group says that the code is checked automatically, and Continue is there (27)', async ({
  signup,
}) => {
  await expect(signup.group).toHaveAccessibleDescription(/Checked automatically/)
  await expect(signup.proceed).toHaveText('Continue')
  await expect(signup.proceed).toBeEnabled()
  await expect(signup.proceed).not.toHaveAttribute('aria-disabled')
})

test('the masked number is read out as how it ends, without its dots', async ({ page, signup }) => {
  await signup.openCode()
  await expect(page.locator('#code-sent-to')).toMatchAriaSnapshot(
    '- paragraph: We sent a six-digit code to the number ending in 3210',
  )
})

test('six digits typed without a pause fill the boxes in order (11, 12)', async ({
  page,
  signup,
}) => {
  const calls = await signup.answer('verify-otp', verified())
  await page.keyboard.type('012345', { delay: 0 })
  await signup.expectDigits('012345')
  await expect.poll(() => calls.map(({ body }) => body['otp_code'])).toEqual(['012345'])
})

test('letters change nothing and move nothing (20)', async ({ page, signup }) => {
  await page.keyboard.type('1aé ')
  await signup.expectDigits('1')
  await signup.expectBoxFocused(2)
})

test('Backspace clears a filled box and stays; in an empty one it clears the box before (21)', async ({
  page,
  signup,
}) => {
  await page.keyboard.type('123')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Backspace')
  expect(await signup.digits()).toEqual(['1', '2', '', '', '', ''])
  await signup.expectBoxFocused(3)
  await page.keyboard.press('Backspace')
  expect(await signup.digits()).toEqual(['1', '', '', '', '', ''])
  await signup.expectBoxFocused(2)
})

test('Backspace works where the keyboard does not name the key (21)', async ({ page, signup }) => {
  await page.keyboard.type('12')
  const unnamedBackspace = () =>
    page.evaluate(() => {
      const box = document.activeElement
      const options = { bubbles: true, cancelable: true }
      box?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Unidentified', keyCode: 229, ...options }),
      )
      box?.dispatchEvent(
        new InputEvent('beforeinput', { inputType: 'deleteContentBackward', ...options }),
      )
    })
  await unnamedBackspace()
  expect(await signup.digits()).toEqual(['1', '', '', '', '', ''])
  await signup.expectBoxFocused(2)
  await unnamedBackspace()
  await signup.expectDigits('')
  await signup.expectBoxFocused(1)
})

for (const modifier of ['Control', 'Meta']) {
  test(`${modifier}+Backspace clears all boxes (22)`, async ({ page, signup }) => {
    await page.keyboard.type('1234')
    await page.keyboard.press(`${modifier}+Backspace`)
    await signup.expectDigits('')
    await signup.expectBoxFocused(1)
  })
}

test('arrows, Home and End move and select, in a right-to-left page too (23)', async ({
  page,
  signup,
}) => {
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
  await page.keyboard.type('1234')
  await page.keyboard.press('ArrowLeft')
  await signup.expectBoxFocused(4)
  const selected = () => page.evaluate(() => getSelection()?.toString())
  expect(await selected()).toBe('4')
  await page.keyboard.press('Home')
  await signup.expectBoxFocused(1)
  expect(await selected()).toBe('1')
  await page.keyboard.press('ArrowRight')
  await signup.expectBoxFocused(2)
  await page.keyboard.press('End')
  await signup.expectBoxFocused(6)
})

test('Tab enters the boxes once, and the next Tab leaves them (24)', async ({ page, signup }) => {
  await page.keyboard.type('12')
  await page.keyboard.press('Tab')
  await expect(signup.proceed).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await signup.expectBoxFocused(3)
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('button', { name: 'Change number' })).toBeFocused()
})

test('typing in a filled box replaces its digit and goes on (25)', async ({ page, signup }) => {
  await page.keyboard.type('123')
  await signup.boxes.nth(1).click()
  await page.keyboard.type('9')
  await signup.expectDigits('193')
  await signup.expectBoxFocused(3)
})

test('a digit that the keyboard composes counts at once, letters never (19, 20)', async ({
  page,
  signup,
}) => {
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
