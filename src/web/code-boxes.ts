import { foldDigits } from '../phone/digits.ts'
import { pickCode } from './pasted-code.ts'

/** What the six boxes tell their form. */
export interface BoxListeners {
  /** Any box changed. */
  onEdit(): void
  /**
   * A whole code has been entered: the last empty box was filled, or the last box typed anew. A
   * digit corrected in the middle of a full row does not count, for more may be about to follow.
   */
  onComplete(): void
  /** A text was pasted that holds no single code; the boxes are as they were. */
  onRefuse(reason: 'too-many' | 'unclear'): void
}

/** Six inputs that behave as one field. */
export interface CodeBoxes {
  /** The digits, empty boxes left out. */
  digits(): string
  isFull(): boolean
  hasFocus(): boolean
  focusFirst(): void
  focusEmpty(): void
  clear(): void
  markInvalid(invalid: boolean): void
}

/**
 * Makes one field of the inputs: digits of any script, typed, pasted, dropped or autofilled into
 * any of them, one box or all at once. One Tab stop; arrows, Home and End move inside.
 */
export function codeBoxes(group: HTMLElement, listeners: BoxListeners): CodeBoxes {
  const boxes = [...group.querySelectorAll('input')]
  // What each box held when last looked at, to restore when something else gets in.
  const held = boxes.map(() => '')
  let report = 0

  function moveTo(index: number): void {
    const box = boxes[Math.min(Math.max(index, 0), boxes.length - 1)]
    box?.focus()
    box?.select()
  }

  function hold(index: number, digit: string): void {
    const box = boxes[index]
    if (!box) return
    held[index] = digit
    box.value = digit
  }

  function erase(index: number): void {
    hold(index, '')
    listeners.onEdit()
  }

  function clear(): void {
    boxes.forEach((_, index) => hold(index, ''))
  }

  function enter(index: number, digits: string): void {
    const start = index + digits.length > boxes.length ? 0 : index
    const wasFull = held.every(Boolean)
    const wasFocused = boxes[index] === document.activeElement
    digits.split('').forEach((digit, offset) => hold(start + offset, digit))
    if (wasFocused) {
      moveTo(start + digits.length)
      // Typed on before a busy phone came to look at the row: more may follow.
      window.clearTimeout(report)
    }
    listeners.onEdit()
    if (!wasFull || start + digits.length === boxes.length) reportWhenFull()
  }

  // An autofill may write box by box, in any order: only when it is through is there a code.
  function reportWhenFull(): void {
    window.clearTimeout(report)
    report = window.setTimeout(() => {
      if (held.every(Boolean)) listeners.onComplete()
    })
  }

  function take(index: number, text: string): void {
    const picked = pickCode(text)
    if (picked.kind === 'digits') enter(index, picked.digits)
    else if (picked.kind !== 'no-digits') listeners.onRefuse(picked.kind)
  }

  // Whatever got into a box by a way that could not be caught before: autofill, composition.
  function settle(index: number): void {
    const was = held[index] ?? ''
    const now = foldDigits(boxes[index]?.value ?? '')
    if (now === was) return
    hold(index, was)
    if (now === '') erase(index)
    else take(index, was && now.length === 2 ? now.replace(was, '') : now)
  }

  function backspace(index: number): void {
    const target = held[index] ? index : index - 1
    if (target < 0) return
    erase(target)
    moveTo(target)
  }

  function clearAll(): void {
    clear()
    moveTo(0)
    listeners.onEdit()
  }

  const keys: Record<string, (index: number) => void> = {
    ArrowLeft: (index) => moveTo(index - 1),
    ArrowRight: (index) => moveTo(index + 1),
    Home: () => moveTo(0),
    End: () => moveTo(boxes.length - 1),
    Backspace: backspace,
    Delete: erase,
  }

  const deletions: Record<string, (index: number) => void> = {
    deleteContentBackward: backspace,
    deleteContentForward: erase,
    deleteWordBackward: clearAll,
    deleteSoftLineBackward: clearAll,
    deleteHardLineBackward: clearAll,
  }

  boxes.forEach((box, index) => {
    box.tabIndex = index === 0 ? 0 : -1

    box.addEventListener('focus', () => {
      boxes.forEach((other) => (other.tabIndex = other === box ? 0 : -1))
      box.select()
    })
    box.addEventListener('click', () => box.select())

    box.addEventListener('keydown', (event) => {
      const withCommand = event.ctrlKey || event.metaKey
      if (event.isComposing || event.altKey) return
      const act = withCommand ? event.key === 'Backspace' && clearAll : keys[event.key]
      if (!act) return
      event.preventDefault()
      act(index)
    })

    box.addEventListener('beforeinput', (event) => {
      if (event.isComposing) return
      const act = deletions[event.inputType]
      const text = event.data ?? event.dataTransfer?.getData('text') ?? ''
      if (act) act(index)
      else if (event.inputType.startsWith('insert') && text) take(index, text)
      else return
      event.preventDefault()
    })

    // A keyboard that composes digits shows them before it commits them: they count at once.
    box.addEventListener('input', (event) => {
      const composing = event instanceof InputEvent && event.isComposing
      if (!composing || /\d/.test(foldDigits(box.value))) settle(index)
    })
    box.addEventListener('compositionend', () => settle(index))

    box.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text') ?? ''
      if (!/\d/.test(foldDigits(text))) return
      event.preventDefault()
      take(index, text)
    })
  })

  // Some browsers put back what the boxes held before a reload.
  clear()

  return {
    digits: () => held.join(''),
    isFull: () => held.every(Boolean),
    hasFocus: () => group.contains(document.activeElement),
    focusFirst: () => moveTo(0),
    focusEmpty: () => moveTo(Math.max(0, held.indexOf(''))),
    clear,
    markInvalid: (invalid) => {
      for (const box of boxes) {
        if (invalid) box.setAttribute('aria-invalid', 'true')
        else box.removeAttribute('aria-invalid')
      }
    },
  }
}
