import type { QrSymbol } from './symbols.ts'

export interface PhotoOptions {
  width?: number
  height?: number
  /** The width of the symbol without its edge, in pixels. */
  code?: number
  /** Where its middle is, as a share of the picture. */
  at?: readonly [x: number, y: number]
  /** In degrees. */
  angle?: number
  type?: string
}

/** Draws symbols onto paper, each beside the one before, on a table full of things. */
export function drawPhoto(symbols: readonly QrSymbol[], options: PhotoOptions): OffscreenCanvas {
  const { width = 1200, height = 900, code = 600, at = [0.5, 0.5], angle = 0 } = options
  const canvas = new OffscreenCanvas(width, height)
  const context = contextOf(canvas)
  const light = context.createLinearGradient(0, 0, width, height)
  light.addColorStop(0, '#d8d2c4')
  light.addColorStop(1, '#8d8577')
  context.fillStyle = light
  context.fillRect(0, 0, width, height)
  for (let thing = 0; thing < 60; thing++) {
    context.fillStyle = `hsl(${thing * 47} 40% ${30 + (thing % 5) * 10}%)`
    context.fillRect(
      ((thing * 7919) % 97) * (width / 97),
      ((thing * 104_729) % 89) * (height / 89),
      width / 40,
      height / 60,
    )
  }
  context.translate(width * at[0], height * at[1])
  context.rotate((angle * Math.PI) / 180)
  context.translate((-code * 1.2 * (symbols.length - 1)) / 2, 0)
  context.imageSmoothingQuality = 'high'
  for (const symbol of symbols) {
    context.fillStyle = 'white'
    context.fillRect(-code * 0.58, -code * 0.58, code * 1.16, code * 1.16)
    context.drawImage(canvasOf(symbol), -code / 2, -code / 2, code, code)
    context.translate(code * 1.2, 0)
  }
  return canvas
}

/** Makes a file of it. */
export function photoOf(symbols: readonly QrSymbol[], options: PhotoOptions = {}): Promise<Blob> {
  return drawPhoto(symbols, options).convertToBlob({
    type: options.type ?? 'image/jpeg',
    quality: 0.85,
  })
}

// Eight pixels a module, so that drawing it smaller or turned is what a lens does.
function canvasOf({ size, modules }: QrSymbol): OffscreenCanvas {
  const canvas = new OffscreenCanvas(size * 8, size * 8)
  const context = contextOf(canvas)
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = 'black'
  for (const [place, module] of Array.from(modules).entries()) {
    if (module === '1') context.fillRect((place % size) * 8, Math.floor(place / size) * 8, 8, 8)
  }
  return canvas
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  return context
}
