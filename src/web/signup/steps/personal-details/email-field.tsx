import { useState } from 'preact/hooks'
import { suggestEmail } from '../../../../person/email.ts'
import { Field } from '../../../ui/field.tsx'
import { Sentence } from '../../../ui/sentence.tsx'
import { detailsWords } from './words.ts'

interface EmailFieldProps {
  value: string
  error: string | undefined
  onText: (text: string) => void
}

/** Asks for an address, and for another where the domain looks like a slip; either may be sent. */
export function EmailField({ value, error, onText }: EmailFieldProps) {
  const [meant, setMeant] = useState<string>()

  function correct(address: string): void {
    onText(address)
    setMeant(undefined)
    document.querySelector<HTMLElement>('#email')?.focus()
  }

  const suggestion = meant && (
    <Sentence of={detailsWords.email.meant}>
      <button class="link inline" type="button" onClick={() => correct(meant)}>
        <bdi>{meant}</bdi>
      </button>
    </Sentence>
  )
  return (
    <Field
      id="email"
      label={detailsWords.email.label}
      hint={
        <>
          {!suggestion && detailsWords.email.hint}
          <span role="status">{suggestion}</span>
        </>
      }
      error={error}
      value={value}
      onText={(text) => {
        setMeant(undefined)
        onText(text)
      }}
      onBlur={() => setMeant(suggestEmail(value.trim()))}
      type="email"
      autocomplete="email"
      autocapitalize="none"
      spellcheck={false}
    />
  )
}
