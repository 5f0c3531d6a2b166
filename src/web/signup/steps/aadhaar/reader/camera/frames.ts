// The guide takes 60 % of it or more: 650 pixels, four for a module of the densest code that UIDAI's
// sample makes. A smaller picture is made larger, by which the reader sees more in it.
const EDGE = 1080

/** Makes a camera's frames: a share of the square in its middle, which the guide stands in. */
export function frameSource(video: HTMLVideoElement): (share: number) => ImageData | undefined {
  const square = squareOf()
  return (share) => square(video, video.videoWidth, video.videoHeight, share)
}

/** Makes a drawer of the square in the middle of a picture, in the size that the reader wants. */
export function squareOf() {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = EDGE
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })
  return (source: CanvasImageSource, width: number, height: number, share = 1) => {
    const side = Math.min(width, height) * share
    if (!context || side === 0) return undefined
    const [left, top] = [(width - side) / 2, (height - side) / 2]
    context.imageSmoothingQuality = 'high'
    context.drawImage(source, left, top, side, side, 0, 0, EDGE, EDGE)
    return context.getImageData(0, 0, EDGE, EDGE)
  }
}
