import { useState } from 'preact/hooks'
import type { CameraControls } from './reader/camera/controls.ts'
import { cameraWords } from './words.ts'

/** Shows the light, the zoom and the other cameras, where there are any. */
export function CameraTools({ controls }: { controls: CameraControls }) {
  const { setTorch, zoom, cameras } = controls
  const [isLit, setLit] = useState(false)

  async function switchTorch(): Promise<void> {
    if (await setTorch?.(!isLit)) setLit(!isLit)
  }

  return (
    <div class="camera-tools">
      {setTorch && (
        <button class="link" type="button" aria-pressed={isLit} onClick={() => void switchTorch()}>
          {cameraWords.torch}
        </button>
      )}
      {zoom && (
        <label>
          {cameraWords.zoom}
          <input
            type="range"
            min={zoom.min}
            max={zoom.max}
            step={zoom.step}
            defaultValue={String(zoom.value)}
            onInput={(event) => void zoom.set(event.currentTarget.valueAsNumber)}
          />
        </label>
      )}
      {cameras.length > 0 && (
        <label>
          {cameraWords.camera}
          <select
            onChange={(event) => {
              const camera = cameras[event.currentTarget.selectedIndex]
              if (camera) controls.use(camera)
            }}
          >
            {cameras.map(({ id, label, isUsed }, index) => (
              <option key={id} selected={isUsed}>
                {label || cameraWords.cameraNumber(index + 1)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}
