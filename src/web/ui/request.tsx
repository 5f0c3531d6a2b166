import { useEffect, useState } from 'preact/hooks'
import { brand } from '../lib/dom.ts'
import { failureText } from '../lib/failure-text.ts'
import type { Failure } from '../lib/replies.ts'
import { uiWords } from './words.ts'

/** Tells of a request under way, and of how it failed. */
export interface Request {
  isBusy: boolean
  status: string
  error: string
  /** Runs one request at a time; what it gives is said as its failure. */
  run(act: (tell: (status: string) => void) => Promise<Failure | undefined>): void
  say(error: string): void
}

/** Makes the state of a form's request. */
export function useRequest(first = ''): Request {
  const [isBusy, setBusy] = useState(false)
  const [status, setStatus] = useState('')
  const [error, setError] = useState(first)

  // A change of language would drop the request, and the answer's cookie with it.
  useEffect(() => {
    const nav = document.querySelector('nav')
    if (!nav) return
    nav.inert = isBusy
    return () => void (nav.inert = false)
  }, [isBusy])

  async function run(act: Parameters<Request['run']>[0]): Promise<void> {
    setBusy(true)
    setError('')
    const failure = await act(setStatus)
    setBusy(false)
    setStatus('')
    if (failure) setError(failureText(brand(), failure))
  }

  return {
    isBusy,
    status,
    error,
    run: (act) => void (isBusy || run(act)),
    say: setError,
  }
}

interface SubmitProps {
  request: Request
  label: string
  busyLabel: string
}

/** Shows a form's button, which keeps its focus as it works, and over it how the request fares. */
export function Submit({ request, label, busyLabel }: SubmitProps) {
  const { isBusy, status, error } = request
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
      <button
        class="button"
        type="submit"
        data-busy={isBusy ? '' : undefined}
        aria-disabled={isBusy || undefined}
      >
        {isBusy ? busyLabel : error ? uiWords.tryAgain : label}
      </button>
    </>
  )
}
