import type { Config } from '../config.ts'
import type { pageWords } from '../http/language.ts'
import { signupPageHeaders } from '../http/security-headers.ts'
import { markup } from '../platform/markup.ts'
import { countryField } from './country-field.ts'
import { page } from './page.ts'
import { stepList } from './step-list.ts'

export const SIGNUP_PATH = '/users/signup'

/** Makes the signup page of what is known of the deployment; to a developer it says how to make an Aadhaar code. */
export const SIGNUP_PAGE = { valuesOf: signupValues, headersOf: signupPageHeaders }

function signupValues(
  { aadhaar, botCheck, countries, development, steps }: Config,
  words: ReturnType<typeof pageWords>,
) {
  const { formPage } = words
  return {
    ...countryField(countries, words),
    ...stepList(steps, words.stepNames),
    sandbox: development && aadhaar && aadhaar.qrKeys.length > 0 ? 'data-sandbox' : '',
    withoutScript: markup`${botCheck ? formPage.needsScript : formPage.withoutScript}`,
  }
}

/** Serves the signup page, which asks for a number and knows which steps there are. */
export const signupPage = page(SIGNUP_PATH, SIGNUP_PAGE)
