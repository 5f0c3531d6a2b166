import { randomLcg, randomNormal, randomUniform } from 'd3-random'
import type { QrSymbol } from './symbols.ts'

type Point = readonly [x: number, y: number]

const EDGE = 740
// Samples a pixel, each way: what a sensor's pixel gathers of modules that are hardly larger.
const SAMPLES = 2

/**
 * Makes a frame as a phone held by hand takes it: turned by up to 10°, askew, lit from one side, out
 * of focus, with noise. The same seed makes the same frame.
 */
export function hardFrame(symbol: QrSymbol, pixelsPerModule: number, seed: number): ImageData {
  const source = randomLcg(seed / 1000)
  const uniform = (min: number, max: number) => randomUniform.source(source)(min, max)()
  const toModule = viewOf(symbol.size * pixelsPerModule, symbol.size, uniform)
  const ink = inkOf(symbol)
  const sharp = new Float32Array(EDGE * EDGE)
  for (let y = 0; y < EDGE; y++) {
    for (let x = 0; x < EDGE; x++) sharp[y * EDGE + x] = sample(x, y, toModule, ink)
  }
  const blurred = blur(sharp, uniform(0.3, 0.7))
  const [dim, towards] = [uniform(0.45, 0.8), uniform(0, 2 * Math.PI)]
  const noise = randomNormal.source(source)(0, uniform(4, 10))
  const frame = new ImageData(EDGE, EDGE)
  for (const [place, value] of blurred.entries()) {
    const across = ((place % EDGE) / EDGE - 0.5) * Math.cos(towards)
    const down = (Math.floor(place / EDGE) / EDGE - 0.5) * Math.sin(towards)
    const light = dim + (1 - dim) * (across + down + 0.5)
    const grey = (30 + 200 * value) * light + noise()
    frame.data.set([grey, grey, grey, 255], place * 4)
  }
  return frame
}

/** Tells how light the symbol is at a place in modules; its edge and all around is white. */
function inkOf({ size, modules }: QrSymbol): (x: number, y: number) => number {
  const inks = Uint8Array.from(modules, (module) => (module === '1' ? 0 : 1))
  return (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)]
    const isInside = column >= 0 && row >= 0 && column < size && row < size
    return isInside ? (inks[row * size + column] ?? 1) : 1
  }
}

function sample(
  x: number,
  y: number,
  toModule: (x: number, y: number) => Point,
  ink: (x: number, y: number) => number,
): number {
  let sum = 0
  for (let down = 0; down < SAMPLES; down++) {
    for (let across = 0; across < SAMPLES; across++) {
      sum += ink(...toModule(x + (across + 0.5) / SAMPLES, y + (down + 0.5) / SAMPLES))
    }
  }
  return sum / SAMPLES ** 2
}

/** Makes the way from a pixel back to a module: a rotation, and an inclination of the paper. */
function viewOf(
  length: number,
  size: number,
  uniform: (min: number, max: number) => number,
): (x: number, y: number) => Point {
  const angle = (uniform(-10, 10) * Math.PI) / 180
  const [tiltX, tiltY] = [uniform(-0.12, 0.12), uniform(-0.12, 0.12)]
  const [centreX, centreY] = [EDGE / 2 + uniform(-10, 10), EDGE / 2 + uniform(-10, 10)]
  return (x, y) => {
    const [left, top] = [(x - centreX) / length, (y - centreY) / length]
    const depth = 1 + tiltX * left + tiltY * top
    const [across, down] = [left / depth, top / depth]
    return [
      (across * Math.cos(angle) + down * Math.sin(angle) + 0.5) * size,
      (down * Math.cos(angle) - across * Math.sin(angle) + 0.5) * size,
    ]
  }
}

function blur(image: Float32Array, sigma: number): Float32Array {
  return blurAlong(blurAlong(image, sigma, 1), sigma, EDGE)
}

function blurAlong(image: Float32Array, sigma: number, step: number): Float32Array {
  const reach = [-3, -2, -1, 0, 1, 2, 3]
  const weights = reach.map((distance) => Math.exp(-((distance / sigma) ** 2) / 2))
  const total = weights.reduce((sum, weight) => sum + weight)
  const blurred = new Float32Array(image.length)
  for (const [index, distance] of reach.entries()) {
    const weight = (weights[index] ?? 0) / total
    for (let place = 0; place < image.length; place++) {
      blurred[place] = (blurred[place] ?? 0) + weight * (image[place + distance * step] ?? 1)
    }
  }
  return blurred
}
