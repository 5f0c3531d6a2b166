import { ORIGIN, wrong } from '../support/app.ts'
import type { Ask, Begun, Provider, Scene, State } from './scene.ts'

/** What a cell of the table declares. */
export type Outcome = {
  /** The status, and the error where there is one. */
  readonly reply: string
  /** What differs from the state before the request. */
  readonly change: Partial<State>
  /** What the same request is answered once all is in order again; as without a fault if not said. */
  readonly again?: string
}

/** A column of the table: a request, and what it does where nothing is wrong. */
export type RequestKind = {
  /** As the app has it. */
  readonly route: string
  readonly begun: Begun
  /** Whether its good reply is a page with a policy of its own. */
  readonly ownHeaders?: true
  /** Whether the bot check is configured. */
  readonly botCheck?: true
  /** The gateway that texted, where it is not the usual one. */
  readonly by?: Provider
  readonly ask: Ask
  readonly good: Outcome
}

const JSON_TYPE = { 'Content-Type': 'application/json', Origin: ORIGIN }

const SEND = { path: '/users/api/send-otp/' }
const VERIFY = { path: '/users/api/verify-otp/' }
const SESSION = { path: '/users/api/session/' }

const send = 'POST /users/api/send-otp'
const verify = 'POST /users/api/verify-otp'
const session = 'GET /users/api/session'

const guess = ({ signup, cookie }: Pick<Scene, 'signup' | 'cookie'>, code: string) => ({
  ...VERIFY,
  cookie,
  body: { session_id: signup.sessionId, otp_code: code },
})

const DELIVERED = { reply: '200', change: { delivery: 'delivered' } } as const

const STARTED = { step: 1, left: 3, phone: 'own' } as const
const ONE_TEXT_MORE = { asked: 1, counted: 1 } as const

/** Every kind of request there is. `asked` and `counted` of a change are added to those before it. */
export const REQUESTS = {
  send: {
    route: send,
    begun: 'nothing',
    ask: ({ phone }) => ({ ...SEND, body: { phone } }),
    good: { reply: '200', change: { ...STARTED, ...ONE_TEXT_MORE } },
  },
  sendChecked: {
    route: send,
    begun: 'checked',
    botCheck: true,
    ask: ({ phone, key, token }) => ({
      ...SEND,
      body: { phone, bot_check_token: token },
      headers: { ...JSON_TYPE, 'Idempotency-Key': key },
    }),
    good: { reply: '200', change: { ...STARTED, ...ONE_TEXT_MORE } },
  },
  sendRepeated: {
    route: send,
    begun: 'texted',
    ask: ({ phone, key }) => ({
      ...SEND,
      body: { phone },
      headers: { ...JSON_TYPE, 'Idempotency-Key': key },
    }),
    good: { reply: '200', change: {} },
  },
  resend: {
    route: send,
    begun: 'texted',
    ask: ({ phone, signup }) => ({ ...SEND, body: { phone, session_id: signup.sessionId } }),
    good: { reply: '200', change: ONE_TEXT_MORE },
  },
  changePhone: {
    route: send,
    begun: 'texted',
    ask: ({ other, signup, cookie }) => ({
      ...SEND,
      cookie,
      body: { phone: other, session_id: signup.sessionId },
    }),
    good: { reply: '200', change: { phone: 'other', ...ONE_TEXT_MORE } },
  },
  rightCode: {
    route: verify,
    begun: 'texted',
    ask: (scene) => guess(scene, scene.signup.code),
    good: { reply: '200', change: { step: 2 } },
  },
  wrongCode: {
    route: verify,
    begun: 'texted',
    ask: (scene) => guess(scene, wrong(scene.signup.code)),
    good: { reply: '400 otp_incorrect', change: { left: 2 } },
  },
  rightCodeRepeated: {
    route: verify,
    begun: 'verified',
    ask: ({ signup }) => guess({ cookie: signup.cookie, signup }, signup.code),
    good: { reply: '200', change: {} },
  },
  session: {
    route: session,
    begun: 'texted',
    ask: ({ cookie }) => ({ ...SESSION, cookie }),
    good: { reply: '200', change: {} },
  },
  sessionVerified: {
    route: session,
    begun: 'verified',
    ask: ({ cookie }) => ({ ...SESSION, cookie }),
    good: { reply: '200', change: {} },
  },
  receipt: {
    route: 'POST /webhooks/sms/:gateway',
    begun: 'textedByProvider',
    by: 'twilio',
    ask: ({ posts }) => posts.receipt,
    good: DELIVERED,
  },
  receiptForged: {
    route: 'POST /webhooks/sms/:gateway',
    begun: 'textedByProvider',
    by: 'twilio',
    ask: ({ posts: { receipt } }) => ({ ...receipt, path: `${receipt.path}&forged=1` }),
    good: { reply: '403 forbidden', change: {} },
  },
  receiptByToken: {
    route: 'POST /webhooks/sms/:gateway/:token',
    begun: 'textedByProvider',
    by: 'msg91',
    ask: ({ posts }) => posts.receipt,
    good: DELIVERED,
  },
  keyPressed: {
    route: 'POST /webhooks/sms/:gateway/voice',
    begun: 'called',
    by: 'twilio',
    ask: ({ posts }) => posts.key,
    good: DELIVERED,
  },
  botCheckPage: {
    route: 'GET /users/bot-check',
    begun: 'nothing',
    botCheck: true,
    ownHeaders: true,
    ask: () => ({ path: '/users/bot-check/' }),
    good: { reply: '200', change: {} },
  },
  health: {
    route: 'GET /healthz',
    begun: 'nothing',
    ask: () => ({ path: '/healthz' }),
    good: { reply: '200', change: {} },
  },
  root: {
    route: 'GET /',
    begun: 'nothing',
    ask: () => ({ path: '/' }),
    good: { reply: '302', change: {} },
  },
  contract: {
    route: 'GET /openapi.json',
    begun: 'nothing',
    ask: () => ({ path: '/openapi.json/' }),
    good: { reply: '308', change: {} },
  },
  unknownPath: {
    route: 'GET /*',
    begun: 'nothing',
    ask: () => ({ path: '/users/api/unknown' }),
    good: { reply: '404 not_found', change: {} },
  },
  wrongMethod: {
    route: 'PUT /*',
    begun: 'nothing',
    ask: ({ phone }) => ({ ...SEND, method: 'PUT', body: { phone } }),
    good: { reply: '405 method_not_allowed', change: {} },
  },
} satisfies Record<string, RequestKind>

export type RequestName = keyof typeof REQUESTS
