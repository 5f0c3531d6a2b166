import { expect, test } from './fixtures.ts'
import { NO_REPLY, verifyReply, wrongCode } from './replies.ts'
import { codesOf } from './signup-page.ts'

const CODE = '123456'
const SMS = `123456 is your NeoBank code. It works for 10 minutes. Do not share it.

@localhost #123456`
const CLEAR = 'ControlOrMeta+Backspace'

test.beforeEach(async ({ signup }) => {
  await signup.answer('verify-otp', NO_REPLY)
  await signup.openCode()
})

test('a code inserted into any box fills all six from the first (13)', async ({ page, signup }) => {
  const devtools = await page.context().newCDPSession(page)
  for (const position of [1, 2, 3, 6]) {
    await signup.press(CLEAR)
    await signup.boxes.nth(position - 1).focus()
    await devtools.send('Input.insertText', { text: CODE })
    await signup.expectDigits(CODE)
  }
})

for (const order of [
  [0, 1, 2, 3, 4, 5],
  [5, 4, 3, 2, 1, 0],
  [3, 0, 5, 1, 4, 2],
]) {
  test(`a browser that fills box by box, in the order ${order.join()}, fills all six once (14)`, async ({
    signup,
  }) => {
    const calls = await signup.answer('verify-otp', verifyReply())
    await signup.boxes.evaluateAll(
      (boxes, [indexes, code]) => {
        for (const index of indexes) {
          const box = boxes[index] as HTMLInputElement
          box.value = code.charAt(index)
          box.dispatchEvent(new Event('input', { bubbles: true }))
        }
      },
      [order, CODE] as const,
    )
    await signup.expectDigits(CODE)
    await signup.expectVerified()
    expect(codesOf(calls)).toEqual([CODE])
  })
}

test('a browser that fills the first box with the whole code fills all six', async ({ signup }) => {
  await signup.boxes.first().evaluate((box) => {
    ;(box as HTMLInputElement).value = '123456'
    box.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await signup.expectDigits(CODE)
})

test('a code pasted fills the boxes, however it is written (15)', async ({ signup }) => {
  for (const text of ['123456', '123 456', '123-456', ' 1 2 3 4 5 6 ', SMS]) {
    await signup.press(CLEAR)
    expect(await signup.paste(text)).toEqual({ cancelled: true })
    await signup.expectDigits(CODE)
  }
})

test('the clipboard itself can be pasted with the keyboard (15)', async ({ page, signup }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((text) => navigator.clipboard.writeText(text), SMS)
  await signup.press('ControlOrMeta+V')
  await signup.expectDigits(CODE)
})

test('a code pasted into the third box fills from the first (16)', async ({ signup }) => {
  await signup.type('9999')
  await signup.boxes.nth(2).click()
  await signup.paste(CODE)
  await signup.expectDigits(CODE)
})

test('seven digits pasted are refused in words, not cut (17)', async ({ signup }) => {
  await signup.type('12')
  await signup.paste('1234567')
  await signup.expectAlert('too many digits')
  await signup.expectDigits('12')
  await signup.type('3')
  await expect(signup.alert).toBeHidden()
})

test('a message with two different six-digit numbers is not guessed at', async ({ signup }) => {
  await signup.paste('Order 400001: your code is 123456')
  await signup.expectAlert('could not tell')
  await signup.expectDigits('')
})

test('a paste without digits changes nothing and is not cancelled (18)', async ({
  page,
  signup,
}) => {
  await signup.type('12')
  expect(await signup.paste('hello')).toEqual({ cancelled: false })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate(() => navigator.clipboard.writeText('hello'))
  await signup.press('ControlOrMeta+V')
  await signup.expectDigits('12')
  await signup.expectBoxFocused(3)
})

test("any script's digits become ASCII, typed or pasted (19)", async ({ signup }) => {
  for (const digits of ['१२३४५६', '௧௨௩௪௫௬', '১২৩৪৫৬', '۱۲۳۴۵۶', '١٢٣٤٥٦', '１２３４５６']) {
    for (const enter of [() => signup.type(digits), () => signup.paste(digits)]) {
      await signup.press(CLEAR)
      await enter()
      await signup.expectDigits(CODE)
    }
  }
})

for (const [name, values] of [
  ['box by box', CODE.split('')],
  ['all in the first box', [CODE]],
] as const) {
  for (const event of ['change', undefined]) {
    test(`a code filled in ${name} is checked, with ${event ?? 'no'} event told of it`, async ({
      signup,
    }) => {
      const calls = await signup.answer('verify-otp', verifyReply())
      await signup.boxes.evaluateAll(
        (boxes, [digits, told]) => {
          for (const [index, digit] of digits.entries()) {
            const box = boxes[index] as HTMLInputElement
            box.value = digit
            if (told) box.dispatchEvent(new Event(told, { bubbles: true }))
          }
        },
        [values, event] as const,
      )
      // With no event the page cannot know before the person presses.
      if (!event) await signup.proceed.click()
      await signup.expectVerified()
      expect(codesOf(calls)).toEqual([CODE])
    })
  }
}

test('boxes that the browser emptied are empty, and the digits it left are what is sent', async ({
  signup,
}) => {
  const calls = await signup.answer('verify-otp', wrongCode(2), verifyReply())
  await signup.type('111111')
  await signup.expectAlert('2 tries left')
  await signup.boxes.evaluateAll((boxes) => {
    for (const box of boxes.slice(1)) (box as HTMLInputElement).value = ''
  })
  await signup.proceed.click()
  await signup.expectAlert('Fill every box')
  await signup.expectBoxFocused(2)
  await signup.type('23456')
  await signup.expectVerified()
  expect(codesOf(calls)).toEqual(['111111', CODE])
})
