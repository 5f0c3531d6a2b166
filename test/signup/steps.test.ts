import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stepsOn } from '../../src/config.ts'
import { numberOf, type Step, STEPS } from '../../src/contract/steps.ts'
import { type AnswerStep, answerStep, nextStep } from '../../src/signup/steps.ts'

const ON = [false, true].flatMap((aadhaar) => [false, true].map((pan) => stepsOn({ aadhaar, pan })))

const anyOn = fc.constantFrom(...ON)
const ANSWERED: readonly AnswerStep[] = ['personal-details', 'aadhaar', 'pan']

const anyStep = fc.constantFrom(...ANSWERED)

const isAnswered = (step: Step): step is AnswerStep => ANSWERED.some((one) => one === step)

/** Answers steps one after another, and keeps what each refusal leaves. */
function walk(on: readonly Step[], steps: readonly AnswerStep[]): readonly Step[] {
  return steps.reduce<readonly Step[]>(
    (done, step) => {
      const answer = answerStep(on, done, step, false)
      return answer.ok ? answer.done : done
    },
    ['mobile'],
  )
}

describe('the steps that are on', () => {
  it('are those that the configuration turns on, in their order', () => {
    expect(ON.map((on) => on.map(numberOf))).toEqual([
      [1, 2, 5],
      [1, 2, 4, 5],
      [1, 2, 3, 5],
      [1, 2, 3, 4, 5],
    ])
  })
})

describe('the step to go on with', () => {
  it.each([
    [[], 'mobile'],
    [['mobile'], 'personal-details'],
    [['mobile', 'personal-details'], 'aadhaar'],
    [['mobile', 'personal-details', 'pan'], 'aadhaar'],
    [['mobile', 'personal-details', 'aadhaar', 'pan'], 'account'],
  ] as const)('after %j is %s', (done, step) => {
    expect(nextStep(STEPS, done)).toBe(step)
  })

  it('passes over what is off', () => {
    const on = stepsOn({ aadhaar: false, pan: false })
    expect(nextStep(on, ['mobile', 'personal-details'])).toBe('account')
  })
})

describe('a step that is answered', () => {
  it('is refused before the phone is verified, and in favour of that', () => {
    const refusal = { ok: false, reason: 'step_out_of_order', nextStep: 1 }
    expect(answerStep(STEPS, [], 'personal-details', false)).toEqual(refusal)
  })

  it('is refused where it is off', () => {
    const on = stepsOn({ aadhaar: false, pan: true })
    const done = ['mobile', 'personal-details'] as const
    const refusal = { ok: false, reason: 'step_out_of_order', nextStep: 4 }
    expect(answerStep(on, done, 'aadhaar', false)).toEqual(refusal)
  })

  it.each(ON.map((on) => [on.map(numberOf).join(), on] as const))(
    'of %s is taken only once all before it are done, in every pair',
    (_, on) => {
      for (const step of ANSWERED.filter((one) => on.includes(one))) {
        const before = on.slice(0, on.indexOf(step))
        for (const missing of before) {
          const done = before.filter((one) => one !== missing)
          expect(answerStep(on, done, step, false)).toMatchObject({ nextStep: numberOf(missing) })
        }
        expect(answerStep(on, before, step, false)).toMatchObject({ ok: true })
      }
    },
  )

  it('again voids what was judged by it, and leads back to the first of that', () => {
    const answer = answerStep(
      STEPS,
      ['mobile', 'personal-details', 'aadhaar', 'pan'],
      'personal-details',
      false,
    )
    expect(answer).toEqual({ ok: true, done: ['mobile', 'personal-details'] })
  })

  it('again, and the same by which others were judged, voids nothing', () => {
    const done = ['mobile', 'personal-details', 'aadhaar', 'pan'] as const
    const answer = answerStep(STEPS, done, 'personal-details', true)
    expect(answer.ok && new Set(answer.done)).toEqual(new Set(done))
  })

  it('again voids nothing that was not', () => {
    const done = ['mobile', 'personal-details', 'aadhaar', 'pan'] as const
    const answer = answerStep(STEPS, done, 'aadhaar', false)
    expect(answer.ok && new Set(answer.done)).toEqual(new Set(done))
  })
})

describe('any walk through the steps', () => {
  it('never has a step done whose predecessors are not', () => {
    fc.assert(
      fc.property(anyOn, fc.array(anyStep, { maxLength: 12 }), (on, steps) => {
        const done = walk(on, steps)
        const places = done.map((step) => on.indexOf(step))
        expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
        expect(new Set(done)).toEqual(new Set(on.slice(0, done.length)))
      }),
    )
  })

  it('can always be finished by the step that is told', () => {
    fc.assert(
      fc.property(anyOn, fc.array(anyStep, { maxLength: 12 }), (on, steps) => {
        let done = walk(on, steps)
        for (let turn = 0; turn < STEPS.length && nextStep(on, done) !== 'account'; turn++) {
          const next = ANSWERED.find((step) => step === nextStep(on, done))
          done = next ? walk(on, [...done.filter(isAnswered), next]) : done
        }
        expect(nextStep(on, done)).toBe('account')
      }),
    )
  })
})
