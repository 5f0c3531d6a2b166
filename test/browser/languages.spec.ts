import type { Page } from '@playwright/test'
import * as en from '../../src/locales/en.ts'
import * as hi from '../../src/locales/hi.ts'
import * as ur from '../../src/locales/ur.ts'
import { expectNoViolations } from './axe.ts'
import { DetailsPage } from './details-page.ts'
import { expect, test } from './fixtures.ts'
import {
  accountReply,
  ANSWERS,
  creationReply,
  refusal,
  sendReply,
  stepReply,
  verifiedReply,
  verifyReply,
  wrongCode,
} from './replies.ts'
import { overflow, PHONE } from './signup-page.ts'
import { codeFor } from './sms.ts'

const OTHERS = [hi, ur]

/** Counts the sentences of English in what a page shows, has hidden or reads out. */
async function englishIn(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const spoken = Array.from(document.querySelectorAll('[aria-label], [data-title], [title]'))
    const attributes = spoken.flatMap((element) =>
      ['aria-label', 'data-title', 'title'].map((name) => element.getAttribute(name) ?? ''),
    )
    const body = document.body.cloneNode(true) as HTMLElement
    for (const foreign of body.querySelectorAll('nav, .languages, noscript, style, script'))
      foreign.remove()
    return [document.title, body.textContent ?? '', ...attributes].join(' ')
  })
  return texts.match(/[A-Za-z]{3,}/g)?.filter((word) => !NAMES.has(word)) ?? []
}

/** Holds what is called so in every language. */
const NAMES = new Set([
  'NeoBank',
  'SMS',
  'WhatsApp',
  'JavaScript',
  'challenges',
  'cloudflare',
  'com',
  // What a person typed, or what is typed as an example.
  'Janaki',
  'janaki',
  'name',
  'example',
])

for (const { locale, detailsWords, checkWords, passwordWords, accountWords } of OTHERS) {
  test.describe(`a browser in ${locale.tag}, after the first step`, () => {
    test.use({ locale: `${locale.tag}-IN` })

    test('has no English in any step nor in the account, and none overflows', async ({
      page,
      signup,
    }) => {
      const details = new DetailsPage(page)
      const expectWords = async (heading: string) => {
        await signup.expectHeading(heading)
        expect(await englishIn(page)).toEqual([])
        expect(await overflow(page.locator('html'))).toBe(0)
      }
      await page.setViewportSize({ width: 320, height: 640 })
      await signup.answer('personal-details', refusal(503, 'busy', { message: '…' }), stepReply())
      await signup.answer('create-account', creationReply())
      await signup.answer('account', accountReply())
      await signup.openVerified(verifiedReply(), verifiedReply(ANSWERS))
      await details.notice.getByRole('heading').waitFor()
      await details.submit.click()
      await expect(details.summary).toBeVisible()
      await expectWords(detailsWords.title)
      await details.fill()
      await details.month.fill(new Intl.DateTimeFormat(locale.tag, { month: 'long' }).format(0))
      await details.submit.click()
      await expect(signup.alert).toBeVisible()
      await details.submit.click()
      await expectWords(checkWords.title)
      await signup.button(checkWords.goOn).click()
      await details.password.fill('correct horse')
      await expectWords(passwordWords.title)
      await details.submit.click()
      await page.waitForURL('**/users/account/')
      await page.locator('.consents .link').first().click()
      await expectWords(accountWords.title)
      await signup.button(accountWords.close).click()
      await expectWords(accountWords.closing.title)
    })
  })
}

for (const { locale, page: words, script, codeWords, errors } of OTHERS) {
  test.describe(`a browser in ${locale.tag}`, () => {
    test.use({ locale: `${locale.tag}-IN` })

    test('shows the page in its language and direction, with no English in any state', async ({
      page,
      signup,
    }) => {
      await signup.answer(
        'send-otp',
        refusal(503, 'sms_unavailable', { message: errors.text_not_sent }),
        sendReply({ channels: ['voice', 'whatsapp'], resend_in: 0 }),
        refusal(429, 'rate_limited', { retry_after: 3600 }),
      )
      await signup.answer('verify-otp', wrongCode(2))
      await page.setViewportSize({ width: 320, height: 640 })
      await signup.open()
      const html = page.locator('html')
      await expect(html).toHaveAttribute('lang', locale.tag)
      await expect(html).toHaveAttribute('dir', locale.dir)
      await signup.expectHeading(words.phoneTitle)
      await signup.send.click()
      await signup.expectAlert(script.phone.empty)
      expect(await englishIn(page)).toEqual([])

      const number = page.locator('#phone')
      await number.fill(PHONE)
      await signup.send.click()
      await signup.expectAlert(errors.text_not_sent)
      await signup.send.click()
      await signup.expectHeading(words.codeTitle)
      await expect(page.locator('.help li')).toHaveCount(6)
      expect(await overflow(html)).toBe(0)
      await signup.type('123456')
      await signup.expectAlert(codeWords.triesLeft(2))
      await signup.skip(20_000)
      await signup.resend.click()
      await expect(page.locator('#resend-wait')).toHaveText(codeWords.enoughCodes(3600))
      expect(await englishIn(page)).toEqual([])
      expect(await overflow(html)).toBe(0)
    })
  })
}

test.describe('in Urdu', () => {
  test.use({ locale: 'ur' })
  test('the page is mirrored, but for numbers, and passes axe', async ({ page, signup }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await signup.answer('send-otp', sendReply())
    await signup.answer('verify-otp', wrongCode(2))
    await signup.open()
    await expectNoViolations(page)
    await page.locator('#phone').fill(PHONE)
    await signup.send.click()
    const boxes = page.locator('.boxes input')
    await expect(boxes.first()).toBeFocused()
    await signup.type('12')
    await signup.press('ArrowLeft')
    await expect(boxes.nth(1)).toBeFocused()
    await signup.press('End')
    await signup.type('6')
    await signup.press('Home')
    await signup.type('12345')
    await expect(signup.alert).toContainText(ur.codeWords.incorrect)
    const [first, last] = [await boxes.first().boundingBox(), await boxes.last().boundingBox()]
    expect(first?.x).toBeLessThan(last?.x ?? 0)
    expect(await page.locator('.masked [dir=ltr]:visible').first().textContent()).toBe(
      '+91 •••••• 3210',
    )
    const sign = await signup.alert.evaluate((alert) => {
      const { left, right } = getComputedStyle(alert, '::before')
      return parseFloat(right) < parseFloat(left)
    })
    expect(sign).toBe(true)
    await expectNoViolations(page)
  })
})

test('a person chooses a language by its own name, keeps it, and is texted in it', async ({
  page,
  signup,
  phone,
}) => {
  const languages: (string | undefined)[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) languages.push(request.headers()['accept-language'])
  })
  await signup.open()
  await expect(page.getByRole('navigation', { name: en.page.languages })).toContainText('اردو')
  await page.getByRole('link', { name: hi.locale.name }).click()
  await expect(page).toHaveURL(/\/users\/signup\/$/)
  await signup.expectHeading(hi.page.phoneTitle)

  await page.getByLabel(hi.page.phoneLabel).fill(phone)
  await signup.send.click()
  await signup.expectHeading(hi.page.codeTitle)
  await signup.reload()
  await signup.expectHeading(hi.page.codeTitle)
  await page.getByRole('group', { name: hi.page.codeLabel }).getByRole('textbox').first().focus()
  await signup.type(await codeFor(phone))
  await expect(page.getByText(hi.codeWords.numberVerified)).toBeVisible()
  await signup.skip(1200)
  await signup.expectHeading(hi.detailsWords.title)
  expect(new Set(languages)).toEqual(new Set(['hi']))

  await page.getByRole('link', { name: en.locale.name }).click()
  await signup.expectHeading(en.detailsWords.title)
})

test.describe('without the script', () => {
  test.use({ javaScriptEnabled: false })

  test('the language is chosen all the same', async ({ page }) => {
    await page.goto('/users/signup/')
    await page.getByRole('link', { name: ur.locale.name }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(ur.page.phoneTitle)
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  })
})

test('a page that the browser translates keeps its flow, and no title gathers words', async ({
  page,
  signup,
}) => {
  await signup.answer('verify-otp', wrongCode(2), verifyReply())
  await page.addInitScript(`${translate.toString()}
    addEventListener('DOMContentLoaded', () => {
      translate()
      const watch = { subtree: true, childList: true, characterData: true }
      new MutationObserver(translate).observe(document.documentElement, watch)
    })`)
  await signup.openCode()
  for (const code of ['111111', '2']) {
    await signup.type(code)
    const error = code === '2' ? '' : 'Fehler: '
    await expect(page).toHaveTitle(`[${error}Step 1 of 3: Enter the code – NeoBank]`)
  }
  await signup.type('22222')
  await signup.expectVerified()
})

/** Does to the page what a browser that translates does: texts go into elements, the title changes. */
function translate(): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found: Text[] = []
  while (texts.nextNode()) {
    const text = texts.currentNode as Text
    const isText = text.parentElement?.closest('script, style, font') === null
    if (isText && /\p{L}/u.test(text.data)) found.push(text)
  }
  for (const text of found) {
    const font = document.createElement('font')
    text.replaceWith(font)
    font.append(text)
  }
  const { title } = document
  if (!title.startsWith('[')) document.title = `[${title.replace(/^Error: /, 'Fehler: ')}]`
}
