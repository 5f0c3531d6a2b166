import { join } from 'node:path'
import { test, type Browser } from '@playwright/test'
import { SignupPage } from './signup-page.ts'

const PICTURE = join(import.meta.dirname, '../../.github/signup.png')
const VIEW = { width: 440, height: 700 }

// Sharp on the screens of today.
test.use({ deviceScaleFactor: 2 })

test('takes the picture for the README', async ({ browser, page, baseURL }) => {
  const shots = [
    await shoot(browser, `${baseURL}`, 'light'),
    await shoot(browser, `${baseURL}`, 'dark'),
  ]
  const images = shots
    .map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`)
    .join('')
  await page.setViewportSize({ width: VIEW.width * 2, height: VIEW.height })
  await page.setContent(`<style>body{margin:0;display:flex}img{width:50%}</style>${images}`)
  await page.screenshot({ path: PICTURE })
})

async function shoot(
  browser: Browser,
  baseURL: string,
  colorScheme: 'light' | 'dark',
): Promise<Buffer> {
  const context = await browser.newContext({
    baseURL,
    colorScheme,
    viewport: VIEW,
    reducedMotion: 'reduce',
    deviceScaleFactor: 2,
  })
  const page = await context.newPage()
  await page.clock.install({ time: new Date('2026-01-15T10:30:00+05:30') })
  const signup = new SignupPage(page)
  await signup.openCode()
  await signup.type('482')
  const shot = await page.screenshot()
  await context.close()
  return shot
}
