import { expect, test } from './aadhaar/fixtures.ts'
import { CIPHERS, pdfOf } from './aadhaar/pdfs.ts'
import { symbolOf, TEST_V2, UIDAI_SAMPLE } from './aadhaar/symbols.ts'

const PASSWORD = 'ASHA1990'

const sample = await symbolOf(UIDAI_SAMPLE)
const newer = await symbolOf(TEST_V2, 'M')
const payment = await symbolOf('upi://pay?pa=asha@bank&pn=Asha')

test('a code in a PDF without a password is read, and none is asked for (138)', async ({
  bench,
}) => {
  const read = await bench.evaluate((pdf) => window.aadhaar.readPdf(pdf), await pdfOf([newer]))
  expect(read).toEqual({ outcome: { ok: true, digits: TEST_V2 }, asked: [] })
})

for (const [name, version] of Object.entries(CIPHERS)) {
  test(`a PDF under ${name} opens by its password, which is asked for again where wrong (138)`, async ({
    bench,
  }) => {
    const pdf = await pdfOf([sample], { password: PASSWORD, version })
    const read = await bench.evaluate(
      ([file, password]) => window.aadhaar.readPdf(file, ['ASHA1991', '', password]),
      [pdf, PASSWORD] as const,
    )
    expect(read).toEqual({
      outcome: { ok: true, digits: UIDAI_SAMPLE },
      asked: [false, true, true],
    })
  })
}

test('a PDF whose password nobody gives is told, and the reader goes on (138)', async ({
  bench,
}) => {
  const pdf = await pdfOf([sample], { password: PASSWORD })
  const read = await bench.evaluate((file) => window.aadhaar.readPdf(file, ['wrong']), pdf)
  expect(read).toEqual({ outcome: { ok: false, reason: 'no_password' }, asked: [false, true] })
  const again = await bench.evaluate(
    ([file, password]) => window.aadhaar.readPdf(file, [password]),
    [pdf, PASSWORD] as const,
  )
  expect(again.outcome.ok).toBe(true)
})

test('of several codes on several pages the Secure QR is taken, however small (139)', async ({
  bench,
}) => {
  const pdf = await pdfOf([payment, sample], { before: 2, width: 30 })
  const { outcome } = await bench.evaluate((file) => window.aadhaar.readPdf(file), pdf)
  expect(outcome).toEqual({ ok: true, digits: UIDAI_SAMPLE })
})

test('a PDF with no code, another one, or that is broken: each is told apart', async ({
  bench,
}) => {
  const broken = Buffer.from('%PDF-1.7\nnothing else').toString('base64')
  for (const [pdf, reason] of [
    [await pdfOf([]), 'no_code'],
    [await pdfOf([payment]), 'link_code'],
    [broken, 'undecodable'],
  ] as const) {
    const { outcome } = await bench.evaluate((file) => window.aadhaar.readPdf(file), pdf)
    expect(outcome).toEqual({ ok: false, reason })
  }
})

test('the part for PDFs is fetched with the first PDF, from here; nothing is sent (138, 140)', async ({
  bench,
  requests,
  baseURL,
}) => {
  const photo = (code: typeof sample) =>
    window.aadhaar.photoOf([code]).then((file) => window.aadhaar.reader.readPicture(file))
  await bench.evaluate(photo, sample)
  const urls = () => requests.map((request) => request.url())
  expect(urls()).not.toContain(`${baseURL}/assets/aadhaar-pdf.js`)
  const pdf = await pdfOf([sample], { password: PASSWORD })
  await bench.evaluate(([file, password]) => window.aadhaar.readPdf(file, [password]), [
    pdf,
    PASSWORD,
  ] as const)
  expect(urls()).toEqual([
    `${baseURL}/assets/aadhaar-reader.js`,
    `${baseURL}/assets/aadhaar-reader.wasm`,
    `${baseURL}/assets/aadhaar-pdf.js`,
  ])
  expect(requests.map((request) => request.postData())).toEqual([null, null, null])
})

test('a part for PDFs that cannot load says so, and is loaded by the next attempt (102)', async ({
  bench,
}) => {
  const pdf = await pdfOf([sample])
  await bench.route('**/assets/aadhaar-pdf.js', (route) => route.abort())
  const read = () => bench.evaluate((file) => window.aadhaar.readPdf(file), pdf)
  expect((await read()).outcome).toEqual({ ok: false, reason: 'unavailable' })
  await bench.unroute('**/assets/aadhaar-pdf.js')
  expect((await read()).outcome.ok).toBe(true)
})
