import { numberOf, type Step } from '../contract/steps.ts'
import type { VerifiedAadhaar, VerifiedPan } from '../identity/verified.ts'
import { sameName } from '../person/name.ts'
import type { PersonalDetails } from '../person/personal-details.ts'
import type { Phone } from '../phone/number.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { bears, isMaking, NOT_FOUND, type SessionState } from './session-state.ts'
import { answerStep, nextStep, outOfOrder, type StepRefusal } from './steps.ts'

/** Holds a person's answers by their step, as far as they are given. */
export type Answers = {
  readonly 'personal-details'?: PersonalDetails
  readonly aadhaar?: VerifiedAadhaar
  readonly pan?: VerifiedPan
}

type AnsweredStep = keyof Answers

export type AnswerRequest = {
  readonly token: string
  readonly step: AnsweredStep
  readonly answer: NonNullable<Answers[AnsweredStep]>
}

export type AnswerRefusal =
  | { readonly ok: false; readonly reason: 'account_in_progress' }
  | StepRefusal
  | typeof NOT_FOUND

export type AnswerResult = { readonly ok: true; readonly nextStep: number } | AnswerRefusal

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
  const former = state && openAnswers(state, token, secrets)[step]
  const text = JSON.stringify(answer)
  // A call delivered twice, which the making of the account may have overtaken, is done already.
  if (state && JSON.stringify(former) === text) {
    return { answer: { ok: true, nextStep: stepAfter(state, secrets) } }
  }
  const turn = turnOf(state, token, step, secrets, now, keepsPerson(former, answer))
  if (!turn.ok) return { answer: turn }
  const kept = Object.entries(turn.state.answers).filter(([name]) =>
    turn.done.some((other) => other === name),
  )
  const box = secrets.sealAnswer(step, text, token)
  return {
    next: {
      ...turn.state,
      answeredAt: now,
      answers: { ...Object.fromEntries(kept), [step]: box },
      // A making that has outlived its lease is of the former answers.
      account: undefined,
      // By what is answered now the number may show to be reassigned.
      phoneTaken: false,
    },
    answer: { ok: true, nextStep: numberOf(nextStep(secrets.steps, turn.done)) },
  }
}

/** Tells whether step 2 still says who Aadhaar and PAN were found to be of. */
function keepsPerson(former: Answers[AnsweredStep], answer: AnswerRequest['answer']): boolean {
  if (!former || !('fullName' in former) || !('fullName' in answer)) return false
  return isSamePerson(former, answer)
}

type Person = Pick<PersonalDetails, 'fullName' | 'dateOfBirth'>

/** Tells whether name and date of birth are the same, however the name's accents were composed. */
export function isSamePerson(one: Person, other: Person): boolean {
  return sameName(one.fullName, other.fullName) && one.dateOfBirth === other.dateOfBirth
}

/** Tells whom a step that verifies the person is about, where it is its turn. */
export function mayAnswer(
  state: SessionState | undefined,
  token: string,
  step: 'aadhaar' | 'pan',
  secrets: SessionSecrets,
  now: number,
) {
  const turn = turnOf(state, token, step, secrets, now)
  if (!turn.ok) return turn
  const { 'personal-details': details } = openAnswers(turn.state, token, secrets)
  if (!details) return outOfOrder('personal-details')
  const phone: Phone | undefined = secrets.openPhone(turn.state.challenge.phone)
  if (!phone) return NOT_FOUND
  const { fullName, dateOfBirth } = details
  return { ok: true, state: turn.state, person: { fullName, dateOfBirth }, phone } as const
}

/** Refuses whoever does not bear the session, while its account is made, and a step out of turn. */
function turnOf(
  state: SessionState | undefined,
  token: string,
  step: AnsweredStep,
  secrets: SessionSecrets,
  now: number,
  isSame = false,
):
  | { readonly ok: true; readonly state: SessionState; readonly done: readonly Step[] }
  | AnswerRefusal {
  if (!state || !bears(token, state)) return NOT_FOUND
  if (isMaking(state, now)) return { ok: false, reason: 'account_in_progress' }
  const judged = answerStep(secrets.steps, doneSteps(state, secrets), step, isSame)
  return judged.ok ? { ok: true, state, done: judged.done } : judged
}
