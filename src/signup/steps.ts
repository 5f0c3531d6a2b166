import { numberOf, type Step } from '../contract/steps.ts'

/** Names a step that is answered, and may be again; the last one ends the signup. */
export type AnswerStep = 'personal-details' | 'aadhaar' | 'pan'

/** Lists whose answers are void once a step is answered otherwise: they were judged by the former one. */
const VOIDS: Readonly<Record<AnswerStep, readonly Step[]>> = {
  'personal-details': ['aadhaar', 'pan'],
  aadhaar: [],
  pan: [],
}

/** Refuses a step that others come before, and names the one to go on with. */
export type StepRefusal = {
  readonly ok: false
  readonly reason: 'step_out_of_order'
  readonly nextStep: number
}

/** Picks the step to go on with: the first that is on and not done. */
export function nextStep(on: readonly Step[], done: readonly Step[]): Step {
  return on.find((step) => !done.includes(step)) ?? 'account'
}

/**
 * Refuses a step unless it is on, and done already or next; gives what is done once it is answered. An
 * answer that is the same by which others were judged (`isSame`) voids none.
 */
export function answerStep(
  on: readonly Step[],
  done: readonly Step[],
  step: AnswerStep,
  isSame: boolean,
): { readonly ok: true; readonly done: readonly Step[] } | StepRefusal {
  const next = nextStep(on, done)
  if (!on.includes(step) || (step !== next && !done.includes(step))) return outOfOrder(next)
  const kept = done.filter((other) => isSame || !VOIDS[step].includes(other))
  const left = kept.filter((other) => other !== step)
  return { ok: true, done: [...left, step] }
}

/** Refuses a call in favour of the step to go on with. */
export function outOfOrder(next: Step): StepRefusal {
  return { ok: false, reason: 'step_out_of_order', nextStep: numberOf(next) }
}
