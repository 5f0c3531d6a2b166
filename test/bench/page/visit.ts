import type { Browser, Page } from '@playwright/test'

/** How a slow network is: a request's delay in milliseconds, and kilobits a second. */
export type Network = {
  readonly name: string
  readonly latency: number
  readonly down: number
  readonly up: number
}

/** How long a visit took, in milliseconds. */
export type Visit = {
  /** From navigation until something is painted. */
  readonly painted: number
  /** From navigation until the number's field is seen and its form is heard. */
  readonly usable: number
  /** From the tap on "Send code" until the code can be typed. */
  readonly boxes: number
}

const CPU_SLOWDOWN = 4
export const PATIENCE = 120_000

/**
 * Visits a signup page with an empty cache, enters a number and asks for a code. Nothing tells a page
 * when its script is ready, so its form is submitted, empty, until somebody hears.
 */
export async function visit(
  browser: Browser,
  url: string,
  network: Network,
  { phone, address }: { readonly phone: string; readonly address: string },
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 412, height: 823 },
    extraHTTPHeaders: { 'CF-Connecting-IP': address },
  })
  context.setDefaultTimeout(PATIENCE)
  context.setDefaultNavigationTimeout(PATIENCE)
  const page = await context.newPage()
  await slowDown(page, network)
  await page.addInitScript(watch)
  await page.goto(url, { waitUntil: 'commit' })
  const { painted, usable } = await whenUsable(page)
  const field = page.locator('#phone')
  await field.fill(phone)
  await page.locator('#phone-form [type=submit]').click()
  const boxes = await whenBoxes(page)
  await context.close()
  return { painted, usable, boxes }
}

/** Makes the network of a page slow, and its processor. */
export async function slowDown(page: Page, { latency, down, up }: Network): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: bytesPerSecond(down),
    uploadThroughput: bytesPerSecond(up),
  })
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
}

function bytesPerSecond(kilobits: number): number {
  return (kilobits * 1000) / 8
}

/** Runs in the page before its own script, and writes what it sees as performance marks. */
function watch(): void {
  const asking = setInterval(() => {
    if (performance.getEntriesByName('first-contentful-paint').length === 0) return
    const field = document.querySelector('#phone')
    if (!(field instanceof HTMLInputElement) || field.getClientRects().length === 0) return
    const heard = !field.form?.dispatchEvent(
      new SubmitEvent('submit', { bubbles: true, cancelable: true }),
    )
    if (!heard) return
    clearInterval(asking)
    performance.mark('usable')
  }, 10)
  document.addEventListener(
    'click',
    ({ target }) => {
      if (!(target instanceof Element) || !target.closest('#phone-form [type=submit]')) return
      performance.mark('tapped')
      const looking = setInterval(() => {
        const box = document.activeElement
        if (box?.getAttribute('autocomplete') !== 'one-time-code') return
        clearInterval(looking)
        performance.mark('boxes')
      }, 10)
    },
    { capture: true },
  )
}

async function whenUsable(page: Page): Promise<Pick<Visit, 'painted' | 'usable'>> {
  await page.waitForFunction(() => performance.getEntriesByName('usable').length > 0)
  const [painted = 0, usable = 0] = await page.evaluate(
    (names) => names.map((name) => performance.getEntriesByName(name)[0]?.startTime),
    ['first-contentful-paint', 'usable'],
  )
  return { painted, usable }
}

async function whenBoxes(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName('boxes').length > 0)
  return page.evaluate(() => performance.measure('sending', 'tapped', 'boxes').duration)
}
