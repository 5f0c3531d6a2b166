import type { CameraReason } from '../outcome.ts'

export type OpenedCamera =
  | { readonly ok: true; readonly stream: MediaStream }
  | { readonly ok: false; readonly reason: CameraReason }

const REASONS: Readonly<Record<string, CameraReason>> = {
  NotAllowedError: 'denied',
  NotFoundError: 'no_camera',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** Opens the camera that looks away from the person, or the one that they chose. */
export async function openCamera(chosen?: string): Promise<OpenedCamera> {
  const { mediaDevices } = navigator
  if (!isThere(mediaDevices)) return { ok: false, reason: 'unsupported' }
  const open = (video: MediaTrackConstraints | true) => mediaDevices.getUserMedia({ video })
  try {
    return { ok: true, stream: await open(wishes(chosen)).catch(openAny) }
  } catch (error) {
    return { ok: false, reason: REASONS[nameOf(error)] ?? 'unsupported' }
  }

  function openAny(error: unknown): Promise<MediaStream> {
    if (nameOf(error) !== 'OverconstrainedError') throw error
    return open(true)
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

// Whatever is asked for but a deviceId is a wish, or phones with few modes would refuse.
function wishes(chosen?: string): MediaTrackConstraints {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } }
  if (chosen === undefined) return { ...size, facingMode: { ideal: 'environment' } }
  return { ...size, deviceId: { exact: chosen } }
}

/** Tells whether it is there, which types take for granted: an in-app browser has none. */
function isThere(devices: MediaDevices | undefined): boolean {
  return typeof devices?.getUserMedia === 'function'
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : ''
}
