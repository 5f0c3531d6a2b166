import { endCamera, launchOptions, showSymbol } from './aadhaar/fake-camera.ts'
import { expect, test } from './aadhaar/fixtures.ts'
import { symbolOf, UIDAI_SAMPLE } from './aadhaar/symbols.ts'

test.use({ launchOptions })
test.beforeAll(async () => showSymbol(await symbolOf(UIDAI_SAMPLE)))
test.afterAll(endCamera)

const scan = () => window.aadhaar.reader.scanCamera(window.aadhaar.videoElement(), {}).outcome

test("the browser's camera is the signup page's to use, and a code before it is read (104)", async ({
  bench,
}) => {
  expect(await bench.evaluate(scan)).toEqual({ ok: true, digits: UIDAI_SAMPLE })
})

test('no other page may use the camera (104)', async ({ page }) => {
  await page.goto('/no-such-page')
  const error = await page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'none',
      (reason: unknown) => (reason instanceof DOMException ? reason.name : 'unknown'),
    ),
  )
  expect(error).toBe('NotAllowedError')
})
