import type { Eye } from './eye.ts'

declare global {
  interface Window {
    /** Describes as much of https://wicg.github.io/shape-detection-api as is used here. */
    BarcodeDetector?: {
      new (options: { formats: readonly string[] }): Detector
      getSupportedFormats(): Promise<readonly string[]>
    }
  }
}

interface Detector {
  detect(pixels: ImageData): Promise<readonly { readonly rawValue: string }[]>
}

const FORMAT = 'qr_code'

/** Opens the browser's own reader, where it has one: a head start, weak on dense codes. */
export async function openNativeEye(): Promise<Eye | undefined> {
  const { BarcodeDetector } = window
  try {
    if (!(await BarcodeDetector?.getSupportedFormats())?.includes(FORMAT)) return undefined
    const detector = BarcodeDetector && new BarcodeDetector({ formats: [FORMAT] })
    return detector && ((pixels) => detect(detector, pixels))
  } catch {
    return undefined
  }
}

/** Gives nothing once its service has died, as it does on some phones. */
async function detect(detector: Detector, pixels: ImageData): ReturnType<Eye> {
  try {
    return (await detector.detect(pixels)).map(({ rawValue }) => rawValue)
  } catch {
    return undefined
  }
}
