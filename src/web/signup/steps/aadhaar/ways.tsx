import { useEffect, useRef } from 'preact/hooks'
import { aadhaarWords } from './words.ts'

const TYPES = 'image/jpeg,image/png,image/webp,application/pdf'

export type Way = 'scan' | 'file' | 'digiLocker'

/** Names the way that the person took last, in another object for each time. */
export interface Choice {
  readonly way?: Way | undefined
}

interface WaysProps {
  /** Its way takes the focus, and says how it fares. */
  choice: Choice
  isBusy: boolean
  status: string
  onScan: () => void
  /** Tells whether all is ticked for a file to be chosen, and says what is not. */
  mayChoose: () => boolean
  onFile: (file: File) => void
  onLeave: () => void
}

/** Offers the ways to show one's Aadhaar. */
export function Ways(props: WaysProps) {
  const { choice, isBusy, status, onScan, mayChoose, onFile, onLeave } = props
  const input = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => button.current?.focus(), [choice])

  function take(): void {
    const file = input.current?.files?.[0]
    if (!file) return
    onFile(file)
    // The same one may be chosen again.
    if (input.current) input.current.value = ''
  }

  const way = (name: Way, act: () => void) => {
    const { title, text, open } = aadhaarWords[name]
    const isChosen = choice.way === name
    return (
      <li key={name}>
        <h3>{title}</h3>
        <p class="hint" id={`way-${name}`}>
          {text}
        </p>
        <button
          ref={isChosen ? button : undefined}
          class={`button ${name === 'scan' ? '' : 'second'}`}
          type="button"
          data-busy={isChosen && isBusy ? '' : undefined}
          aria-describedby={`way-${name}`}
          aria-disabled={isBusy || undefined}
          onClick={act}
        >
          {isChosen && isBusy ? status : open}
        </button>
      </li>
    )
  }

  return (
    <section class="choice" aria-labelledby="ways-title">
      <h2 id="ways-title">{aadhaarWords.ways}</h2>
      <p class="hint">{aadhaarWords.privacy}</p>
      <ul class="ways">
        {way('scan', onScan)}
        {way('file', () => !isBusy && mayChoose() && input.current?.click())}
        {way('digiLocker', onLeave)}
      </ul>
      <input ref={input} type="file" accept={TYPES} hidden onChange={take} />
    </section>
  )
}
