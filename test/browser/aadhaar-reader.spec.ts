import type { Page } from '@playwright/test'
import { expect, test } from './aadhaar/fixtures.ts'
import type { PhotoOptions } from './aadhaar/pictures.ts'
import {
  type Correction,
  type QrSymbol,
  symbolOf,
  TEST_V2,
  UIDAI_SAMPLE,
} from './aadhaar/symbols.ts'

const CODES = [
  ["UIDAI's sample", UIDAI_SAMPLE],
  ['the newer form', TEST_V2],
] as const

const CORRECTIONS: readonly Correction[] = ['L', 'M']
const FOUND = { ok: true, digits: UIDAI_SAMPLE }

const sample = await symbolOf(UIDAI_SAMPLE)
const payment = await symbolOf('upi://pay?pa=asha@bank&pn=Asha&am=10')

function readPhoto(page: Page, symbols: readonly QrSymbol[], options: PhotoOptions = {}) {
  return page.evaluate(
    async ([codes, how]) =>
      window.aadhaar.reader.readPicture(await window.aadhaar.photoOf(codes, how)),
    [symbols, options] as const,
  )
}

/** Reads a file of these bytes, filled up with zeros to a size. */
function readBytes(page: Page, bytes: readonly number[], size = bytes.length) {
  return page.evaluate(
    ([head, length]) => {
      const file = new Uint8Array(length)
      file.set(head)
      return window.aadhaar.reader.readFile(new Blob([file]), async () => undefined)
    },
    [bytes, size] as const,
  )
}

for (const [name, digits] of CODES) {
  test(`${name} is read from a picture, digit by digit (129)`, async ({ bench }) => {
    for (const correction of CORRECTIONS) {
      const symbol = await symbolOf(digits, correction)
      for (const type of ['image/jpeg', 'image/png', 'image/webp']) {
        expect(await readPhoto(bench, [symbol], { type })).toEqual({ ok: true, digits })
      }
    }
  })
}

test('hard frames are read: askew, unevenly lit, out of focus, at 2 to 4 pixels a module (128)', async ({
  bench,
}) => {
  test.setTimeout(120_000)
  const symbols = await Promise.all(
    CODES.flatMap(([, digits]) => CORRECTIONS.map((one) => symbolOf(digits, one))),
  )
  const results = await bench.evaluate(async (codes) => {
    const read = []
    for (const [index, code] of codes.entries()) {
      const frames = [2, 2.5, 3, 4].flatMap((pixels) =>
        [1, 2, 3, 4].map((seed) =>
          window.aadhaar.hardFrame(code, pixels, index * 100 + pixels * 10 + seed),
        ),
      )
      read.push(await window.aadhaar.readFrames(frames))
    }
    return read
  }, symbols)
  const wanted = CODES.flatMap(([, digits]) => CORRECTIONS.map(() => digits))
  const isRight = results.flatMap((some, index) => some.map((one) => one.digits === wanted[index]))
  const times = results
    .flat()
    .map(({ milliseconds }) => milliseconds)
    .toSorted((a, b) => a - b)
  const description = `${isRight.filter(Boolean).length} of ${isRight.length}, median ${times[32]} ms`
  test.info().annotations.push({ type: 'hard frames', description })
  expect(isRight).toEqual(Array(64).fill(true))
})

test('a code that is a sixth of a photo of 12 megapixels is found wherever it is, and turned (137)', async ({
  bench,
}) => {
  test.setTimeout(60_000)
  const photo = { width: 4000, height: 3000, code: 667 }
  for (const [at, angle] of [
    [[0.12, 0.15], 0],
    [[0.88, 0.85], 90],
    [[0.55, 0.4], 180],
    [[0.4, 0.62], 37],
  ] as const) {
    expect(await readPhoto(bench, [sample], { ...photo, at, angle })).toEqual(FOUND)
  }
})

test('of several codes the one that is a Secure QR is taken (139)', async ({ bench }) => {
  const options = { width: 2400, height: 1200, code: 800 }
  expect(await readPhoto(bench, [payment, sample], options)).toEqual(FOUND)
})

const WRONG_CODES = [
  [
    '<?xml version="1.0" encoding="UTF-8"?><PrintLetterBarcodeData uid="x" name="A"/>',
    'old_aadhaar_code',
  ],
  ['<QPDB n="Asha" u="xxxxxxxx1234" g="F" d="27-03-1990"/>', 'old_aadhaar_code'],
  ['upi://pay?pa=ABCDE1234F@bank&pn=Asha', 'link_code'],
  ['https://example.com/menu', 'link_code'],
  ['Name: ASHA\nDOB: 27/03/1990\nPAN: ABCPE1234F', 'pan_code'],
  // The newer code of a PAN: digits alone, which are not compressed bytes.
  ['1234567890'.repeat(70), 'pan_code'],
  ['123456789012', 'other_code'],
  ['WIFI:T:WPA;S:home;;', 'other_code'],
] as const

for (const [text, reason] of WRONG_CODES) {
  test(`a code that begins ${text.slice(0, 20)} is told to be ${reason} (130)`, async ({
    bench,
  }) => {
    expect(await readPhoto(bench, [await symbolOf(text)])).toEqual({ ok: false, reason })
  })
}

test('a picture without a code, without a picture, empty, too large: each is told apart (136)', async ({
  bench,
}) => {
  expect(await readPhoto(bench, [])).toEqual({ ok: false, reason: 'no_code' })
  expect(await readBytes(bench, [])).toEqual({ ok: false, reason: 'empty' })
  expect(await readBytes(bench, [1, 2, 3])).toEqual({ ok: false, reason: 'undecodable' })
  const heic = [0, 0, 0, 24, ...new TextEncoder().encode('ftypheic')]
  expect(await readBytes(bench, heic, 5000)).toEqual({ ok: false, reason: 'undecodable' })
  const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8]
  const tooLarge = { ok: false, reason: 'too_large' }
  expect(await readBytes(bench, jpeg, 25_000_001)).toEqual(tooLarge)
  // 10,000 by 10,000, which is never decoded.
  expect(await readBytes(bench, [...jpeg, 39, 16, 39, 16], 5000)).toEqual(tooLarge)
  // The reader is still there.
  expect(await readPhoto(bench, [sample])).toEqual(FOUND)
})

test('only the files of the reader are asked for, and nothing is sent (140)', async ({
  bench,
  requests,
  baseURL,
}) => {
  await readPhoto(bench, [sample])
  await bench.evaluate((code) => window.aadhaar.scan({ views: [[code]] }).outcome, sample)
  const asked = requests.map((request) => [request.method(), request.url(), request.postData()])
  expect(asked).toEqual([
    ['GET', `${baseURL}/assets/aadhaar-reader.js`, null],
    ['GET', `${baseURL}/assets/aadhaar-reader.wasm`, null],
  ])
})

test('a reader that cannot load says so, and is loaded by the next attempt (135)', async ({
  bench,
}) => {
  for (const file of ['aadhaar-reader.js', 'aadhaar-reader.wasm']) {
    await bench.route(`**/assets/${file}`, (route) => route.abort())
    expect(await readPhoto(bench, [sample])).toEqual({ ok: false, reason: 'unavailable' })
    const scan = bench.evaluate((code) => window.aadhaar.scan({ views: [[code]] }).outcome, sample)
    expect(await scan).toEqual({ ok: false, reason: 'unavailable' })
    await bench.unroute(`**/assets/${file}`)
    expect(await readPhoto(bench, [sample])).toEqual(FOUND)
    await bench.evaluate(() => window.aadhaar.reader.close())
  }
})

test('only the worker may compile WebAssembly, and the page may start only it (103)', async ({
  request,
}) => {
  const policyOf = async (path: string) =>
    (await request.get(path)).headers()['content-security-policy'] ?? ''
  const own = await policyOf('/assets/aadhaar-reader.js')
  expect(own).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(own).not.toContain(',')
  const page = await policyOf('/users/signup/')
  expect(page).toMatch(/script-src 'self' 'sha256-[^']+';/)
  expect(page).toContain('trusted-types aadhaar-reader')
  for (const path of ['/assets/aadhaar-reader.wasm', '/assets/aadhaar-pdf.js', '/favicon.svg']) {
    expect(await policyOf(path)).toMatch(/script-src 'self';.*trusted-types 'none'$/)
  }
})
