import { useState } from 'preact/hooks'
import { Field } from '../../../ui/field.tsx'
import { cameraWords } from './words.ts'

const ID = 'page-address'

/** Shows the address of this page, to be copied by a press or by hand. */
export function PageAddress() {
  const [said, setSaid] = useState('')

  async function copy(): Promise<void> {
    try {
      // Applications' own browsers may have no clipboard, or refuse it.
      await navigator.clipboard.writeText(location.href)
      setSaid(cameraWords.copied)
    } catch {
      setSaid(cameraWords.notCopied)
      document.querySelector<HTMLElement>(`#${ID}`)?.focus()
    }
  }

  return (
    <>
      <Field
        id={ID}
        label={cameraWords.address}
        error={undefined}
        value={location.href}
        onText={() => {}}
        onFocus={(event) => event.currentTarget.select()}
        readOnly
        dir="ltr"
        hint={<p role="status">{said}</p>}
      />
      <button class="link" type="button" onClick={() => void copy()}>
        {cameraWords.copy}
      </button>
    </>
  )
}
