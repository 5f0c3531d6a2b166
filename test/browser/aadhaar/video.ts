import type { QrSymbol } from './symbols.ts'

const [WIDTH, HEIGHT] = [1280, 720]
const PIXELS_PER_MODULE = 4
const [WHITE, BLACK, NO_COLOUR] = [225, 40, 128]

/** Makes a video of two frames, in the form that Chromium takes for a camera. */
export function videoOf({ size, modules }: QrSymbol): Buffer {
  const light = Buffer.alloc(WIDTH * HEIGHT, WHITE)
  const [left, top] = [WIDTH, HEIGHT].map((side) => (side - size * PIXELS_PER_MODULE) >> 1)
  for (const [place, module] of Array.from(modules).entries()) {
    if (module !== '1') continue
    const x = (left ?? 0) + (place % size) * PIXELS_PER_MODULE
    const y = (top ?? 0) + Math.floor(place / size) * PIXELS_PER_MODULE
    for (let row = y; row < y + PIXELS_PER_MODULE; row++) {
      light.fill(BLACK, row * WIDTH + x, row * WIDTH + x + PIXELS_PER_MODULE)
    }
  }
  const frame = [Buffer.from('FRAME\n'), light, Buffer.alloc((WIDTH * HEIGHT) / 2, NO_COLOUR)]
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)
  return Buffer.concat([head, ...frame, ...frame])
}
