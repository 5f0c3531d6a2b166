/** Reads the form of step 2: what was typed, what is wrong with it, and what of it is sent. */
import { type DateParts, monthsIn, parseBirthDate } from '../../../../person/birth-date.ts'
import { parseEmail } from '../../../../person/email.ts'
import { parseName } from '../../../../person/name.ts'
import { parsePinCode } from '../../../../person/pin-code.ts'
import type { SessionReply } from '../../../lib/replies.ts'
import { purposeId } from '../notice/purposes.ts'
import { noticeWords } from '../notice/words.ts'
import { detailsWords } from './words.ts'

/** Names the fields as the contract does, in the order of the form. */
export const FIELDS = ['full_name', 'date_of_birth', 'email', 'pin_code', 'consent'] as const
export type FieldName = (typeof FIELDS)[number]

export interface Draft {
  readonly full_name: string
  readonly date_of_birth: DateParts
  readonly email: string
  readonly pin_code: string
  /** Lists what is ticked in the notice. */
  readonly purposes: readonly string[]
}

/** Says what is wrong with a field, and which element to go to. */
export interface Fault {
  readonly text: string
  readonly target: string
}

export type Faults = Partial<Record<FieldName, Fault>>

/** Makes the form from the answers that were given before, where there are any. */
export function draftOf(answers: SessionReply['answers'] = {}): Draft {
  const [year = '', month = '', day = ''] = answers.date_of_birth?.split('-') ?? []
  return {
    full_name: answers.full_name ?? '',
    date_of_birth: { day: bare(day), month: bare(month), year },
    email: answers.email ?? '',
    pin_code: answers.pin_code ?? '',
    purposes: answers.purposes ?? [],
  }
}

function bare(number: string): string {
  return number.replace(/^0/, '')
}

/** Says when a form is judged, in milliseconds, and what language its months may be in. */
interface Circumstances {
  readonly now: number
  readonly language: string
}

/** Judges a whole form: its answers as they are sent, or all that is wrong. */
export function judge(draft: Draft, required: readonly string[], { now, language }: Circumstances) {
  const name = parseName(draft.full_name)
  const date = parseBirthDate(draft.date_of_birth, now, monthsIn(language))
  const email = parseEmail(draft.email)
  const pinCode = parsePinCode(draft.pin_code)
  const missing = required.find((id) => !draft.purposes.includes(id))
  const faults: Faults = {
    ...(!name.ok && { full_name: fault('full_name', detailsWords.name[name.fault]) }),
    ...(!date.ok && { date_of_birth: dateFault(date, language) }),
    ...(!email.ok && { email: fault('email', detailsWords.email[email.fault]) }),
    ...(!pinCode.ok && { pin_code: fault('pin_code', detailsWords.pinCode[pinCode.fault]) }),
    ...(missing && { consent: fault(purposeId(missing), noticeWords.required) }),
  }
  if (!name.ok || !date.ok || !email.ok || !pinCode.ok || missing)
    return { ok: false, faults } as const
  return {
    ok: true,
    answers: {
      full_name: name.name,
      date_of_birth: date.date,
      email: email.email,
      pin_code: pinCode.pinCode,
    },
  } as const
}

type DateFault = Exclude<ReturnType<typeof parseBirthDate>, { ok: true }>

function dateFault(refusal: DateFault, language: string): Fault {
  if (refusal.fault !== 'missing') {
    const target = refusal.fault === 'not_real' ? 'day' : 'year'
    return fault(partId(target), detailsWords.birthDate[refusal.fault])
  }
  const [first = 'day'] = refusal.missing
  if (refusal.missing.length === 3) return fault(partId('day'), detailsWords.birthDate.empty)
  const list = new Intl.ListFormat(language)
  const parts = refusal.missing.map((part) => detailsWords.birthDate.parts[part])
  return fault(partId(first), detailsWords.birthDate.missing(list.format(parts)))
}

function fault(target: string, text: string): Fault {
  return { target, text }
}

/** Names the element of a part of the date. */
export function partId(part: keyof DateParts): string {
  return `birth-${part}`
}

/** Finds the field that a refusal of the server is about. */
export function fieldOf(name: string): FieldName | undefined {
  return FIELDS.find((field) => name === field || name.startsWith(`${field}.`))
}

/** Names the element to go to for a field that the server refused. */
export function targetOf(field: FieldName): string {
  if (field === 'date_of_birth') return partId('day')
  return field === 'consent' ? 'notice-title' : field
}
