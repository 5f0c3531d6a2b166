import type { CameraOptions } from './aadhaar/harness.ts'
import { expect, test } from './aadhaar/fixtures.ts'
import { symbolOf, UIDAI_SAMPLE } from './aadhaar/symbols.ts'

const FOUND = { ok: true, digits: UIDAI_SAMPLE }

const sample = await symbolOf(UIDAI_SAMPLE)
const payment = await symbolOf('upi://pay?pa=asha@bank')
const link = await symbolOf('https://example.com/')

const scanned = (options: CameraOptions) => window.aadhaar.scan(options).outcome
const tracks = () => window.aadhaar.cameras.tracks.map(({ readyState }) => readyState)

for (const size of [
  [1920, 1080],
  [1280, 720],
  [720, 1280],
] as const) {
  test(`a code in the guide of a camera of ${size.join(' by ')} is read, and the camera let go of (128, 131)`, async ({
    bench,
  }) => {
    expect(await bench.evaluate(scanned, { views: [[sample]], size })).toEqual(FOUND)
    expect(await bench.evaluate(tracks)).toEqual(['ended'])
    expect(await bench.evaluate(() => document.querySelector('video')?.srcObject)).toBeNull()
  })
}

for (const pixelsPerModule of [2, 3, 4]) {
  test(`a code askew, dim and blurred, of ${pixelsPerModule} pixels a module, is read by the camera (128)`, async ({
    bench,
  }) => {
    const hard = { pixelsPerModule, seed: pixelsPerModule }
    for (const size of [[1280, 760] as const, [1920, 1080] as const]) {
      expect(await bench.evaluate(scanned, { views: [[sample]], hard, size })).toEqual(FOUND)
    }
  })
}

test('the camera is wished for, never demanded; where even that is too much any will do (126)', async ({
  bench,
}) => {
  const errors = ['OverconstrainedError']
  expect(await bench.evaluate(scanned, { errors, views: [[sample]] })).toEqual(FOUND)
  expect(await bench.evaluate(() => window.aadhaar.cameras.constraints)).toEqual([
    {
      video: {
        facingMode: { ideal: 'environment' },
        width: { ideal: 1920 },
        height: { ideal: 1080 },
      },
    },
    { video: true },
  ])
})

for (const [error, reason] of [
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'no_camera'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['SecurityError', 'unsupported'],
] as const) {
  test(`a camera that answers ${error} is ${reason}, and asked once (134)`, async ({ bench }) => {
    expect(await bench.evaluate(scanned, { errors: [error] })).toEqual({ ok: false, reason })
    expect(await bench.evaluate(() => window.aadhaar.cameras.constraints.length)).toBe(1)
  })
}

test('a browser without cameras is unsupported (134)', async ({ bench }) => {
  const outcome = await bench.evaluate(() => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined })
    return window.aadhaar.reader.scanCamera(document.createElement('video'), {}).outcome
  })
  expect(outcome).toEqual({ ok: false, reason: 'unsupported' })
})

test('a camera that gives no frame in five seconds is told, and let go of (134)', async ({
  bench,
}) => {
  await bench.clock.install()
  await bench.clock.pauseAt(Date.now() + 1000)
  const outcome = bench.evaluate(scanned, { isBlind: true })
  await expect.poll(() => bench.evaluate(tracks)).toEqual(['live'])
  await bench.clock.runFor(4900)
  expect(await bench.evaluate(tracks)).toEqual(['live'])
  await bench.clock.runFor(200)
  expect(await outcome).toEqual({ ok: false, reason: 'no_frames' })
  expect(await bench.evaluate(tracks)).toEqual(['ended'])
})

test('other codes in view are told once each, and scanning goes on (129, 130)', async ({
  bench,
}) => {
  const views = [[payment], [link], [sample]]
  const heard = await bench.evaluate(async (codes) => {
    const scan = window.aadhaar.scan({ views: codes })
    return { outcome: await scan.outcome, wrong: scan.heard.wrong }
  }, views)
  expect(heard).toEqual({ outcome: FOUND, wrong: ['link_code'] })
})

for (const [name, leave] of [
  ['is stopped', (stop: () => void) => stop()],
  ['is left', () => void dispatchEvent(new Event('pagehide'))],
  [
    'is hidden',
    () => {
      Object.defineProperty(document, 'hidden', { value: true })
      document.dispatchEvent(new Event('visibilitychange'))
    },
  ],
] as const) {
  test(`a scan that ${name} lets go of the camera (131)`, async ({ bench }) => {
    await bench.evaluate((options) => {
      Object.assign(window, { scan: window.aadhaar.scan(options) })
    }, {})
    await expect.poll(() => bench.evaluate(tracks)).toEqual(['live'])
    const outcome = await bench.evaluate(`(${String(leave)})(scan.stop), scan.outcome`)
    expect(outcome).toEqual({ ok: false, reason: 'ended' })
    expect(await bench.evaluate(tracks)).toEqual(['ended'])
  })
}

test('a camera that is allowed only after the scan has ended is let go of at once (131)', async ({
  bench,
}) => {
  const outcome = await bench.evaluate(async (options) => {
    const { outcome: told, stop } = window.aadhaar.scan(options)
    stop()
    return told
  }, {})
  expect(outcome).toEqual({ ok: false, reason: 'ended' })
  await expect.poll(() => bench.evaluate(tracks)).toEqual(['ended'])
})

test('torch and zoom are offered where the camera has them, and other cameras where there are (132)', async ({
  bench,
}) => {
  const capabilities = { torch: true, zoom: { min: 1, max: 4, step: 0.5 } }
  const heard = await bench.evaluate(
    async (options) => {
      navigator.mediaDevices.enumerateDevices = async () =>
        ['back', 'wide'].map((name) => ({
          kind: 'videoinput',
          deviceId: name,
          groupId: '',
          label: name,
          toJSON: () => name,
        }))
      const { heard: told, stop } = window.aadhaar.scan(options)
      const start = async (count: number) => {
        while (told.starts.length < count) await new Promise(requestAnimationFrame)
        return told.starts[count - 1]
      }
      const first = await start(1)
      const torch = await first?.setTorch?.(true)
      const zoom = await first?.zoom?.set(2)
      const wide = first?.cameras[1]
      if (wide) first.use(wide)
      await start(2)
      stop()
      const { constraints, applied } = window.aadhaar.cameras
      return {
        torch,
        zoom,
        range: first?.zoom,
        names: first?.cameras,
        last: constraints[1],
        applied,
      }
    },
    { capabilities },
  )
  expect(heard).toMatchObject({
    torch: true,
    zoom: true,
    range: { min: 1, max: 4, step: 0.5, value: 1 },
    names: [{ label: 'back' }, { label: 'wide' }],
    last: { video: { deviceId: { exact: 'wide' } } },
    applied: [{ advanced: [{ torch: true }] }, { advanced: [{ zoom: 2 }] }],
  })
  expect(await bench.evaluate(tracks)).toEqual(['ended', 'ended'])
})

test('a camera that can do nothing more offers nothing more (132)', async ({ bench }) => {
  const controls = await bench.evaluate(
    async (options) => {
      const { heard, stop } = window.aadhaar.scan(options)
      while (heard.starts.length === 0) await new Promise(requestAnimationFrame)
      stop()
      const { setTorch, zoom, cameras } = heard.starts[0] ?? {}
      return [setTorch, zoom, cameras]
    },
    { capabilities: {} },
  )
  expect(controls).toEqual([undefined, undefined, []])
})

/** Gives the browser a reader of its own, which finds a text at its n-th look or dies there. */
const stubNative = ([text, looks]: readonly [text: string | undefined, looks: number]) => {
  let left = looks
  window.BarcodeDetector = class {
    static getSupportedFormats = async () => ['qr_code']
    detect = async () => {
      if (--left > 0) return []
      if (text === undefined) throw new Error('the service died')
      return [{ rawValue: text }]
    }
  }
}

test("the browser's own reader looks while ours is still loading, and may be first (135)", async ({
  bench,
}) => {
  const hold = Promise.withResolvers<void>()
  await bench.route('**/assets/aadhaar-reader.wasm', async (route) => {
    await hold.promise
    await route.abort()
  })
  await bench.evaluate(stubNative, [UIDAI_SAMPLE, 3] as const)
  expect(await bench.evaluate(scanned, {})).toEqual(FOUND)
  hold.resolve()
})

test("the browser's own reader goes on alone where ours cannot load (135)", async ({ bench }) => {
  await bench.route('**/assets/aadhaar-reader.js', (route) => route.abort())
  await bench.evaluate(stubNative, [UIDAI_SAMPLE, 20] as const)
  expect(await bench.evaluate(scanned, {})).toEqual(FOUND)
})

test('a native reader that dies or reads something else does not matter to ours', async ({
  bench,
}) => {
  for (const text of [undefined, '12345']) {
    await bench.evaluate(stubNative, [text, 1] as const)
    expect(await bench.evaluate(scanned, { views: [[sample]] })).toEqual(FOUND)
  }
})

test('four frames a second or more are looked at, one at a time (128)', async ({ bench }) => {
  const looks = await bench.evaluate(async () => {
    let [atOnce, most] = [0, 0]
    const times: number[] = []
    window.BarcodeDetector = class {
      static getSupportedFormats = async () => ['qr_code']
      detect = async () => {
        most = Math.max(most, ++atOnce)
        // A slow phone's.
        await new Promise((resolve) => setTimeout(resolve, 100))
        atOnce--
        times.push(performance.now())
        return []
      }
    }
    const { stop } = window.aadhaar.scan({})
    while (times.length < 12) await new Promise(requestAnimationFrame)
    stop()
    return { most, times }
  })
  expect(looks.most).toBe(1)
  const [first = 0, last = 0] = [looks.times[3], looks.times[11]]
  expect((last - first) / 8).toBeLessThanOrEqual(250)
})
