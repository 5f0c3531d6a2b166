import type { ComponentChildren } from 'preact'
import { uiWords } from './words.ts'

// No sentence has one.
const GAP = '\u0000'

/** Puts an element into the place of a sentence's value. */
export function Sentence({
  of,
  children,
}: {
  of: (value: string) => string
  children: ComponentChildren
}) {
  const [before, after] = of(GAP).split(GAP)
  return (
    <>
      {before}
      {children}
      {after}
    </>
  )
}

/** Shows a masked number; spoken, it is how the number ends. */
export function MaskedPhone({ phone }: { phone: string }) {
  return (
    <span class="masked">
      <span aria-hidden="true" dir="ltr">
        {phone}
      </span>
      <span class="visually-hidden">{uiWords.numberEnding(phone.slice(-4))}</span>
    </span>
  )
}
