import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import { signupHash } from '../../src/accounts/claims.ts'
import { accountStore } from '../../src/accounts/d1-store.ts'
import { configOf } from '../../src/config.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import type { DeliveryState } from '../../src/otp/deliveries.ts'
import { randomToken } from '../../src/platform/secrets.ts'
import type { SessionState } from '../../src/signup/session-state.ts'
import { monitorName } from '../../src/traffic/shard.ts'
import { accountCookie, createAccount, giveDetails } from '../support/account.ts'
import { newAccount } from '../support/accounts.ts'
import {
  type Call,
  call,
  newAddress,
  newKey,
  newPhone,
  type Reply,
  sendOtp,
  start,
  type Started,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { issueToken } from '../support/bot-check.ts'
import { codesAt, MSG91_TOKEN, PROVIDERS } from '../support/gateways.ts'
import { countedFor, lookUpsFor } from '../support/guard.ts'
import { consentTo, newPan } from '../support/identity.ts'
import { aadhaarData } from '../support/setu.ts'
import type { Post } from '../support/stand-in.ts'
import { askStandIn, ordered } from '../support/stand-ins.ts'
import { statusOf } from '../support/twilio-client.ts'
import { sign } from '../support/twilio.ts'
import type { Behaviour as BotCheckBehaviour } from '../support/turnstile.ts'

/** Says how far a person has come when the request is made. */
export type Begun =
  | 'nothing'
  | 'checked'
  | 'texted'
  | 'textedByProvider'
  | 'called'
  | 'verified'
  /** It is the turn of Aadhaar, of a PAN; or the person is back from DigiLocker. */
  | 'atAadhaar'
  | 'atPan'
  | 'backFromDigiLocker'
  /** All but the password is answered. */
  | 'answered'
  /** The account was made of a signup, a moment ago. */
  | 'made'
  /** There is an account whose owner is signed in, whatever it was made of. */
  | 'opened'

/** Names a gateway that is asked instead of the usual one, the webhook, which stays the last. */
export type Provider = 'twilio' | 'msg91'

type Posted = Call & { readonly path: string }

/** Holds one cell of the table: nobody else uses its phones and its address, nor another row its monitors. */
export type Scene = {
  /** What its monitors are named for: the row, or the cell. */
  readonly monitors: string
  readonly phone: string
  /** The phone that it may be changed to. */
  readonly other: string
  readonly address: string
  /** The `Idempotency-Key` of the send that began the signup, and of the making of its account. */
  readonly key: string
  /** Of the bot check, once it is solved. */
  readonly token: string
  readonly signup: Started
  /** The session's cookie now; `signup` has the one of its start. */
  readonly cookie: string
  /** The account's cookie. */
  readonly account: string
  /** A PAN of the person. */
  readonly pan: string
  /** The query of the way back from DigiLocker. */
  readonly returned: string
  /** What the provider that texted would post. */
  readonly posts: { readonly receipt: Posted; readonly key: Posted }
}

/** Holds what a request and its fault can have changed. */
export type State = {
  /** 0 where there is no session. */
  readonly step: number
  /** Guesses left, until the phone is verified. */
  readonly left?: number
  readonly phone?: 'own' | 'other'
  /** What the page is told of the text, where that is known. */
  readonly delivery?: DeliveryState
  /** How often the usual gateway was asked for a text to either phone. */
  readonly asked: number
  /** How many texts their guards count. */
  readonly counted: number
  /** How many look-ups of PANs the phone's guard counts. */
  readonly lookups?: number
  readonly account?: 'open' | 'closed'
  /** How many sessions of the account its desk has. */
  readonly sessions?: number
  /** Of the consent that an account can do without. */
  readonly offers?: 'given' | 'withdrawn'
}

/** Lists where steps are on that usually are not. */
const IDENTIFYING: ReadonlySet<Begun> = new Set(['atAadhaar', 'atPan', 'backFromDigiLocker'])

const OPEN = { account: 'open', sessions: 1, offers: 'given' } as const

/** Holds the state of a scene that was set, before the request. */
export const BEFORE: Readonly<Record<Begun, State>> = {
  nothing: { step: 0, asked: 0, counted: 0 },
  checked: { step: 0, asked: 0, counted: 0 },
  texted: { step: 1, left: 3, phone: 'own', asked: 1, counted: 1 },
  textedByProvider: { step: 1, left: 3, phone: 'own', asked: 0, counted: 1 },
  called: { step: 1, left: 3, phone: 'own', asked: 0, counted: 1 },
  verified: { step: 2, phone: 'own', asked: 1, counted: 1 },
  atAadhaar: { step: 3, phone: 'own', asked: 1, counted: 1 },
  atPan: { step: 4, phone: 'own', asked: 1, counted: 1 },
  backFromDigiLocker: { step: 3, phone: 'own', asked: 1, counted: 1 },
  answered: { step: 5, phone: 'own', asked: 1, counted: 1 },
  made: { step: 0, asked: 1, counted: 1, ...OPEN },
  opened: { step: 0, asked: 0, counted: 0, ...OPEN },
}

const NONE: Started = { phone: '', sessionId: '', cookie: '', code: '' }

const NO_POSTS = { receipt: { path: '' }, key: { path: '' } }

/** Makes the vars of a service that asks this provider first. */
export function asking(provider: Provider): object {
  return { ...PROVIDERS, SMS_GATEWAYS: `${provider},webhook` }
}

/** Sets the scene, with everything in order but what the bot check will say of its token. */
export async function begin(
  monitors: string,
  {
    begun,
    by,
    vars = {},
  }: { readonly begun: Begun; readonly by?: Provider; readonly vars?: object },
  botCheck?: BotCheckBehaviour,
): Promise<Scene> {
  const token = begun === 'checked' ? await issueToken(botCheck && { behaviour: botCheck }) : ''
  const own = { phone: newPhone(), other: newPhone(), address: newAddress(), key: newKey() }
  const more = { account: '', pan: newPan(), returned: '', posts: NO_POSTS }
  const scene = { ...own, ...more, monitors, token }
  if (begun === 'nothing' || begun === 'checked') return { ...scene, signup: NONE, cookie: '' }
  if (begun === 'opened') return { ...scene, signup: NONE, cookie: '', account: await open(own) }
  const { phone, address, key } = scene
  const headers = { 'Idempotency-Key': key }
  if (by) {
    const reply = await sendOtp({ phone }, { address, headers, env: ownEnv(scene, asking(by)) })
    const sessionId = String(reply.body.session_id)
    if (begun === 'called') await makeCall(sessionId)
    const cookie = reply.cookie ?? ''
    const signup = { phone, sessionId, cookie, code: (await codesAt(by, phone))[0] ?? '' }
    return { ...scene, signup, cookie, posts: await postsOf(by, phone) }
  }
  const signup = await start({ phone, address, headers, env: ownEnv(scene, {}) })
  if (begun === 'texted') return { ...scene, signup, cookie: signup.cookie }
  const options = { cookie: signup.cookie, address }
  const { cookie } = await verifyOtp(signup.sessionId, signup.code, options)
  if (cookie === undefined) throw new Error('the signup was not verified')
  const verified = { ...signup, cookie }
  if (begun !== 'verified') await giveDetails(verified, PERSON)
  if (begun === 'backFromDigiLocker') {
    const whole = { ...scene, signup, cookie }
    return { ...whole, returned: await visitDigiLocker(whole, ownEnv(scene, vars)) }
  }
  const made = begun === 'made' && (await createAccount(verified, { key }))
  return { ...scene, signup, cookie, account: (made && accountCookie(made)) || '' }
}

/** Whom the registers know, as step 2 has them. */
const PERSON = { full_name: 'Asha Rao', date_of_birth: '1990-03-27' }

/** Leads to DigiLocker, where the person consents; gives the query with which they come back. */
async function visitDigiLocker(scene: Scene, bindings: Env): Promise<string> {
  const body = { session_id: scene.signup.sessionId, consent: consentTo('aadhaar') }
  const ask = () => ({ path: '/users/api/start-aadhaar/', cookie: scene.cookie, body })
  const { body: reply } = await askWith(scene, ask, bindings)
  const id = String(reply.redirect_url).split('/').at(-1) ?? ''
  const { origin } = inject('setu')
  const shared = aadhaarData({ name: PERSON.full_name, dateOfBirth: '27-03-1990' }, id)
  const request = { consent: 'authenticated', aadhaar: { status: 200, body: shared } }
  const put = { method: 'PUT', body: JSON.stringify(request) }
  const { redirectUrl } = await askStandIn<{ redirectUrl: string }>(
    origin,
    '/requests',
    { id },
    put,
  )
  return `${new URL(redirectUrl).search}&success=True&id=${id}&scope=ADHAR`
}

/** Makes an account without a signup, and gives the cookie of its owner. */
async function open({ phone, key }: Pick<Scene, 'phone' | 'key'>): Promise<string> {
  const account = newAccount({ phone, signup: key })
  const desk = env.ACCOUNT_DESK.getByName(account.id)
  await desk.prepare()
  await accountStore(configOf(env)).create(account, Date.now())
  const token = randomToken()
  await desk.openSession(token)
  return `__Host-account=${account.id}.${token}`
}

/** Only a third text's session may be called: here its text is taken for the call. */
function makeCall(sessionId: string): Promise<void> {
  return runInDurableObject(session(sessionId), (_, { storage: { kv } }) => {
    const state = kv.get<SessionState>('session')
    if (!state) throw new Error('there is no session')
    const { challenge } = state
    const dispatches = challenge.dispatches.map((one) => ({ ...one, channel: 'voice' as const }))
    kv.put<SessionState>('session', { ...state, challenge: { ...challenge, dispatches } })
  })
}

function formTo(url: string, body: string, signature = ''): Posted {
  return {
    path: url.slice(new URL(url).origin.length),
    body,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Twilio-Signature': signature,
    },
  }
}

async function postsOf(provider: Provider, phone: string): Promise<Scene['posts']> {
  if (provider === 'msg91') {
    const asked = { to: phone, status: '1', version: '3' }
    const { body } = await ordered<Post>(inject('msg91').origin, '/reports', asked)
    const receipt = { path: `/webhooks/sms/msg91/${MSG91_TOKEN}`, body }
    return { ...NO_POSTS, receipt }
  }
  const { url, headers, body } = await statusOf(phone, 'delivered')
  const voice = `${url.replace('twilio/', 'twilio/voice/')}&lang=en`
  const { sid: AccountSid, authToken } = inject('twilio').account
  const pressed = { AccountSid, Digits: '1' }
  return {
    receipt: formTo(url, body, headers['x-twilio-signature']),
    key: formTo(voice, new URLSearchParams(pressed).toString(), sign(authToken, voice, pressed)),
  }
}

/** Makes the request under these bindings, which the session object has too. */
export async function askWith(
  scene: Scene,
  ask: (scene: Scene) => Posted,
  bindings: Env,
): Promise<Reply> {
  const { path, ...options } = ask(scene)
  const { sessionId } = scene.signup
  const mend = sessionId !== '' && (await bindWithin(session(sessionId), bindings))
  const reply = await call(path, { address: scene.address, ...options, env: bindings })
  if (mend) await mend()
  return reply
}

/** Makes the environment with the row's own monitors, and with these changes. */
export function ownEnv({ monitors: of }: Pick<Scene, 'monitors'>, changes: object): Env {
  const own = { ...env, ...changes }
  const monitors: DurableObjectNamespace = own.TRAFFIC_MONITOR
  const getByName = (name: string) => monitors.getByName(`${name} where ${of}`)
  return envWith({ ...changes, TRAFFIC_MONITOR: { getByName } })
}

/** Finds the row's own monitor, and the names by which it counts the scene's address. */
export function monitorOf({ monitors: of, address }: Scene) {
  const askedBy = addressNames(configOf(env).indexKeys.addressName, address)
  const name = monitorName('IN', askedBy, configOf(env).trafficShards)
  return { monitor: env.TRAFFIC_MONITOR.getByName(`${name} where ${of}`), askedBy }
}

/** Tells what has come of the account of a signup, where there is one. */
async function observeAccount(signup: string): Promise<Partial<State>> {
  const row = await env.ACCOUNTS.prepare('SELECT id FROM accounts WHERE signup = ?1')
    .bind(signupHash(configOf(env), signup))
    .first<{ id: string }>()
  if (!row) return {}
  const found = await accountStore(configOf(env)).find(row.id)
  if (!found.ok) throw new Error('the account is gone')
  const { closedAt, consents } = found.account
  const offers = consents.find(({ purpose }) => purpose === 'offers')
  const sessions = await runInDurableObject(
    env.ACCOUNT_DESK.getByName(row.id),
    (_, { storage: { kv } }) => kv.get<{ sessions: unknown[] }>('desk')?.sessions.length ?? 0,
  )
  return {
    account: closedAt === undefined ? 'open' : 'closed',
    sessions,
    offers: offers && (offers.withdrawnAt === undefined ? 'given' : 'withdrawn'),
  }
}

/** Tells what has come of it, once all is in order again. `sessionId` is the one that matters. */
export async function observe(
  { phone, other, key, account }: Scene,
  sessionId: string | undefined,
  { begun, bindings, changesPhone }: { begun: Begun; bindings: Env; changesPhone: boolean },
): Promise<State> {
  // Of another phone the Worker knows in one column alone.
  const phones = changesPhone ? [phone, other] : [phone]
  const [texts, counted, lookups] = await Promise.all([
    Promise.all(phones.map(textsTo)),
    Promise.all(phones.map(countedFor)),
    begun === 'atPan' ? lookUpsFor(phone) : 0,
  ])
  // An account that was opened without a signup has the key in its place.
  const signup = sessionId ?? (account === '' ? undefined : key)
  const sums = {
    asked: texts.flat().length,
    counted: counted.reduce((sum, one) => sum + one, 0),
    lookups: lookups || undefined,
    ...(signup !== undefined && (await observeAccount(signup))),
  }
  if (sessionId !== undefined && IDENTIFYING.has(begun)) {
    await bindWithin(session(sessionId), bindings)
  }
  const status = sessionId === undefined ? undefined : await session(sessionId).status({})
  if (!status?.ok) return { step: 0, ...sums }
  return {
    step: status.step,
    phone: status.phone.endsWith(phone.slice(-4)) ? 'own' : 'other',
    left: status.timers?.attemptsLeft,
    delivery: status.delivery,
    ...sums,
  }
}

function session(id: string) {
  return env.SIGNUP_SESSION.getByName(id)
}
