import type { ComponentChildren, InputHTMLAttributes } from 'preact'

type FieldProps = InputHTMLAttributes & {
  id: string
  label: string
  hint?: ComponentChildren
  error: string | undefined
  onText: (text: string) => void
}

/** Shows a labelled text field, with a slot under it for what there is to say. */
export function Field({ id, label, hint, error, onText, ...input }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        aria-describedby={slotId(id)}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
        {...input}
      />
      <Slot of={id} hint={hint} error={error} />
    </div>
  )
}

interface SlotProps {
  of: string
  hint?: ComponentChildren
  error: string | undefined
}

/** Keeps room under a field for its hint, or for what is wrong with it. */
export function Slot({ of, hint, error }: SlotProps) {
  return (
    <div class="notice" id={slotId(of)} data-kind={error && 'error'}>
      {error ? <p class="error">{error}</p> : <div class="hint">{hint}</div>}
    </div>
  )
}

/** Names the slot under a field. */
export function slotId(field: string): string {
  return `${field}-notice`
}
