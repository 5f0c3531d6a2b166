import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { NO_REPLY, wrongCode } from './replies.ts'
import { overflow, placesOf } from './signup-page.ts'

test('the six boxes stand in one row at 320 pixels, in letters of 16 or more (49, 50)', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await signup.openCode()
  const tops = await signup.boxes.evaluateAll((boxes) =>
    boxes.map((box) => box.getBoundingClientRect().top),
  )
  expect(new Set(tops).size).toBe(1)
  const sizes = await page
    .locator('input')
    .evaluateAll((inputs) => inputs.map((input) => parseFloat(getComputedStyle(input).fontSize)))
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the focus ring stands out from the page, ${colorScheme} (50)`, async ({ page, signup }) => {
    await page.emulateMedia({ colorScheme })
    await signup.openCode()
    await signup.press('Tab')
    for (const stop of ['Back', 'Change number', '1st digit', 'Continue', 'Send another text']) {
      await page
        .getByLabel(stop)
        .or(page.getByRole('button', { name: stop }))
        .focus()
      const ring = await page.locator(':focus').evaluate((element) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
        const backdrop = getComputedStyle(document.documentElement).backgroundColor
        return { outlineStyle, outlineWidth, outlineColor, backdrop }
      })
      expect(ring.outlineStyle).toBe('solid')
      expect(Number.parseFloat(ring.outlineWidth)).toBeGreaterThanOrEqual(2)
      expect(contrast(ring.outlineColor, ring.backdrop)).toBeGreaterThanOrEqual(3)
    }
  })
}

test('forced colours show the edges of the boxes, and errors thicker (50)', async ({
  page,
  signup,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await signup.answer('verify-otp', wrongCode(2))
  await signup.openCode()
  await expect(signup.boxes.first()).toHaveCSS('border-style', 'solid')
  await expect(signup.boxes.first()).toHaveCSS('border-width', '1px')
  await expect(signup.proceed).toHaveCSS('border-style', 'solid')
  await signup.type('123456')
  await expect(signup.boxes.first()).toHaveCSS('border-width', '3px')
})

test('with reduced motion nothing moves (51)', async ({ page, signup }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await signup.answer('verify-otp', NO_REPLY)
  await signup.openCode()
  await signup.type('123456')
  await expect(signup.proceed).toHaveText('Checking…')
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
})

test('a brand of 30 letters without a space fits in 320 pixels', async ({ page, signup }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await signup.open()
  await page.locator('#brand').evaluate((brand) => (brand.textContent = 'W'.repeat(30)))
  expect(await overflow(page.locator('html'))).toBe(0)
})

test('while the code is being sent no language can be chosen, which would lose it', async ({
  page,
  signup,
}) => {
  await signup.answer('send-otp', NO_REPLY)
  await signup.open()
  await signup.submit()
  await expect(page.getByRole('navigation')).toHaveJSProperty('inert', true)
  await signup.skip(30_000)
  await signup.expectAlert('taking too long')
  await expect(page.getByRole('navigation')).toHaveJSProperty('inert', false)
})

test('an error is told by sign and words, not by colour alone (51)', async ({ signup }) => {
  await signup.answer('verify-otp', wrongCode(2))
  await signup.openCode()
  await signup.type('123456')
  await signup.expectAlert('not right')
  const sign = await signup.alert.evaluate((alert) => getComputedStyle(alert, '::before').content)
  expect(sign).toContain('!')
})

for (const width of [320, 375, 1280]) {
  test(`nothing moves when a message comes, ${width} pixels wide (52)`, async ({
    page,
    signup,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await signup.answer('verify-otp', wrongCode(2), wrongCode(0))
    await signup.openCode({ resend_in: 0 })
    const places = await placesOf(signup.proceed, signup.resend)
    await signup.type('123456')
    await signup.expectAlert('2 tries')
    expect(await placesOf(signup.proceed, signup.resend)).toEqual(places)
    await signup.proceed.click()
    await signup.expectAlert('No tries')
    expect(await placesOf(signup.proceed, signup.resend)).toEqual(places)

    await signup.back()
    await signup.number.fill('+44')
    const place = await placesOf(signup.send)
    await signup.send.click()
    await expect(signup.alert).toBeVisible()
    expect(await placesOf(signup.send)).toEqual(place)
    expect(await layoutShifts(page)).toBe(0)
  })
}

async function layoutShifts(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const shifts = list.getEntries() as unknown as { value: number }[]
          resolve(shifts.reduce((sum, { value }) => sum + value, 0))
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))
      }),
  )
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((channel) => {
    const share = Number(channel) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

test('at 320 pixels and letters twice as large, the field shows all ten digits', async ({
  page,
  signup,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await signup.open()
  await page.evaluate(() => void (document.documentElement.style.fontSize = '200%'))
  await signup.number.fill('9876543210')
  const { scrollWidth, clientWidth } = await signup.number.evaluate((field) => ({
    scrollWidth: field.scrollWidth,
    clientWidth: field.clientWidth,
  }))
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
  expect(await overflow(page.locator('html'))).toBe(0)
})
