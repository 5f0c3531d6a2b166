import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { test as withAllSteps } from './all-steps-server.ts'
import { expect, test } from './fixtures.ts'

/** Opens the page, and counts what comes with it: the requests, and their bytes compressed. */
async function measureFirstView(page: Page, baseURL: string | undefined) {
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.goto('/users/signup/')
  await page.waitForLoadState('networkidle')
  expect(requests.filter((url) => !url.startsWith(`${baseURL}/`))).toEqual([])
  const urls = new Set([...requests, `${baseURL}/favicon.svg`])
  const bodies = await Promise.all(
    [...urls].map(async (url) => (await page.request.get(url)).body()),
  )
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
  test.info().annotations.push({ type: 'first view', description: `${bytes} bytes compressed` })
  return { requests: requests.length, bytes }
}

for (const [steps, run] of [
  ['three steps', test],
  ['all five steps', withAllSteps],
] as const) {
  run(
    `the first view of ${steps} is at most 4 requests and 12 KB, all from here (56, 101)`,
    async ({ page, baseURL }) => {
      const { requests, bytes } = await measureFirstView(page, baseURL)
      expect(requests).toBeLessThanOrEqual(4)
      expect(bytes).toBeLessThanOrEqual(12 * 1024)
    },
  )
}

test('the page looks right from the first, though nothing has come but itself', async ({
  page,
  signup,
}) => {
  await signup.open()
  await page.waitForLoadState('networkidle')
  const complete = await page.screenshot()

  await page.route('**/assets/**', (route) => route.abort())
  await signup.open()
  expect((await page.screenshot()).equals(complete)).toBe(true)
})

test('[R46] files are checked again by ETag, and bear the security headers of the API (57)', async ({
  request,
}) => {
  const page = await request.get('/users/signup/')
  const etag = page.headers()['etag'] ?? ''
  const again = await request.get('/users/signup/', { headers: { 'If-None-Match': etag } })
  expect(again.status()).toBe(304)
  expect(page.headers()['cache-control']).toContain('must-revalidate')

  const api = await request.get('/users/api/session/')
  expect(api.headers()['cache-control']).toBe('no-store')
  // The page has its stylesheet in it, which its policy allows by its hash, and may start one worker.
  const policy = page.headers()['content-security-policy']
  expect(policy).toMatch(/style-src 'self' 'sha256-[^']+';/)
  expect(api.headers()['content-security-policy']).toBe(
    policy?.replace(/ 'sha256-[^']+'/, '').replace(/aadhaar-reader$/, "'none'"),
  )
  // It may have the camera, too.
  const permissions = page.headers()['permissions-policy']
  expect(api.headers()['permissions-policy']).toBe(permissions?.replace('(self)', '()'))
  for (const name of ['cross-origin-opener-policy', 'referrer-policy', 'x-content-type-options']) {
    expect(page.headers()[name]).toBeTruthy()
    expect(api.headers()[name]).toBe(page.headers()[name])
  }
})

test('the page has no inline script, no style but its stylesheet, and says what it needs without JavaScript (55)', async ({
  request,
}) => {
  const html = await (await request.get('/users/signup/')).text()
  expect(html).not.toMatch(/\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/)
  expect(html.match(/<style/g)).toHaveLength(1)
  expect(html).toContain('<noscript>')
})

test('pressed before its script has come, the form sends the number nowhere', async ({
  page,
  signup,
}) => {
  await page.route('**/assets/en/signup.js', (route) => route.abort())
  await signup.open()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await signup.submit(signup.phone)
  await expect(signup.number).toHaveValue(signup.phone)
  expect(page.url()).toMatch(/\/users\/signup\/$/)
  expect(requests).toEqual([])
})
