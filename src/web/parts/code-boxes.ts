import { foldDigits } from '../../phone/digits.ts'
import { pickCode } from '../lib/code-text.ts'
import { setAria } from '../lib/dom.ts'

interface BoxListeners {
  /** Runs when any box changed. */
  onEdit(): void
  /**
   * Runs when the last empty box was filled, or the last box typed anew; not when a digit was
   * corrected in the middle of a full row, for more may be about to follow.
   */
  onComplete(): void
  /** Runs when a text was pasted that holds no single code; the boxes are as they were. */
  onRefuse(reason: 'too-many' | 'unclear'): void
}

/**
 * Makes one field of the group's inputs: digits of any script, typed, pasted, dropped or autofilled
 * into any of them, one box or all at once. One Tab stop; arrows, Home and End move inside.
 */
export function codeBoxes(group: HTMLElement, listeners: BoxListeners) {
  const boxes = [...group.querySelectorAll('input')]
  // What each box had in it when last looked at, to restore when something else gets in.
  const values = boxes.map(() => '')
  // What a keyboard composes, and in which box it began. That the focus moved on reaches it late: it
  // may go on with that text, or commit it, in the next box.
  let composition = { start: 0, text: '' }
  let report = 0

  function moveTo(index: number): void {
    const box = boxes[Math.min(Math.max(index, 0), boxes.length - 1)]
    box?.focus()
    box?.select()
  }

  function write(index: number, digit: string): void {
    const box = boxes[index]
    if (!box) return
    values[index] = digit
    box.value = digit
  }

  function erase(index: number): void {
    write(index, '')
    listeners.onEdit()
  }

  function clear(): void {
    endComposition()
    boxes.forEach((_, index) => write(index, ''))
  }

  function endComposition(): void {
    composition = { start: 0, text: '' }
  }

  function enter(index: number, digits: string): void {
    const start = index + digits.length > boxes.length ? 0 : index
    const wasFull = values.every(Boolean)
    const wasFocused = boxes[index] === document.activeElement
    digits.split('').forEach((digit, offset) => write(start + offset, digit))
    if (wasFocused) {
      moveTo(start + digits.length)
      // Typed on before a busy phone came to look at the row: more may follow.
      clearTimeout(report)
    }
    listeners.onEdit()
    if (!wasFull || start + digits.length === boxes.length) reportWhenFull()
  }

  // An autofill may write box by box, in any order: only when it is through is there a code.
  function reportWhenFull(): void {
    clearTimeout(report)
    report = setTimeout(() => {
      if (values.every(Boolean)) listeners.onComplete()
    })
  }

  function take(index: number, text: string): void {
    const code = pickCode(text)
    if (code.kind === 'digits') enter(index, code.digits)
    else if (code.kind !== 'no-digits') listeners.onRefuse(code.kind)
  }

  // Whatever got into a box by a way that could not be caught before: autofill, composition.
  function reconcile(index: number): void {
    const former = values[index] ?? ''
    const value = foldDigits(boxes[index]?.value ?? '')
    if (value === former) return
    write(index, former)
    if (value === '') erase(index)
    else take(index, former && value.length === 2 ? value.replace(former, '') : value)
  }

  /** Reads the boxes as they stand: browsers fill and empty them without an event. */
  function reconcileAll(): void {
    boxes.forEach((_, index) => reconcile(index))
  }

  // Digits that a keyboard composes count at once, before it commits them.
  function compose(index: number, text: string): void {
    if (!/\d/.test(text)) return
    const { start, text: former } = composition
    const goesOn = former !== '' && text.length > former.length && text.startsWith(former)
    composition = { start: goesOn ? start : index, text }
    if (!goesOn) return reconcile(index)
    write(index, values[index] ?? '')
    // It began in the middle, and has more digits than there are boxes from there on.
    if (start + text.length > boxes.length && text.length < boxes.length) return
    take(start, text)
    moveTo(start + text.length)
  }

  function backspace(index: number): void {
    const target = values[index] ? index : index - 1
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
    box.addEventListener('click', () => {
      endComposition()
      box.select()
    })

    box.addEventListener('keydown', (event) => {
      const withCommand = event.ctrlKey || event.metaKey
      if (event.isComposing || event.altKey) return
      const act = withCommand ? event.key === 'Backspace' && clearAll : keys[event.key]
      if (!act) return
      event.preventDefault()
      endComposition()
      act(index)
    })

    box.addEventListener('beforeinput', (event) => {
      if (event.isComposing) return
      const act = deletions[event.inputType]
      const text = event.data ?? event.dataTransfer?.getData('text') ?? ''
      const isCommit = index !== composition.start && foldDigits(text) === composition.text
      endComposition()
      if (act) act(index)
      else if (!event.inputType.startsWith('insert') || !text) return
      else if (!isCommit) take(index, text)
      event.preventDefault()
    })

    box.addEventListener('input', (event) => {
      if (event instanceof InputEvent && event.isComposing) {
        compose(index, foldDigits(event.data ?? ''))
      } else reconcile(index)
    })
    box.addEventListener('compositionend', () => reconcile(index))

    box.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text') ?? ''
      if (!/\d/.test(foldDigits(text))) return
      event.preventDefault()
      endComposition()
      take(index, text)
    })
  })

  group.addEventListener('change', reconcileAll)
  addEventListener('pageshow', reconcileAll)

  // Some browsers put back what was in the boxes before a reload.
  clear()

  return {
    /** Reads the digits that are seen, empty boxes left out. */
    digits(): string {
      reconcileAll()
      return values.join('')
    },
    isFull: () => values.every(Boolean),
    hasFocus: () => group.contains(document.activeElement),
    focusFirst: () => moveTo(0),
    focusEmpty: () => moveTo(Math.max(0, values.indexOf(''))),
    clear,
    markInvalid(isInvalid: boolean): void {
      for (const box of boxes) setAria(box, 'aria-invalid', isInvalid)
    },
  }
}
