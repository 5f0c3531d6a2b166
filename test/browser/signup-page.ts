import { expect, type Locator, type Page, type Route } from '@playwright/test'
import { noticesReply, type Reply, sendReply, verifiedReply } from './replies.ts'

/** Stands for a person's number where a test plays the server's part. */
export const PHONE = '9876543210'

type Replies = (Reply | Promise<Reply>)[]

type Path =
  | 'account'
  | 'close-account'
  | 'create-account'
  | 'finish-aadhaar'
  | 'notices'
  | 'personal-details'
  | 'send-otp'
  | 'session'
  | 'sign-out'
  | 'start-aadhaar'
  | 'verify-aadhaar-qr'
  | 'verify-otp'
  | 'verify-pan'
  | 'withdraw-consent'

/** Finds and does on the signup page what a person does. */
export class SignupPage {
  readonly page: Page
  /** Holds the number of this test alone, ten digits. */
  readonly phone: string
  readonly heading: Locator
  readonly number: Locator
  readonly send: Locator
  readonly group: Locator
  readonly boxes: Locator
  readonly notice: Locator
  readonly proceed: Locator
  readonly row: Locator
  readonly resend: Locator
  /** Says that another text was sent. */
  readonly resent: Locator
  readonly voice: Locator
  readonly whatsapp: Locator
  readonly alert: Locator
  readonly announcer: Locator

  #answersSession = false

  constructor(page: Page, phone = PHONE) {
    this.page = page
    this.phone = phone
    this.heading = page.getByRole('heading', { level: 1 })
    this.number = page.getByLabel('Mobile number')
    this.send = page.locator('#phone-form [type=submit]')
    this.group = page.getByRole('group', { name: 'Security code' })
    this.boxes = this.group.getByRole('textbox')
    this.notice = page.locator('#code-notice')
    this.proceed = page.locator('#code-form [type=submit]')
    this.row = page.locator('.resend-row')
    this.resend = page.locator('#resend')
    this.resent = page.getByText('We sent another text.')
    this.voice = page.getByRole('button', { name: 'Call me with the code' })
    this.whatsapp = page.getByRole('button', { name: 'Send it by WhatsApp' })
    this.alert = page.getByRole('alert').filter({ hasText: /./ })
    this.announcer = page.locator('#announcer')
  }

  async open(): Promise<void> {
    await this.page.goto('/users/signup/')
  }

  /** Answers the API's calls to this path in the server's stead, the last reply over and over. */
  async answer(path: Path, ...replies: Replies): Promise<Call[]> {
    if (path === 'session') this.#answersSession = true
    // What comes once the code is right is the test's part, too.
    if (path === 'verify-otp' && !this.#answersSession) await this.answerVerified()
    const calls: Call[] = []
    await this.page.route(isCall(path), async (route) => {
      const reply = replies[Math.min(calls.length, replies.length - 1)]
      calls.push({ body: route.request().postDataJSON(), headers: route.request().headers() })
      await fulfill(route, await reply)
    })
    return calls
  }

  /** Answers as a signup whose phone is verified; the notice comes in the language asked for. */
  async answerVerified(...replies: Replies): Promise<void> {
    await this.answer('session', ...(replies.length > 0 ? replies : [verifiedReply()]))
    await this.page.route(isCall('notices'), async (route) => {
      const language = new URL(route.request().url()).searchParams.get('language')
      await fulfill(route, noticesReply(language ?? undefined))
    })
  }

  /** Opens the page where a signup stands, of which the browser knows that there is one. */
  async openVerified(...replies: Replies): Promise<void> {
    await this.answerVerified(...replies)
    await this.mark()
    await this.open()
    await this.page.locator('#step-later h1').waitFor()
  }

  /** Has the browser know that there is a signup, as it is first opened. */
  async mark(): Promise<void> {
    await this.page.addInitScript(() => {
      if (!sessionStorage.getItem('opened')) localStorage.setItem('signup', '1')
      sessionStorage.setItem('opened', '1')
    })
  }

  /** Types a number and asks for a code. */
  async submit(phone = PHONE): Promise<void> {
    await this.number.fill(phone)
    await this.send.click()
  }

  /** Asks for a code and waits until the page asks for it in turn. */
  async requestCode(phone = PHONE): Promise<void> {
    await this.submit(phone)
    await this.boxes.first().and(this.page.locator(':focus')).waitFor()
  }

  /** Asks for another text, and waits until it is sent. */
  async sendAgain(): Promise<void> {
    await this.resend.click()
    await this.resent.waitFor()
  }

  /** Goes to the code's screen, the server's part being played by the test. */
  async openCode(more = {}, ...replies: Replies): Promise<Call[]> {
    const calls = await this.answer('send-otp', sendReply(more), ...replies)
    await this.open()
    await this.requestCode()
    return calls
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key)
  }

  text(text: string | RegExp): Locator {
    return this.page.getByText(text)
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Stops the clock, from where only the test moves it on. */
  async pause(): Promise<void> {
    await this.page.clock.pauseAt(Date.now() + 1000)
  }

  /** Jumps ahead, as after a sleep. */
  async skip(milliseconds: number): Promise<void> {
    await this.page.clock.fastForward(milliseconds)
  }

  /** Looks at the page again later; no timer fires meanwhile, such as that of a call under way. */
  async returnAfter(milliseconds: number): Promise<void> {
    const now = await this.page.evaluate(() => Date.now())
    await this.page.clock.setSystemTime(now + milliseconds)
    await this.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  }

  /** Lets time pass, tick by tick. */
  async pass(milliseconds: number): Promise<void> {
    await this.page.clock.runFor(milliseconds)
  }

  /** Lets time pass, and then step by step until there have been so many calls. */
  async passUntil(calls: readonly Call[], count: number, span = 3000, step = 1): Promise<void> {
    await this.pass(span)
    const passStep = async () => {
      await this.pass(step)
      return calls.length
    }
    await expect.poll(passStep, { intervals: [0, 20, 50, 100] }).toBe(count)
  }

  async back(): Promise<void> {
    await this.page.goBack()
  }

  async reload(): Promise<void> {
    await this.page.reload()
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

  /** Sees that the code was right, and what comes after the moment in which the page says so. */
  async expectVerified(): Promise<void> {
    await this.page.locator('#code[data-verified]').waitFor({ state: 'attached' })
    await this.skip(1200)
    await this.expectHeading('Personal details')
  }

  async expectHeading(text: string): Promise<void> {
    await this.heading.filter({ hasText: text }).waitFor()
  }

  async expectAlert(text: string): Promise<void> {
    await this.alert.filter({ hasText: text }).waitFor()
  }

  /** Records what live regions say from now on. */
  async announcements(): Promise<{ jsonValue: () => Promise<string[]> }> {
    return this.page.evaluateHandle(() => {
      const texts: string[] = []
      for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
        new MutationObserver(() => {
          if (region.textContent) texts.push(`${region.role}: ${region.textContent}`)
        }).observe(region, { childList: true, characterData: true, subtree: true })
      }
      return texts
    })
  }

  async selection(): Promise<string | undefined> {
    return this.page.evaluate(() => getSelection()?.toString())
  }

  async setDirection(direction: 'ltr' | 'rtl'): Promise<void> {
    await this.page.evaluate((dir) => void (document.documentElement.dir = dir), direction)
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

/** Holds what the page asked. */
export interface Call {
  body: Record<string, string>
  headers: Record<string, string>
}

/** Gives the codes that were sent for verification, in turn. */
export function codesOf(calls: readonly Call[]): (string | undefined)[] {
  return calls.map(({ body }) => body['otp_code'])
}

/** Gives the idempotency keys of sends, in turn. */
export function keysOf(calls: readonly Call[]): (string | undefined)[] {
  return calls.map(({ headers }) => headers['idempotency-key'])
}

/** Measures by how many pixels a page's root is too wide. */
export function overflow(html: Locator): Promise<number> {
  return html.evaluate((root) => root.scrollWidth - root.clientWidth)
}

/** Measures where the targets stand. */
export async function placesOf(...targets: Locator[]): Promise<unknown[]> {
  return Promise.all(targets.map((target) => target.boundingBox()))
}

/** Measures how far one is above the other, in pixels. */
export async function gapBetween(upper: Locator, lower: Locator): Promise<number> {
  const [above, below] = await Promise.all([upper.boundingBox(), lower.boundingBox()])
  return (below?.y ?? NaN) - (above?.y ?? NaN) - (above?.height ?? NaN)
}

function isCall(path: Path): (url: URL) => boolean {
  return ({ pathname }) => pathname === `/users/api/${path}/`
}

async function fulfill(route: Route, reply: Reply | undefined): Promise<void> {
  if (!reply || reply === 'lost') return route.abort('connectionreset')
  const { status, body } = reply
  const isJson = typeof body === 'object'
  await route.fulfill({
    status,
    contentType: isJson ? 'application/json' : 'text/html',
    body: isJson ? JSON.stringify(body) : body,
  })
}
