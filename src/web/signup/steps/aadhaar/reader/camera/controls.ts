declare global {
  /** Adds what https://w3c.github.io/mediacapture-image says of lights and lenses. */
  interface MediaTrackCapabilities {
    torch?: boolean
    zoom?: { min: number; max: number; step: number }
  }
  interface MediaTrackSettings {
    zoom?: number
  }
  interface MediaTrackConstraintSet {
    torch?: boolean
    zoom?: number
  }
}

interface Zoom {
  readonly min: number
  readonly max: number
  readonly step: number
  readonly value: number
  /** Tells whether the camera did it. */
  set(value: number): Promise<boolean>
}

interface Camera {
  readonly id: string
  /** Is as the system names it, and may be empty. */
  readonly label: string
  readonly isUsed: boolean
}

/** Holds what the camera in use can do; what it cannot is undefined, or an empty list. */
export interface CameraControls {
  setTorch: ((on: boolean) => Promise<boolean>) | undefined
  zoom: Zoom | undefined
  /** Lists all, where there are several. */
  cameras: readonly Camera[]
  /** Goes on with another one, of which `onStart` then tells. */
  use(camera: Camera): void
}

/** Asks a running camera what it can do. */
export async function controlsOf(
  stream: MediaStream,
  use: (id: string) => void,
): Promise<CameraControls> {
  const [track] = stream.getVideoTracks()
  // Some browsers know no capabilities.
  const { torch, zoom } = track && 'getCapabilities' in track ? track.getCapabilities() : {}
  return {
    setTorch: track && torch ? (on) => apply(track, { torch: on }) : undefined,
    zoom: track && zoom && zoom.max > zoom.min ? zoomOf(track, zoom) : undefined,
    cameras: await camerasBeside(track?.getSettings().deviceId),
    use: ({ id }) => use(id),
  }
}

function zoomOf(track: MediaStreamTrack, { min, max, step }: Omit<Zoom, 'value' | 'set'>): Zoom {
  const value = track.getSettings().zoom ?? min
  return { min, max, step, value, set: (zoom) => apply(track, { zoom }) }
}

async function apply(track: MediaStreamTrack, wish: MediaTrackConstraintSet): Promise<boolean> {
  try {
    await track.applyConstraints({ advanced: [wish] })
    return true
  } catch {
    return false
  }
}

async function camerasBeside(used: string | undefined): Promise<readonly Camera[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices()
    const cameras = devices
      .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label, isUsed: deviceId === used }))
    return cameras.length > 1 ? cameras : []
  } catch {
    return []
  }
}
