import type { Failure } from '../lib/replies.ts'
import { useRequest } from './request.tsx'

interface ActionProps {
  label: string
  class?: string
  act: () => Promise<Failure | undefined>
}

/** Shows a button that asks the server for something, and over it why that failed. */
export function Action({ label, class: look = '', act }: ActionProps) {
  const request = useRequest()
  return (
    <>
      <p class="error" role="alert">
        {request.error}
      </p>
      <button
        class={`button ${look}`}
        type="button"
        data-busy={request.isBusy ? '' : undefined}
        aria-disabled={request.isBusy || undefined}
        onClick={() => request.run(act)}
      >
        {label}
      </button>
    </>
  )
}
