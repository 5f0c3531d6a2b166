import { expect, type Locator, type Page, type Route } from '@playwright/test'
import { sent } from './replies.ts'

/** The signup page as a person meets it. */
export class SignupPage {
  readonly page: Page
  readonly number: Locator
  readonly send: Locator
  readonly group: Locator
  readonly boxes: Locator
  readonly proceed: Locator
  readonly resend: Locator
  readonly alert: Locator

  constructor(page: Page) {
    this.page = page
    this.number = page.getByLabel('Mobile number')
    this.send = page.locator('#phone-form [type=submit]')
    this.group = page.getByRole('group', { name: 'Security code' })
    this.boxes = this.group.getByRole('textbox')
    this.proceed = page.locator('#code-form [type=submit]')
    this.resend = page.locator('#resend')
    this.alert = page.getByRole('alert').filter({ hasText: /./ })
  }

  async open(): Promise<void> {
    await this.page.goto('/users/signup/')
  }

  /** Answers the API's calls to this path in the server's stead. */
  async answer(
    path: 'send-otp' | 'verify-otp' | 'session',
    ...replies: (Reply | Promise<Reply>)[]
  ): Promise<Call[]> {
    const calls: Call[] = []
    await this.page.route(`**/users/api/${path}/`, async (route) => {
      const reply = replies[Math.min(calls.length, replies.length - 1)]
      calls.push({ body: route.request().postDataJSON(), headers: route.request().headers() })
      await fulfill(route, reply)
    })
    return calls
  }

  /** Goes to the code's screen, the server's part being played by the test. */
  async openCode(timers = {}): Promise<void> {
    await this.answer('send-otp', sent(timers))
    await this.open()
    await this.requestCode('9876543210')
  }

  /** Asks for a code and waits until the page asks for it in turn. */
  async requestCode(phone: string): Promise<void> {
    await this.number.fill(phone)
    await this.send.click()
    await expect(this.boxes.first()).toBeFocused()
  }

  async digits(): Promise<string[]> {
    return this.boxes.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value))
  }

  async expectDigits(code: string): Promise<void> {
    await expect.poll(async () => (await this.digits()).join('')).toBe(code)
  }

  async expectBoxFocused(position: number): Promise<void> {
    await expect(this.boxes.nth(position - 1)).toBeFocused()
  }

  async paste(text: string): Promise<{ cancelled: boolean }> {
    return this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      return { cancelled: document.activeElement?.dispatchEvent(event) === false }
    }, text)
  }
}

/** What the test answers: a body with its status, or what happens instead of an answer. */
export type Reply = { status: number; body: object | string } | 'lost'

/** What the page asked. */
export interface Call {
  body: Record<string, string>
  headers: Record<string, string>
}

async function fulfill(route: Route, reply: Reply | Promise<Reply> | undefined): Promise<void> {
  const settled = await reply
  if (!settled || settled === 'lost') return route.abort('connectionreset')
  const { status, body } = settled
  const json = typeof body === 'object'
  await route.fulfill({
    status,
    contentType: json ? 'application/json' : 'text/html',
    body: json ? JSON.stringify(body) : body,
  })
}
