import { useEffect, useRef, useState } from 'preact/hooks'
import { CameraTools } from './camera-tools.tsx'
import type { CameraControls } from './reader/camera/controls.ts'
import type { CameraReason, WrongCode } from './reader/outcome.ts'
import type { AadhaarReader } from './reader/reader.ts'
import { cameraWords } from './words.ts'

const TIP_AFTER = 8000
const OTHER_WAYS_AFTER = 20_000

interface CameraProps {
  reader: AadhaarReader
  onCode: (digits: string) => void
  /** Hears why it closed, or of no reason where the person closed it. */
  onClose: (reason?: CameraReason) => void
}

/** Shows what the camera sees, and looks for the code in it until one is found. */
export function CameraView({ reader, onCode, onClose }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const [controls, setControls] = useState<CameraControls>()
  const [wrong, setWrong] = useState<WrongCode>()
  const [tip, setTip] = useState<'tip' | 'otherWays'>()
  const isStarted = Boolean(controls)

  useEffect(() => {
    title.current?.focus()
    // With what is below it: a small screen has no room for the words above as well.
    title.current?.scrollIntoView()
    if (!video.current) return
    let isOpen = true
    const scan = reader.scanCamera(video.current, {
      onStart: setControls,
      onWrongCode: setWrong,
    })
    void conclude()
    return () => {
      isOpen = false
      scan.stop()
    }

    async function conclude(): Promise<void> {
      const outcome = await scan.outcome
      if (!isOpen) return
      if (outcome.ok) onCode(outcome.digits)
      else onClose(outcome.reason)
    }
  }, [])

  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => key === 'Escape' && onClose()
    addEventListener('keydown', leave)
    return () => removeEventListener('keydown', leave)
  }, [])

  useEffect(() => {
    if (!isStarted) return
    const timers = [
      setTimeout(() => setTip('tip'), TIP_AFTER),
      setTimeout(() => setTip('otherWays'), OTHER_WAYS_AFTER),
    ]
    return () => timers.forEach(clearTimeout)
  }, [isStarted])

  return (
    <section class="camera" aria-labelledby="camera-title">
      <h2 id="camera-title" ref={title} tabIndex={-1}>
        {cameraWords.title}
      </h2>
      <div class="viewfinder">
        <video ref={video} playsInline muted aria-label={cameraWords.video} />
        <div class="guide" aria-hidden="true" />
      </div>
      <div class="camera-says">
        <p class="hint">{isStarted ? cameraWords.hold : cameraWords.starting}</p>
        <p class="error" role="status">
          {wrong && cameraWords.wrong[wrong]}
        </p>
        <p role="status">{tip && cameraWords[tip]}</p>
      </div>
      {controls && <CameraTools controls={controls} />}
      <button class="button" type="button" onClick={() => onClose()}>
        {cameraWords.close}
      </button>
    </section>
  )
}
