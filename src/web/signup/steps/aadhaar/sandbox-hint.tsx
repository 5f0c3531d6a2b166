import type { Flow } from '../surroundings.ts'
import { aadhaarWords } from './words.ts'

/** Tells a developer, where the server takes such codes, how to make one of the person of step 2. */
export function SandboxHint({ flow }: { flow: Flow }) {
  if (!document.querySelector('[data-sandbox]')) return null
  const { full_name = '', date_of_birth = '' } = flow.session.answers ?? {}
  const date = date_of_birth.replace(/(.+)-(.+)-(.+)/, '$3-$2-$1')
  // As far as the page knows the number: after a reload, only how it ends.
  const mobile = flow.phone?.slice(-10) ?? `987654${flow.session.phone.slice(-4)}`
  return (
    <p class="callout">
      {aadhaarWords.sandbox}{' '}
      <code dir="ltr">
        npx node src/build/sandbox-qr.ts &quot;{full_name}&quot; <span>{date}</span> {mobile}{' '}
        code.png
      </code>
    </p>
  )
}
