import { useEffect, useState } from 'preact/hooks'
import { Field } from '../../../ui/field.tsx'
import { aadhaarWords } from './words.ts'

const ID = 'pdf-password'

/** Asks for a password, in another object for each time. */
export interface Question {
  /** Tells that the one before did not open it. */
  readonly wrong: boolean
  /** Hears of none where the person gives up. */
  readonly answer: (password: string | undefined) => void
}

interface PasswordProps {
  question: Question
  isBusy: boolean
  status: string
}

/** Asks for the password of a PDF, which stays on the device. */
export function PdfPassword({ question, isBusy, status }: PasswordProps) {
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState<string>()

  useEffect(() => {
    setFault(question.wrong ? aadhaarWords.pdf.wrong : undefined)
    document.querySelector<HTMLElement>(`#${ID}`)?.focus()
  }, [question])

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isBusy) return
        if (password) question.answer(password)
        else setFault(aadhaarWords.pdf.empty)
      }}
    >
      <p>{aadhaarWords.privacy}</p>
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
      <button
        class="button"
        type="submit"
        data-busy={isBusy ? '' : undefined}
        aria-disabled={isBusy || undefined}
      >
        {isBusy ? status : aadhaarWords.pdf.open}
      </button>
      <p class="aside-action">
        <button
          class="link"
          type="button"
          aria-disabled={isBusy || undefined}
          onClick={() => isBusy || question.answer(undefined)}
        >
          {aadhaarWords.otherWay}
        </button>
      </p>
    </form>
  )
}
