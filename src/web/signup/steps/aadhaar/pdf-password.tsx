import { useEffect, useState } from 'preact/hooks'
import { Field } from '../../../ui/field.tsx'
import { aadhaarWords } from './words.ts'

const ID = 'pdf-password'

interface PasswordProps {
  /** Tells that the one before did not open it. */
  wrong: boolean
  /** Hears of none where the person gives up. */
  onPassword: (password: string | undefined) => void
}

/** Asks for the password of a PDF, which stays on the device. */
export function PdfPassword({ wrong, onPassword }: PasswordProps) {
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState(wrong ? aadhaarWords.pdf.wrong : undefined)

  useEffect(() => document.querySelector<HTMLElement>(`#${ID}`)?.focus(), [])

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (password) onPassword(password)
        else setFault(aadhaarWords.pdf.empty)
      }}
    >
      <Field
        id={ID}
        label={aadhaarWords.pdf.label}
        hint={aadhaarWords.pdf.hint}
        error={fault && `${fault} ${aadhaarWords.pdf.hint}`}
        value={password}
        onText={(text) => {
          setPassword(text)
          setFault(undefined)
        }}
        autocapitalize="characters"
        autocomplete="off"
        spellcheck={false}
        dir="ltr"
      />
      <button class="button" type="submit">
        {aadhaarWords.pdf.open}
      </button>
      <p class="aside-action">
        <button class="link" type="button" onClick={() => onPassword(undefined)}>
          {aadhaarWords.otherWay}
        </button>
      </p>
    </form>
  )
}
