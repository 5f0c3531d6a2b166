import { env } from 'cloudflare:workers'
import { inject, vi } from 'vitest'
import { MINUTE } from '../../src/platform/time.ts'
import {
  answeredSignup,
  answerStep,
  createAccount,
  DETAILS,
  giveDetails,
  openedAccount,
  verifiedSignup,
} from '../support/account.ts'
import { type Call, call, newPhone, type Reply, start, type Started } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { LEAKED } from '../support/breaches.ts'
import { anyPost, NONE, type Provocations, unavailable, UNAVAILABLE } from './refusals.ts'

const at = (name: string) => `/users/api/${name}/`

const ACCOUNT = at('account')

const NO_SIGNUP: Started = { phone: '', sessionId: 'x', cookie: '', code: '' }

/** Answers step 2, changed or of another signup. */
const details = async (options: Call = {}) => giveDetails(await verifiedSignup(), {}, options)
const detailsWith = async (more: object) => giveDetails(await verifiedSignup(), more)

const consentTo = (more: object) => detailsWith({ consent: { ...DETAILS.consent, ...more } })

const create = async (options: Parameters<typeof createAccount>[1] = {}) =>
  createAccount(await answeredSignup(), options)

/** Posts in the page of one signup with the cookie of another. */
const mixed = async (post: (signup: Started) => Promise<Reply>) => {
  const [shown, borne] = await Promise.all([answeredSignup(), answeredSignup()])
  return post({ ...shown, cookie: borne.cookie })
}

/** Asks of a signup whose account is under way in another request. */
const whileMaking = async (ask: (signup: Started) => Promise<Reply>) => {
  const signup = await answeredSignup()
  const [, token = ''] = signup.cookie.split('.')
  const session = env.SIGNUP_SESSION.getByName(signup.sessionId)
  await session.beginAccount({ id: 'another', token, key: undefined })
  return ask(signup)
}

const busy = () => ({
  hashPassword: async () => ({ ok: false, reason: 'busy', retryAfter: 2100 }),
})

/** Posts as the owner of an account, in the way of a page. */
const asOwner =
  (name: string, body: object) =>
  async (options: Call = {}) => {
    const { account: cookie } = await openedAccount()
    return call(at(name), { cookie, body, ...options })
  }

const show = async (options: Call = {}) => {
  const { account: cookie } = await openedAccount()
  return call(ACCOUNT, { cookie, ...options })
}

const signOut = asOwner('sign-out', {})
const withdraw = asOwner('withdraw-consent', { purpose: 'offers' })
const close = asOwner('close-account', {})

/** Has a bug where the configuration is read. */
const unreadable = () =>
  Object.defineProperty({ ...env }, 'BRAND', {
    enumerable: true,
    get() {
      throw new Error('BRAND was read')
    },
  })

type Of =
  | 'GET /users/api/notices/'
  | 'POST /users/api/personal-details/'
  | 'POST /users/api/create-account/'
  | 'GET /users/api/account/'
  | 'POST /users/api/sign-out/'
  | 'POST /users/api/withdraw-consent/'
  | 'POST /users/api/close-account/'

/** Does the same for the steps after the first, and for accounts. */
export const accountProvocations = (
  pass: (milliseconds: number) => void,
): Pick<Provocations, Of> => {
  /** Asks when the last sign-in is too old to change much. */
  const later = async (name: string, body: object) => {
    const { account: cookie } = await openedAccount()
    pass(5 * MINUTE + 1)
    return call(at(name), { cookie, body })
  }
  return {
    'GET /users/api/notices/': {
      replies: { 200: () => call(at('notices')) },
      errors: {
        internal_error: () => call(at('notices'), { env: unreadable() }),
        not_configured: () => call(at('notices'), { env: envWith(UNAVAILABLE.not_configured) }),
      },
    },
    'POST /users/api/personal-details/': {
      replies: { 200: details },
      errors: {
        ...anyPost(at('personal-details'), details),
        session_not_found: () => giveDetails(NO_SIGNUP),
        other_signup: () => mixed(giveDetails),
        invalid_name: () => detailsWith({ full_name: '1' }),
        invalid_date_of_birth: () => detailsWith({ date_of_birth: '1990-02-30' }),
        under_age: () => detailsWith({ date_of_birth: new Date().toISOString().slice(0, 10) }),
        invalid_email: () => detailsWith({ email: 'janaki' }),
        invalid_pin_code: () => detailsWith({ pin_code: '0' }),
        consent_required: () => consentTo({ purposes: [] }),
        notice_changed: () => consentTo({ notice_version: '2020-01-01' }),
        step_out_of_order: async () => giveDetails(await start()),
        in_progress: () => whileMaking((signup) => giveDetails(signup, { full_name: 'Anita Rao' })),
      },
    },
    'POST /users/api/create-account/': {
      replies: { 201: create },
      errors: {
        ...anyPost(at('create-account'), create),
        session_not_found: () => createAccount(NO_SIGNUP),
        other_signup: () => mixed(createAccount),
        password_too_short: () => create({ password: 'x'.repeat(7) }),
        password_too_long: () => create({ password: 'x'.repeat(129) }),
        password_common: () => create({ password: 'password1' }),
        password_personal: () => create({ password: 'janaki-1990-03-27' }),
        async password_breached() {
          const signup = await answeredSignup()
          // A busy machine may take longer over the lookup than a person would wait.
          vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal)
          const BREACHED_PASSWORDS_URL = `${inject('breaches').origin}/lists/`
          return createAccount(signup, {
            password: LEAKED,
            env: envWith({ BREACHED_PASSWORDS_URL }),
          })
        },
        step_out_of_order: async () => createAccount(await verifiedSignup()),
        in_progress: () => whileMaking(createAccount),
        async account_exists() {
          const phone = newPhone()
          await openedAccount({ phone })
          pass(30 * MINUTE)
          return createAccount(await answeredSignup({ phone }))
        },
        busy: () => create({ env: envWith({ SIGN_IN: { getByName: busy } }) }),
      },
    },
    'GET /users/api/account/': {
      replies: { 200: show },
      errors: {
        signed_out: () => call(ACCOUNT),
        rate_limited: () => show({ env: envWith({ BEARER_BURST: NONE }) }),
        ...unavailable((bindings) => show({ env: envWith(bindings) })),
      },
    },
    'POST /users/api/sign-out/': {
      replies: { 200: signOut },
      errors: anyPost(at('sign-out'), signOut),
    },
    'POST /users/api/withdraw-consent/': {
      replies: { 200: withdraw },
      errors: {
        ...anyPost(at('withdraw-consent'), withdraw),
        session_not_found: () => answerStep('withdraw-consent', NO_SIGNUP, { purpose: 'account' }),
        other_signup: () =>
          mixed((signup) => answerStep('withdraw-consent', signup, { purpose: 'account' })),
        in_progress: () =>
          whileMaking((signup) => answerStep('withdraw-consent', signup, { purpose: 'account' })),
        signed_out: () => call(at('withdraw-consent'), { body: { purpose: 'offers' } }),
      },
    },
    'POST /users/api/close-account/': {
      replies: { 200: close },
      errors: {
        ...anyPost(at('close-account'), close),
        signed_out: () => call(at('close-account'), { body: {} }),
        fresh_sign_in_required: () => later('close-account', {}),
      },
    },
  }
}
