import { useEffect, useRef } from 'preact/hooks'
import type { Request } from '../../../ui/request.tsx'
import { aadhaarWords } from './words.ts'

const TYPES = 'image/jpeg,image/png,image/webp,application/pdf'

interface WaysProps {
  request: Request
  /** Leaves nothing but how the request fares. */
  isHidden: boolean
  /** Has the first way take the focus, since the person closed the camera. */
  takesFocus: boolean
  onScan: () => void
  /** Tells whether all is ticked for a file to be chosen, and says what is not. */
  mayChoose: () => boolean
  onFile: (file: File) => void
  onLeave: () => void
}

/** Offers the ways to show one's Aadhaar. */
export function Ways(props: WaysProps) {
  const { request, isHidden, takesFocus, onScan, mayChoose, onFile, onLeave } = props
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const { isBusy, status, error } = request

  useEffect(() => {
    if (takesFocus) list.current?.querySelector('button')?.focus()
  }, [])

  function take(): void {
    const file = input.current?.files?.[0]
    if (!file) return
    onFile(file)
    // The same one may be chosen again.
    if (input.current) input.current.value = ''
  }

  const way = (name: 'scan' | 'file' | 'digiLocker', act: () => void) => (
    <li key={name}>
      <h3>{aadhaarWords[name].title}</h3>
      <p class="hint" id={`way-${name}`}>
        {aadhaarWords[name].text}
      </p>
      <button
        class={`button ${name === 'scan' ? '' : 'second'}`}
        type="button"
        aria-describedby={`way-${name}`}
        aria-disabled={isBusy || undefined}
        onClick={act}
      >
        {aadhaarWords[name].open}
      </button>
    </li>
  )

  return (
    <>
      <div class="notice" data-kind={error && 'error'}>
        <p class="status" role="status">
          {status}
        </p>
        <p class="error" role="alert">
          {error}
        </p>
      </div>
      <section hidden={isHidden} aria-labelledby="ways-title">
        <h2 id="ways-title">{aadhaarWords.ways}</h2>
        <ul class="ways" ref={list}>
          {way('scan', onScan)}
          {way('file', () => !isBusy && mayChoose() && input.current?.click())}
          {way('digiLocker', onLeave)}
        </ul>
        <input ref={input} type="file" accept={TYPES} hidden onChange={take} />
      </section>
    </>
  )
}
