import { useEffect, useRef } from 'preact/hooks'
import { uiWords } from './words.ts'

/** Describes what is wrong with one field, and which element to go to. */
export interface FieldError {
  target: string
  text: string
}

/** Lists what is wrong where several things are, and takes the focus for each attempt. */
export function ErrorSummary({ errors, attempt }: { errors: FieldError[]; attempt: number }) {
  const box = useRef<HTMLDivElement>(null)
  const [first, ...more] = errors
  const isShown = more.length > 0
  useEffect(() => {
    if (attempt === 0) return
    if (isShown) box.current?.focus()
    else if (first) goTo(first.target)
    // Only an attempt moves the focus, not what is mended after it.
  }, [attempt])
  if (!isShown) return null
  return (
    <div class="summary" tabIndex={-1} ref={box} aria-labelledby="summary-title" role="group">
      <h2 id="summary-title">{uiWords.problems}</h2>
      <ul>
        {errors.map(({ target, text }) => (
          <li key={target}>
            <a
              href={`#${target}`}
              onClick={(event) => {
                // The address, and with it the browser's history, stays as it is.
                event.preventDefault()
                goTo(target)
              }}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function goTo(target: string): void {
  document.querySelector<HTMLElement>(`#${target}`)?.focus()
}
