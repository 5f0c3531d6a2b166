import { numberOf, type Step } from '../contract/steps.ts'
import type { PersonalDetails } from '../person/personal-details.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { bears, isMaking, NOT_FOUND, type SessionState } from './session-state.ts'
import { answerStep, nextStep, type StepRefusal } from './steps.ts'

/** Holds a person's answers by their step, as far as they are given. */
export type Answers = { readonly 'personal-details'?: PersonalDetails }

type AnsweredStep = keyof Answers

export type AnswerRequest = {
  readonly token: string
  readonly step: AnsweredStep
  readonly answer: Answers[AnsweredStep]
}

export type AnswerResult =
  | { readonly ok: true; readonly nextStep: number }
  | { readonly ok: false; readonly reason: 'account_in_progress' }
  | StepRefusal
  | typeof NOT_FOUND

/** Numbers the step to go on with. */
export function stepAfter(state: SessionState, secrets: SessionSecrets): number {
  return numberOf(nextStep(secrets.steps, doneSteps(state, secrets)))
}

/** Refuses to send or compare a code, as the session's phone is verified; says where to go on. */
export type AlreadyVerified = {
  readonly ok: false
  readonly reason: 'already_verified'
  readonly nextStep: number
}

/** Lists the steps that are done: their answers can still be opened. */
export function doneSteps(state: SessionState, secrets: SessionSecrets): readonly Step[] {
  const answered = Object.entries(state.answers).filter(([, box]) => secrets.canOpen(box))
  const isStep = (name: string): name is AnsweredStep => name in state.answers
  const steps = answered.map(([name]) => name).filter(isStep)
  return state.verified ? ['mobile', ...steps] : []
}

/** Opens all answers for the bearer of the session's token. */
export function openAnswers(state: SessionState, token: string, secrets: SessionSecrets): Answers {
  const opened = Object.entries(state.answers).flatMap(([step, box]) => {
    const text = secrets.openAnswer(step, box, token)
    return text === undefined ? [] : [[step, JSON.parse(text)]]
  })
  return Object.fromEntries(opened)
}

/** Takes a step's answer in place of a former one, and drops the answers that this voids. */
export function takeAnswer(
  state: SessionState | undefined,
  { token, step, answer }: AnswerRequest,
  secrets: SessionSecrets,
  now: number,
): { readonly next?: SessionState; readonly answer: AnswerResult } {
  if (!state || !bears(token, state)) return { answer: NOT_FOUND }
  const former = state.answers[step]
  const text = JSON.stringify(answer)
  // A call delivered twice, which the making of the account may have overtaken, is done already.
  if (former && secrets.openAnswer(step, former, token) === text) {
    return { answer: { ok: true, nextStep: stepAfter(state, secrets) } }
  }
  if (isMaking(state, now)) return { answer: { ok: false, reason: 'account_in_progress' } }
  const done = doneSteps(state, secrets)
  const judged = answerStep(secrets.steps, done, step)
  if (!judged.ok) return { answer: judged }
  const kept = Object.entries(state.answers).filter(([name]) =>
    judged.done.some((other) => other === name),
  )
  const box = secrets.sealAnswer(step, text, token)
  return {
    next: { ...state, answeredAt: now, answers: { ...Object.fromEntries(kept), [step]: box } },
    answer: { ok: true, nextStep: numberOf(nextStep(secrets.steps, judged.done)) },
  }
}
