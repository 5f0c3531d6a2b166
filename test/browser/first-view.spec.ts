import { gzipSync } from 'node:zlib'
import { test as withAllSteps } from './all-steps-server.ts'
import { expect, test } from './fixtures.ts'

/** Leaves room for TLS in the ten segments that a server sends before it hears of any (RFC 6928). */
const BOUND = 13_000

for (const locale of ['en', 'hi', 'ur']) {
  for (const [steps, run] of [
    ['three steps', test],
    ['all five steps', withAllSteps],
  ] as const) {
    run.describe(`the first view of ${steps} in ${locale}`, () => {
      run.use({ locale })
      run(
        `is one response, of at most ${BOUND} bytes on the wire (56)`,
        async ({ page, signup }) => {
          const requests: string[] = []
          page.on('request', (request) => requests.push(request.url()))
          const arrived = page.waitForResponse('**/users/signup/')
          await signup.open()
          await page.waitForLoadState('networkidle')
          expect(requests.map((url) => new URL(url).pathname)).toEqual(['/users/signup/'])
          await expect(page.locator('html')).toHaveAttribute('lang', locale)

          const response = await arrived
          const headers = await response.headersArray()
          // As HTTP/1.1 writes them; HTTP/2 does so in fewer bytes.
          const head = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')
          const bytes = head.length + gzipSync(await response.body()).length
          run.info().annotations.push({ type: 'first view', description: `${bytes} bytes` })
          expect(bytes).toBeLessThanOrEqual(BOUND)
        },
      )
    })
  }
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
  // The page has its style and script in it, which its policy allows by their hashes, and may start one
  // worker.
  const policy = page.headers()['content-security-policy']
  expect(policy).toMatch(/script-src 'self' 'sha256-[^']+'; style-src 'self' 'sha256-[^']+';/)
  expect(api.headers()['content-security-policy']).toBe(
    policy?.replaceAll(/ 'sha256-[^']+'/g, '').replace(/aadhaar-reader$/, "'none'"),
  )
  // It may have the camera, too.
  const permissions = page.headers()['permissions-policy']
  expect(api.headers()['permissions-policy']).toBe(permissions?.replace('(self)', '()'))
  for (const name of ['cross-origin-opener-policy', 'referrer-policy', 'x-content-type-options']) {
    expect(page.headers()[name]).toBeTruthy()
    expect(api.headers()[name]).toBe(page.headers()[name])
  }
})

test('the page has one script and one stylesheet in it, and neither handlers nor styles in its markup (55)', async ({
  request,
}) => {
  const html = await (await request.get('/users/signup/')).text()
  const markup = html.replaceAll(/<(style|script)\b[^>]*>.*?<\/\1>/gs, '<$1>')
  expect(markup).not.toMatch(/\sstyle=|\son\w+=/)
  expect(markup.match(/<style>/g)).toHaveLength(1)
  expect(markup.match(/<script>/g)).toHaveLength(1)
})
