import { signupPageHeaders } from '../http/security-headers.ts'
import { countryField } from './country-field.ts'
import { page } from './page.ts'
import { stepList } from './step-list.ts'

/**
 * Serves the signup page, which asks for a number and knows which steps there are; to a developer it
 * says how to make an Aadhaar code.
 */
export const signupPage = page(
  '/users/signup',
  ({ countries, steps, development, aadhaar }, words) => ({
    ...countryField(countries, words),
    ...stepList(steps, words.stepNames),
    sandbox: development && aadhaar && aadhaar.qrKeys.length > 0 ? 'data-sandbox' : '',
  }),
  signupPageHeaders,
)
