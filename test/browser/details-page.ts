import { expect, type Locator, type Page } from '@playwright/test'
import type { Call } from './signup-page.ts'

/** Finds and does on the screens after the first step what a person does. */
export class DetailsPage {
  readonly page: Page
  readonly name: Locator
  readonly day: Locator
  readonly month: Locator
  readonly year: Locator
  readonly email: Locator
  readonly pinCode: Locator
  readonly summary: Locator
  readonly notice: Locator
  readonly password: Locator
  readonly submit: Locator

  constructor(page: Page) {
    this.page = page
    this.name = page.locator('#full_name')
    this.day = page.locator('#birth-day')
    this.month = page.locator('#birth-month')
    this.year = page.locator('#birth-year')
    this.email = page.locator('#email')
    this.pinCode = page.locator('#pin_code')
    this.summary = page.locator('.summary')
    this.notice = page.locator('.consent')
    this.password = page.locator('#password')
    this.submit = page.locator('#step-later [type=submit]')
  }

  purpose(id: string): Locator {
    return this.page.locator(`#purpose-${id}`)
  }

  /** Fills the form of step 2 as most would, and ticks what is needed. */
  async fill(): Promise<void> {
    await this.name.fill('S. Janaki')
    await this.day.fill('27')
    await this.month.fill('mar')
    await this.year.fill('1990')
    await this.email.fill('janaki@example.com')
    await this.pinCode.fill('560 001')
    await this.purpose('account').check()
    await this.purpose('contact').check()
  }

  /** Gives what is said under a field. */
  error(field: string): Locator {
    return this.page.locator(`#${field}-notice .error`)
  }

  async expectSaved(calls: readonly Call[]): Promise<void> {
    await expect.poll(() => calls.length).toBe(1)
    await this.page.getByRole('heading', { name: 'Check your answers' }).waitFor()
  }
}
