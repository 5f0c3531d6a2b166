import { countryField } from './country-field.ts'
import { page } from './page.ts'
import { stepList } from './step-list.ts'

/** Serves the signup page, which asks for a number and knows which steps there are. */
export const signupPage = page('/users/signup', ({ countries, steps }, words) => ({
  ...countryField(countries, words),
  ...stepList(steps, words.stepNames),
}))
