/** Gives a test the reader on the signup page, with cameras and pictures of the test's making. */
import { openReader } from '../../../src/web/signup/steps/aadhaar/reader/reader.ts'
import type { CameraControls } from '../../../src/web/signup/steps/aadhaar/reader/camera/controls.ts'
import { squareOf } from '../../../src/web/signup/steps/aadhaar/reader/camera/frames.ts'
import { workerClient } from '../../../src/web/signup/steps/aadhaar/reader/worker-client.ts'
import { judgeCodes } from '../../../src/web/signup/steps/aadhaar/reader/codes.ts'
import { hardFrame } from './hard-frames.ts'
import { drawPhoto, photoOf } from './pictures.ts'
import type { QrSymbol } from './symbols.ts'

export interface CameraOptions {
  /** What it sees, one after the other every second; nothing where there are none. */
  views?: readonly (readonly QrSymbol[])[]
  /** The names of the errors that opening it meets, one after the other. */
  errors?: readonly string[]
  /** What its track says that it can do. */
  capabilities?: object
  /** Sees the first code as a phone held by hand does: askew, dim, blurred, so small, with noise. */
  hard?: { pixelsPerModule: number; seed: number }
  /** Opens without ever giving a frame. */
  isBlind?: boolean
  size?: readonly [width: number, height: number]
}

const reader = openReader()

/** What was asked of cameras, and their tracks. */
const cameras = {
  constraints: [] as unknown[],
  applied: [] as unknown[],
  tracks: [] as MediaStreamTrack[],
}

function useCamera(options: CameraOptions): void {
  const errors = [...(options.errors ?? [])]
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    cameras.constraints.push(constraints)
    const error = errors.shift()
    if (error) throw new DOMException('', error)
    const stream = streamOf(options)
    for (const track of stream.getTracks()) {
      cameras.tracks.push(track)
      track.applyConstraints = async (wish) => void cameras.applied.push(wish)
      if (options.capabilities) track.getCapabilities = () => options.capabilities ?? {}
    }
    return stream
  }
}

function streamOf(options: CameraOptions): MediaStream {
  const { views = [[]], isBlind, hard, size = [1280, 720] } = options
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = size
  const context = canvas.getContext('2d')
  const stream = canvas.captureStream(10)
  if (isBlind) return stream
  const pictures = views.map((symbols) =>
    drawPhoto(symbols, { width: size[0], height: size[1], code: Math.min(...size) * 0.65 }),
  )
  const [[symbol] = []] = views
  const frame = hard && symbol && hardFrame(symbol, hard.pixelsPerModule, hard.seed)
  const began = performance.now()
  setInterval(() => {
    if (frame) {
      return context?.putImageData(frame, (size[0] - frame.width) / 2, (size[1] - frame.height) / 2)
    }
    const view = Math.floor((performance.now() - began) / 1000)
    const picture = pictures[Math.min(view, pictures.length - 1)]
    if (picture) context?.drawImage(picture, 0, 0)
  }, 50)
  return stream
}

function videoElement(): HTMLVideoElement {
  const video = document.createElement('video')
  document.body.append(video)
  return video
}

/** Reads frames one after the other as those of a camera, and tells what each gave, in what time. */
async function readFrames(frames: readonly ImageData[]) {
  const client = workerClient()
  const square = squareOf()
  const results: { digits: string | undefined; milliseconds: number }[] = []
  for (const frame of frames) {
    const bitmap = await createImageBitmap(frame)
    const began = performance.now()
    const pixels = square(bitmap, bitmap.width, bitmap.height)
    if (!pixels) throw new Error('no canvas')
    const texts = await new Promise<readonly string[]>((resolve) => {
      client.ask({ kind: 'frame', pixels }, (answer) =>
        resolve(answer?.kind === 'texts' ? (answer.texts ?? []) : []),
      )
    })
    const found = judgeCodes(texts)
    const milliseconds = performance.now() - began
    results.push({ digits: found.ok ? found.digits : undefined, milliseconds })
  }
  client.close()
  return results
}

/** Starts a scan; the page's own camera is the one of the options. */
function scan(options: CameraOptions) {
  useCamera(options)
  const heard = { wrong: [] as string[], starts: [] as CameraControls[] }
  const { outcome, stop } = reader.scanCamera(videoElement(), {
    onStart: (controls) => heard.starts.push(controls),
    onWrongCode: (code) => heard.wrong.push(code),
  })
  return { outcome, stop, heard }
}

/** Reads a PDF that comes as base64, and answers it with passwords, one after the other. */
async function readPdf(base64: string, passwords: readonly string[] = []) {
  const left = [...passwords]
  const asked: boolean[] = []
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const outcome = await reader.readFile(new Blob([bytes]), async (wrong) => {
    asked.push(wrong)
    return left.shift()
  })
  return { outcome, asked }
}

const harness = {
  reader,
  useCamera,
  cameras,
  videoElement,
  scan,
  readPdf,
  photoOf,
  hardFrame,
  readFrames,
}

declare global {
  interface Window {
    aadhaar: typeof harness
  }
}

window.aadhaar = harness
