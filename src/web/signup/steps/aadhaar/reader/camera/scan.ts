import { judgeCodes } from '../codes.ts'
import type { CameraOutcome, WrongCode } from '../outcome.ts'
import { closeCamera, openCamera } from './camera.ts'
import { type CameraControls, controlsOf } from './controls.ts'
import type { Eye } from './eye.ts'
import { frameSource } from './frames.ts'

// After it frames are no longer expected: another application may have the camera.
const FIRST_FRAME_TIMEOUT = 5000
// Leaves the page time to breathe; with the reading itself still four frames a second or more.
const REST = 50

// Looked at by turns: what the guide holds, and larger, a code that is held too far away to fill it.
const SHARES = [1, 0.5]

export interface ScanListener {
  /** Hears that frames come, and of each other camera that the person chooses. */
  onStart?: (controls: CameraControls) => void
  /** Hears of another code in view than the one before; the scan goes on. */
  onWrongCode?: (code: WrongCode) => void
}

export interface Scan {
  readonly outcome: Promise<CameraOutcome>
  stop: () => void
}

/**
 * Shows the camera in the element and lets the eyes look, each at one frame at a time, until one
 * finds the code. However it ends, the camera is let go of before the outcome is told.
 */
export function startScan(
  video: HTMLVideoElement,
  eyes: readonly Promise<Eye | undefined>[],
  { onStart, onWrongCode }: ScanListener,
): Scan {
  const end = new AbortController()
  const { signal } = end
  const takeFrame = frameSource(video)
  let tell: ((result: CameraOutcome) => void) | undefined
  const outcome = new Promise<CameraOutcome>((resolve) => (tell = resolve))
  let stream: MediaStream | undefined
  let wrong: WrongCode | undefined
  let lastTurn = 0

  function finish(result: CameraOutcome): void {
    if (signal.aborted) return
    end.abort()
    release()
    tell?.(result)
  }

  function stop(): void {
    finish({ ok: false, reason: 'ended' })
  }

  function release(): void {
    if (stream) closeCamera(stream)
    stream = undefined
    video.srcObject = null
  }

  /** Changes to a camera; one that was asked for later goes before it. */
  async function use(chosen?: string): Promise<void> {
    const turn = ++lastTurn
    release()
    const opened = await openCamera(chosen)
    if (signal.aborted || turn !== lastTurn)
      return opened.ok ? closeCamera(opened.stream) : undefined
    if (!opened.ok) return finish(opened)
    stream = opened.stream
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => finish({ ok: false, reason: 'busy' }), { signal })
    }
    await show(stream)
  }

  async function show(shown: MediaStream): Promise<void> {
    const lateness = setTimeout(
      () => stream === shown && finish({ ok: false, reason: 'no_frames' }),
      FIRST_FRAME_TIMEOUT,
    )
    signal.addEventListener('abort', () => clearTimeout(lateness))
    const onFrame = async () => {
      clearTimeout(lateness)
      const controls = await controlsOf(shown, (id) => void use(id))
      if (stream === shown) onStart?.(controls)
    }
    video.addEventListener('loadeddata', () => void onFrame(), { once: true, signal })
    Object.assign(video, { muted: true, playsInline: true, srcObject: shown })
    // It is refused where the element has gone, or another camera's picture comes in its place.
    await video.play().catch(() => undefined)
  }

  /** Looks through one eye for as long as it can see. */
  async function watch(opening: Promise<Eye | undefined>): Promise<void> {
    const eye = await opening
    if (!eye) return
    for (let look = 0; !signal.aborted; look++) {
      const frame = takeFrame(SHARES[look % SHARES.length] ?? 1)
      const texts = frame ? await eye(frame) : []
      if (!texts || signal.aborted) return
      judge(texts)
      await new Promise((resolve) => setTimeout(resolve, REST))
    }
  }

  function judge(texts: readonly string[]): void {
    const found = judgeCodes(texts)
    if (found.ok) return finish(found)
    if (found.reason === 'no_code' || found.reason === wrong) return
    wrong = found.reason
    onWrongCode?.(wrong)
  }

  async function run(): Promise<void> {
    await Promise.all(eyes.map(watch))
    finish({ ok: false, reason: 'unavailable' })
  }

  addEventListener('pagehide', stop, { signal })
  document.addEventListener('visibilitychange', () => document.hidden && stop(), { signal })
  void use()
  void run()
  return { outcome, stop }
}
