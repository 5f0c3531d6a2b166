import { expect, test } from 'vitest'
import * as form from '../../src/web/signup/steps/personal-details/form.ts'

const AT = { now: Date.UTC(2026, 10, 28), language: 'hi' }
const DRAFT: form.Draft = {
  full_name: ' S. Janaki ',
  date_of_birth: { day: '२७', month: 'मार्च', year: '1990' },
  email: 'janaki@example.com',
  pin_code: '560 001',
  purposes: ['account'],
}

test("a form is read as it is sent, months in the page's language and digits of any script too", () => {
  expect(form.judge(DRAFT, ['account'], AT)).toEqual({
    ok: true,
    answers: {
      full_name: 'S. Janaki',
      date_of_birth: '1990-03-27',
      email: 'janaki@example.com',
      pin_code: '560001',
    },
  })
})

test('each fault names the element to go to', () => {
  const empty = form.draftOf()
  const verdict = form.judge(empty, ['account', 'contact'], AT)
  expect(verdict).toMatchObject({
    ok: false,
    faults: {
      full_name: { target: 'full_name' },
      date_of_birth: { target: 'birth-day' },
      email: { target: 'email' },
      pin_code: { target: 'pin_code' },
      consent: { target: 'purpose-account' },
    },
  })
})

test('answers that were given before fill the form', () => {
  expect(
    form.draftOf({ full_name: 'A', date_of_birth: '1990-03-07', purposes: ['offers'] }),
  ).toEqual({
    full_name: 'A',
    date_of_birth: { day: '7', month: '3', year: '1990' },
    email: '',
    pin_code: '',
    purposes: ['offers'],
  })
})

test.each([
  ['full_name', 'full_name'],
  ['consent.purposes', 'consent'],
  ['session_id', undefined],
])('a refusal about %s belongs to %s', (name, field) => {
  expect(form.fieldOf(name)).toBe(field)
})
