import { DETAILS, PASSWORD } from '../support/account.ts'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { consentTo, setuVars } from '../support/identity.ts'
import { type Call, ORIGIN, wrong } from '../support/app.ts'
import { FORM, FORM_TYPE } from '../support/signup-form.ts'
import type { Begun, Provider, Scene, State } from './scene.ts'

/** Declares what a cell of the table comes to. */
export type Outcome = {
  /** The status, and the error where there is one. */
  readonly reply: string
  /** What differs from the state before the request. */
  readonly change: Partial<State>
  /** What the same request is answered once all is in order again; as without a fault if not said. */
  readonly again?: string
}

/** Describes a column of the table: a request, and what it does where nothing is wrong. */
export type RequestKind = {
  /** As the app has it. */
  readonly route: string
  readonly begun: Begun
  /** Its good reply is a page with a policy of its own. */
  readonly ownHeaders?: true
  /** It is a plain form's, answered by pages; each fault does to it what it does to this request. */
  readonly formOf?: string
  /** The bot check is configured. */
  readonly botCheck?: true
  /** The gateway that texted, where it is not the usual one. */
  readonly by?: Provider
  /** Vars that the usual service has not. */
  readonly vars?: object
  /** The request as a person in the scene makes it. */
  readonly ask: (scene: Scene) => Call & { readonly path: string }
  readonly good: Outcome
}

/** A post to the API, in a service as it usually is. */
const post = (
  name: string,
  begun: Begun,
  ask: (scene: Scene) => Call,
  good: Outcome,
): RequestKind => ({
  route: `POST /users/api/${name}`,
  begun,
  ask: (scene) => ({ path: `/users/api/${name}/`, ...ask(scene) }),
  good,
})

const send = post.bind(null, 'send-otp')

const guess = (begun: Begun, codeOf: (scene: Scene) => string, good: Outcome, issue?: number) =>
  post(
    'verify-otp',
    begun,
    (scene) => {
      const { sessionId, cookie } = scene.signup
      const body = { session_id: sessionId, otp_code: codeOf(scene), code_issue: issue }
      return { cookie, body }
    },
    good,
  )

const look = (begun: Begun): RequestKind => ({
  route: 'GET /users/api/session',
  begun,
  ask: ({ cookie }) => ({ path: '/users/api/session/', cookie }),
  good: { reply: '200', change: {} },
})

/** A post of the page that shows a signup. */
const answer = (
  name: string,
  begun: Begun,
  bodyOf: (scene: Scene) => object,
  good: Outcome,
): RequestKind =>
  post(
    name,
    begun,
    (scene) => ({
      cookie: scene.cookie,
      body: { session_id: scene.signup.sessionId, ...bodyOf(scene) },
      ...keyed(scene.key),
    }),
    good,
  )

const offStep = (name: string, bodyOf: () => object) =>
  answer(name, 'answered', bodyOf, { reply: '409 step_out_of_order', change: {} })

/** A post to a step that verifies the person, by Setu unless other vars are given. */
const identify = (
  name: string,
  begun: Begun,
  vars: object,
  bodyOf: (scene: Scene) => object,
  good: Outcome,
): RequestKind => ({
  ...answer(name, begun, bodyOf, good),
  vars: { ...setuVars(), ...vars },
})

const AADHAAR = { AADHAAR_VERIFIERS: 'qr,setu' }

const panOf = ({ pan }: Scene) => ({ pan, consent: consentTo('pan') })

/** A post of an account's owner. */
const own = (name: string, body: object, good: Outcome): RequestKind =>
  post(name, 'opened', ({ account }) => ({ cookie: account, body }), good)

const get = (route: string, path: string, reply: string): RequestKind => ({
  route,
  begun: 'nothing',
  ask: () => ({ path }),
  good: { reply, change: {} },
})

const keyed = (key: string) => ({
  headers: { 'Content-Type': 'application/json', Origin: ORIGIN, 'Idempotency-Key': key },
})

/** What a provider posts about a text of its own. */
const providerPost = (by: Provider, route: string, ask: RequestKind['ask']): RequestKind => ({
  route: `POST /webhooks/sms/${route}`,
  begun: 'textedByProvider',
  by,
  ask,
  good: { reply: '200', change: { delivery: 'delivered' } },
})

const ONE_TEXT_MORE = { asked: 1, counted: 1 } as const
const BEGINS = {
  reply: '200',
  change: { step: 1, left: 3, phone: 'own', ...ONE_TEXT_MORE },
} as const

const LOOKED_UP = { reply: '200', change: { step: 5, lookups: 1 } } as const

/** Every kind of request there is. `asked` and `counted` of a change are added to those before it. */
export const REQUESTS = {
  send: send('nothing', ({ phone }) => ({ body: { phone } }), BEGINS),
  sendChecked: {
    ...send(
      'checked',
      ({ phone, key, token }) => ({ body: { phone, bot_check_token: token }, ...keyed(key) }),
      BEGINS,
    ),
    botCheck: true,
  },
  sendRepeated: send('texted', ({ phone, key }) => ({ body: { phone }, ...keyed(key) }), {
    reply: '200',
    change: {},
  }),
  resend: send(
    'texted',
    ({ phone, signup }) => ({ body: { phone, session_id: signup.sessionId } }),
    { reply: '200', change: ONE_TEXT_MORE },
  ),
  changePhone: send(
    'texted',
    ({ other, signup, cookie }) => ({
      cookie,
      body: { phone: other, session_id: signup.sessionId },
    }),
    { reply: '200', change: { phone: 'other', ...ONE_TEXT_MORE } },
  ),
  rightCode: guess('texted', ({ signup }) => signup.code, { reply: '200', change: { step: 2 } }),
  wrongCode: guess('texted', ({ signup }) => wrong(signup.code), {
    reply: '400 otp_incorrect',
    change: { left: 2 },
  }),
  replacedCode: guess(
    'texted',
    ({ signup }) => signup.code,
    { reply: '409 code_replaced', change: {} },
    2,
  ),
  rightCodeRepeated: guess('verified', ({ signup }) => signup.code, { reply: '200', change: {} }),
  session: look('texted'),
  sessionVerified: look('verified'),
  notices: get('GET /users/api/notices', '/users/api/notices/', '200'),
  personalDetails: answer('personal-details', 'verified', () => DETAILS, {
    reply: '200',
    change: { step: 5 },
  }),
  // What a service has to say to them in which their steps are off.
  verifyAadhaarQr: offStep('verify-aadhaar-qr', () => ({
    qr_data: '1',
    consent: consentTo('aadhaar'),
  })),
  startAadhaar: offStep('start-aadhaar', () => ({ consent: consentTo('aadhaar') })),
  finishAadhaar: offStep('finish-aadhaar', () => ({})),
  verifyPan: offStep('verify-pan', () => ({ pan: 'SNDPA0001A', consent: consentTo('pan') })),
  aadhaarQr: identify(
    'verify-aadhaar-qr',
    'atAadhaar',
    AADHAAR,
    () => ({ qr_data: makeTestQr({ name: 'Asha Rao' }), consent: consentTo('aadhaar') }),
    { reply: '200', change: { step: 5 } },
  ),
  toDigiLocker: identify(
    'start-aadhaar',
    'atAadhaar',
    AADHAAR,
    () => ({ consent: consentTo('aadhaar') }),
    { reply: '200', change: {} },
  ),
  fromDigiLocker: identify(
    'finish-aadhaar',
    'backFromDigiLocker',
    AADHAAR,
    ({ returned }) => ({ return_query: returned }),
    { reply: '200', change: { step: 5 } },
  ),
  pan: identify('verify-pan', 'atPan', { PAN_VERIFIER: 'setu' }, panOf, LOOKED_UP),
  // With the date of birth, so that it is known whose it is, and whether an account has it is asked.
  panByDate: identify('verify-pan', 'atPan', { PAN_VERIFIER: 'sandbox' }, panOf, LOOKED_UP),
  createAccount: answer('create-account', 'answered', () => ({ password: PASSWORD }), {
    reply: '201',
    change: { step: 0, account: 'open', sessions: 1, offers: 'given' },
  }),
  createAccountRepeated: answer('create-account', 'made', () => ({ password: PASSWORD }), {
    reply: '201',
    change: {},
  }),
  withdrawSignup: answer('withdraw-consent', 'answered', () => ({ purpose: 'account' }), {
    reply: '200',
    // The row that keeps an account from being made is there.
    change: { step: 0, account: 'closed', sessions: 0 },
  }),
  account: {
    route: 'GET /users/api/account',
    begun: 'opened',
    ask: ({ account }) => ({ path: '/users/api/account/', cookie: account }),
    good: { reply: '200', change: {} },
  },
  signOut: own('sign-out', {}, { reply: '200', change: { sessions: 0 } }),
  withdrawOffers: own(
    'withdraw-consent',
    { purpose: 'offers' },
    { reply: '200', change: { offers: 'withdrawn' } },
  ),
  closeAccount: own(
    'close-account',
    {},
    { reply: '200', change: { account: 'closed', sessions: 0 } },
  ),
  receipt: providerPost('twilio', ':gateway', ({ posts }) => posts.receipt),
  receiptForged: {
    ...providerPost('twilio', ':gateway', ({ posts: { receipt } }) => ({
      ...receipt,
      path: `${receipt.path}&forged=1`,
    })),
    good: { reply: '403 forbidden', change: {} },
  },
  receiptByToken: providerPost('msg91', ':gateway/:token', ({ posts }) => posts.receipt),
  keyPressed: {
    ...providerPost('twilio', ':gateway/voice', ({ posts }) => posts.key),
    begun: 'called',
  },
  botCheckPage: {
    ...get('GET /users/bot-check', '/users/bot-check/', '200'),
    botCheck: true,
    ownHeaders: true,
  },
  signupPage: { ...get('GET /users/signup', '/users/signup/', '200'), ownHeaders: true },
  formPage: {
    route: 'GET /users/signup/form',
    begun: 'texted',
    ownHeaders: true,
    formOf: 'session',
    ask: ({ cookie }) => ({ path: FORM, cookie }),
    good: { reply: '200', change: {} },
  },
  formSend: {
    route: 'POST /users/signup/form',
    begun: 'nothing',
    formOf: 'send',
    ask: ({ phone }) => ({
      path: FORM,
      headers: { ...FORM_TYPE, Origin: ORIGIN },
      body: new URLSearchParams({ intent: 'send', phone }).toString(),
    }),
    good: { ...BEGINS, reply: '303' },
  },
  accountPage: { ...get('GET /users/account', '/users/account/', '200'), ownHeaders: true },
  sandboxDigiLocker: {
    ...get(
      'GET /users/sandbox-digilocker',
      `/users/sandbox-digilocker/?id=1&back=${encodeURIComponent(ORIGIN)}`,
      '200',
    ),
    vars: { AADHAAR_VERIFIERS: 'sandbox' },
  },
  health: get('GET /healthz', '/healthz', '200'),
  root: get('GET /', '/', '302'),
  contract: get('GET /openapi.json', '/openapi.json/', '308'),
  unknownPath: get('GET /*', '/users/api/unknown', '404 not_found'),
  wrongMethod: {
    route: 'PUT /*',
    begun: 'nothing',
    ask: ({ phone }) => ({ path: '/users/api/send-otp/', method: 'PUT', body: { phone } }),
    good: { reply: '405 method_not_allowed', change: {} },
  },
} satisfies Record<string, RequestKind>

export type RequestName = keyof typeof REQUESTS
