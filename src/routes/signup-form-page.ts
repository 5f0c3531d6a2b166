import type * as en from '../locales/en.ts'
import { markup } from '../platform/markup.ts'

/** Says what a browser without the script is shown of the signup. */
export type FormView = {
  readonly screen: 'phone' | 'code' | 'later'
  /** A sentence about what was asked for last. */
  readonly error?: string | undefined
  readonly note?: string | undefined
  /** The number as it was typed, for its own form alone, and the calling code that was chosen. */
  readonly typed?: string | undefined
  readonly dialCode?: string | undefined
  /** The signup that the page shows. */
  readonly sessionId?: string | undefined
  readonly issue?: number | undefined
  readonly maskedPhone?: string | undefined
}

type Words = Pick<typeof en, 'formPage'>

export const FORM_PATH = '/users/signup/form'

const SCREENS = ['resume', 'phone', 'code', 'later'] as const

/** Shows a screen of the built signup page as a plain form; HTMLRewriter escapes what is put in. */
export async function renderForm(
  html: string,
  view: FormView,
  { formPage }: Words,
  brand: string,
): Promise<string> {
  const { screen, error } = view
  const rewriter = new HTMLRewriter()
  for (const other of SCREENS) {
    rewriter.on(`#step-${other}`, {
      element(section) {
        if (other === screen) section.removeAttribute('hidden')
        else section.setAttribute('hidden', '')
      },
    })
  }
  const title = titleOf(html, screen) ?? markup`${formPage.verifiedTitle} – ${brand}`
  setText(rewriter, 'title', markup`${error ? formPage.errorPrefix : ''}` + title, true)
  if (error) {
    setAttributes(rewriter, `#${screen}-notice`, { 'data-kind': 'error' })
    setText(rewriter, `#${screen}-error`, error)
  }
  if (screen === 'phone') showPhone(rewriter, view)
  if (screen === 'code') showCode(rewriter, view, { formPage })
  if (screen === 'later') {
    rewriter.on('noscript', { element: (notice) => void notice.remove() })
    const later = markup`<div class="form"><h1>${formPage.verifiedTitle}</h1><p class="lead">${formPage.verifiedLead}</p></div>`
    setText(rewriter, '#step-later', later, true)
  }
  return rewriter.transform(new Response(html)).text()
}

function showPhone(rewriter: HTMLRewriter, { typed, dialCode, sessionId, error }: FormView): void {
  setAttributes(rewriter, '#phone', {
    ...(typed !== undefined && { value: typed }),
    ...(error && { 'aria-invalid': 'true', autofocus: '' }),
  })
  addFields(rewriter, '#phone-form', { session_id: sessionId })
  if (dialCode === undefined) return
  rewriter.on('#dial-code option', {
    element(option) {
      if (option.getAttribute('value') === dialCode) option.setAttribute('selected', '')
      else option.removeAttribute('selected')
    },
  })
}

/** Shows one field for the code in place of boxes, which only a script can lead through. */
function showCode(rewriter: HTMLRewriter, view: FormView, { formPage }: Words): void {
  const { sessionId, issue, maskedPhone, note, error } = view
  addFields(rewriter, '#code-form', { session_id: sessionId, code_issue: issue?.toString() })
  rewriter.on('#code-hint', { element: (hint) => void hint.remove() })
  setAttributes(rewriter, '#code', { 'aria-describedby': 'code-sent-to' })
  setAttributes(rewriter, '#code legend', { id: 'code-label' })
  setAttributes(rewriter, '.boxes', { class: 'phone-field' })
  rewriter.on('#code input', {
    element(input) {
      if (input.getAttribute('autocomplete') !== 'one-time-code') return void input.remove()
      input.removeAttribute('aria-label')
      input.removeAttribute('maxlength')
      const described = { 'aria-describedby': 'code-error', 'aria-invalid': String(Boolean(error)) }
      const own = { 'aria-labelledby': 'code-label', autofocus: '', ...described }
      for (const [name, value] of Object.entries(own)) input.setAttribute(name, value)
    },
  })
  // A form of their own: of buttons of one form, Enter in its field presses the first on the page.
  const other = markup`<form id="other-form" method="post" action="${FORM_PATH}" hidden><input type="hidden" name="session_id" value="${sessionId ?? ''}"></form>`
  rewriter.on('#code-form', { element: (form) => void form.before(other, { html: true }) })
  setAttributes(rewriter, '[data-back]', press('change'))
  setAttributes(rewriter, '#resend', press('resend'))
  if (note) setText(rewriter, '#resend-note', note)
  if (maskedPhone === undefined) {
    rewriter.on('#code-sent-to', { element: (lead) => void lead.remove() })
    return
  }
  const spoken = formPage.numberEnding(maskedPhone.slice(-4))
  const number = markup`<span aria-hidden="true" dir="ltr">${maskedPhone}</span><span class="visually-hidden">${spoken}</span>`
  setText(rewriter, '[data-masked-phone]', number, true)
}

/** Makes of a button that a script hears one that posts the other form. */
function press(intent: string): Readonly<Record<string, string>> {
  return { type: 'submit', form: 'other-form', name: 'intent', value: intent }
}

function setText(rewriter: HTMLRewriter, selector: string, text: string, html = false): void {
  rewriter.on(selector, { element: (element) => void element.setInnerContent(text, { html }) })
}

function setAttributes(
  rewriter: HTMLRewriter,
  selector: string,
  attributes: Readonly<Record<string, string>>,
): void {
  rewriter.on(selector, {
    element(element) {
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    },
  })
}

function addFields(
  rewriter: HTMLRewriter,
  form: string,
  fields: Readonly<Record<string, string | undefined>>,
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const field = markup`<input type="hidden" name="${name}" value="${value}">`
    rewriter.on(form, { element: (element) => void element.prepend(field, { html: true }) })
  }
}

/** Reads the title of a screen, as markup, where the page as built has one. */
function titleOf(html: string, screen: string): string | undefined {
  return new RegExp(`id=step-${screen}\\s+data-title="([^"]*)"`).exec(html)?.[1]
}
