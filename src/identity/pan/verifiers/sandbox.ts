import * as z from 'zod'
import { providerKind } from '../../../platform/settings.ts'
import { type PanAnswer, type PanQuestion, type PanVerifier, unavailable } from '../verifier.ts'

/** Needs no settings, and is refused in production. */
const settings = (development: boolean) =>
  development ? z.object({}) : z.object({ PAN_VERIFIER: z.never() })

export const sandboxKind = providerKind(settings, settings, () => sandboxVerifier)

/** Matches its PANs: the last digit says what becomes of each, the others are free. */
const FICTITIOUS = /^SNDP[A-Z]\d{3}(\d)[A-Z]$/

const ANSWERS: Readonly<Record<string, (question: PanQuestion) => PanAnswer>> = {
  1: ({ name, dateOfBirth }) => found(name, dateOfBirth),
  2: ({ name, dateOfBirth }) => found(`${name} Sandbox`, dateOfBirth),
  3: ({ dateOfBirth }) => found('Zubin Quarterman', dateOfBirth),
  4: ({ name, dateOfBirth }) => found(name, anotherDate(dateOfBirth)),
  5: () => ({ kind: 'not_found' }),
  6: () => ({ kind: 'deceased' }),
  7: () => ({ kind: 'deactivated' }),
  8: () => ({ kind: 'not_linked' }),
  9: () => unavailable('sandbox'),
}

/** Answers for development by the PAN alone; all but `SNDP…` are of nobody. */
const sandboxVerifier: PanVerifier = {
  name: 'sandbox',
  names: 'returned',

  async verify(question, signal) {
    const digit = FICTITIOUS.exec(question.pan)?.[1]
    if (digit === '0') return silence(signal)
    return (digit === undefined ? undefined : ANSWERS[digit]?.(question)) ?? { kind: 'not_found' }
  },
}

function found(name: string, dateOfBirth: string): PanAnswer {
  const aadhaarLink = 'linked'
  return { kind: 'found', name: { value: name }, dateOfBirth: { value: dateOfBirth }, aadhaarLink }
}

function anotherDate(date: string): string {
  return `${Number(date.slice(0, 4)) - 1}-01-01`
}

/** Answers nothing until the time is over, as a register that hangs. */
async function silence(signal: AbortSignal): Promise<PanAnswer> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  return unavailable('no_answer', 'spent')
}
