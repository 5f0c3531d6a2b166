import { type DateParts, splitPastedDate } from '../../../../person/birth-date.ts'
import { Slot, slotId } from '../../../ui/field.tsx'
import { type Fault, partId } from './form.ts'
import { detailsWords } from './words.ts'

const PARTS = ['day', 'month', 'year'] as const

interface BirthDateProps {
  value: DateParts
  fault: Fault | undefined
  onChange: (value: DateParts) => void
}

/** Asks for a date in three fields; one pasted whole fills all of them. */
export function BirthDate({ value, fault, onChange }: BirthDateProps) {
  function paste(event: ClipboardEvent): void {
    const date = splitPastedDate(event.clipboardData?.getData('text') ?? '')
    if (!date) return
    event.preventDefault()
    onChange(date)
  }

  // What is missing is marked alone, all else is wrong as a whole.
  const isPartial = PARTS.some((part) => !value[part].trim())
  return (
    <fieldset class="field date" aria-describedby={slotId('date_of_birth')}>
      <legend>{detailsWords.birthDate.legend}</legend>
      <div class="date-parts">
        {PARTS.map((part) => (
          <div key={part}>
            <label for={partId(part)}>{detailsWords.birthDate.labels[part]}</label>
            <input
              id={partId(part)}
              type="text"
              inputmode="numeric"
              autocomplete={`bday-${part}`}
              spellcheck={false}
              value={value[part]}
              aria-invalid={fault && (!isPartial || !value[part].trim()) ? true : undefined}
              onPaste={paste}
              onInput={(event) => onChange({ ...value, [part]: event.currentTarget.value })}
            />
          </div>
        ))}
      </div>
      <Slot of="date_of_birth" hint={detailsWords.birthDate.hint} error={fault?.text} />
    </fieldset>
  )
}
