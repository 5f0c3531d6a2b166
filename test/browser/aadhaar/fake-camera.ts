import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { findBrowser } from '../../support/browser.ts'
import type { QrSymbol } from './symbols.ts'
import { videoOf } from './video.ts'

const video = join(tmpdir(), `fake-camera-${process.pid}.y4m`)
const { args, ...launch } = await findBrowser()

/** Has the browser of a file's tests take a video for its camera: what `showSymbol` has made. */
export const launchOptions = {
  ...launch,
  args: [
    ...args,
    // Without it a browser that nobody looks at has no cameras at all.
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${video}`,
  ],
}

/** Makes the video, before the browser starts. */
export function showSymbol(symbol: QrSymbol): void {
  writeFileSync(video, videoOf(symbol))
}

export function endCamera(): void {
  rmSync(video, { force: true })
}
