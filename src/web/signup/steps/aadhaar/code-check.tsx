import { useEffect, useRef } from 'preact/hooks'

/** Says, where the camera was, how the check of its code fares, and takes the focus. */
export function CodeCheck({ status }: { status: string }) {
  const line = useRef<HTMLParagraphElement>(null)
  useEffect(() => line.current?.focus(), [])
  return (
    <p class="check" role="status" tabIndex={-1} ref={line}>
      {status}
    </p>
  )
}
