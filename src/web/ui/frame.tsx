import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { brand } from '../lib/dom.ts'
import { uiWords } from './words.ts'

interface FrameProps {
  /** Says where this is in what the person is doing; the page's title begins with it. */
  progress?: string
  title: string
  hasError?: boolean
  /** Has its heading take the focus; where the page shows the place anew, that does. */
  takesFocus?: boolean
  onBack?: (() => void) | undefined
  children: ComponentChildren
  aside?: ComponentChildren
}

/** Shows a screen as those of step 1 are, and titles the page after it. */
export function Frame(props: FrameProps) {
  const { progress, title, hasError, takesFocus, onBack, children, aside } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!takesFocus) return
    scrollTo(0, 0)
    heading.current?.focus()
  }, [])
  useLayoutEffect(() => {
    const error = hasError ? uiWords.errorPrefix : ''
    document.title = `${error}${progress ? `${progress}: ` : ''}${title} – ${brand()}`
  })
  return (
    <>
      <div class="form">
        {onBack && (
          <button class="back" type="button" onClick={onBack}>
            {uiWords.back}
          </button>
        )}
        {progress && <p class="progress">{progress}</p>}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {children}
      </div>
      {aside && <aside>{aside}</aside>}
    </>
  )
}
