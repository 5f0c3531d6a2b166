import { expect, test } from 'vitest'
import type { SessionReply } from '../../src/web/lib/replies.ts'
import { progressOf, viewFor } from '../../src/web/signup/steps/flow.ts'

const session = (step: number, steps = [2, 5]): SessionReply => ({
  success: true,
  message: '',
  session_id: '',
  phone: '',
  completed: [],
  step,
  steps,
})

test.each([
  [2, { screen: 'phone' }, 'verified'],
  [2, { screen: 'code' }, 'verified'],
  [2, {}, 'verified'],
  [2, { screen: 'later' }, 'personal-details'],
  [2, { screen: 'later', view: 'personal-details' }, 'personal-details'],
  [2, { screen: 'later', view: 'password' }, 'personal-details'],
  [2, { screen: 'later', view: 'constructor' }, 'personal-details'],
  [5, { screen: 'later' }, 'check-answers'],
  [5, { screen: 'later', view: 'personal-details' }, 'personal-details'],
  [5, { screen: 'later', view: 'password' }, 'password'],
  [5, { screen: 'later', view: 3 }, 'check-answers'],
] as const)('at step %i the entry %j stands for %s', (step, entry, view) => {
  expect(viewFor(session(step), entry)).toBe(view)
})

test('a screen is counted among the steps that are on', () => {
  expect(progressOf(session(2), 'verified')).toMatchObject({ position: 1, count: 3 })
  expect(progressOf(session(2), 'personal-details')).toEqual({
    position: 2,
    count: 3,
    remaining: [2, 5],
  })
  expect(progressOf(session(5, [2, 3, 4, 5]), 'password')).toEqual({
    position: 5,
    count: 5,
    remaining: [5],
  })
})
