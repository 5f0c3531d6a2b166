import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { configOf } from '../../src/config.ts'
import { phoneName } from '../../src/phone/guard-call.ts'
import type { PhoneGuard } from '../../src/phone/guard.ts'
import { addressNames } from '../../src/rate-limits/address-names.ts'
import { monitorName } from '../../src/traffic/shard.ts'
import {
  type Call,
  call,
  newAddress,
  newKey,
  newPhone,
  type Reply,
  start,
  type Started,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { issueToken } from '../support/bot-check.ts'
import type { Behaviour as BotCheckBehaviour } from '../support/turnstile.ts'

/** How far a person has come when the request is made. */
export type Begun = 'nothing' | 'checked' | 'texted' | 'verified'

/** One cell of the table: nobody else uses its phones, its address and its monitors. */
export type Scene = {
  readonly phone: string
  /** The phone that it is changed to. */
  readonly other: string
  readonly address: string
  /** The `Idempotency-Key` of the send that began the signup. */
  readonly key: string
  /** Of the bot check, once it is solved. */
  readonly token: string
  readonly signup: Started
  /** The session's cookie now; `signup` has the one of its start. */
  readonly cookie: string
}

/** What a request and its fault can have changed. */
export type State = {
  /** 0 where there is no session. */
  readonly step: number
  /** Guesses left, until the phone is verified. */
  readonly left?: number
  readonly phone?: 'own' | 'other'
  /** How often the gateway was asked for a text to either phone. */
  readonly asked: number
  /** How many texts their guards count. */
  readonly counted: number
}

/** A request as a person in the scene makes it. */
export type Ask = (scene: Scene) => Call & { readonly path: string }

/** The state of a scene that was set, before the request. */
export const BEFORE: Readonly<Record<Begun, State>> = {
  nothing: { step: 0, asked: 0, counted: 0 },
  checked: { step: 0, asked: 0, counted: 0 },
  texted: { step: 1, left: 3, phone: 'own', asked: 1, counted: 1 },
  verified: { step: 2, phone: 'own', asked: 1, counted: 1 },
}

const NONE: Started = { phone: '', sessionId: '', cookie: '', code: '' }

/** Sets the scene, with everything in order but what the bot check will say of its token. */
export async function begin(begun: Begun, botCheck?: BotCheckBehaviour): Promise<Scene> {
  const token = begun === 'checked' ? await issueToken(botCheck && { behaviour: botCheck }) : ''
  const own = { phone: newPhone(), other: newPhone(), address: newAddress(), key: newKey() }
  const scene = { ...own, token }
  if (begun === 'nothing' || begun === 'checked') return { ...scene, signup: NONE, cookie: '' }
  const { phone, address, key } = scene
  const headers = { 'Idempotency-Key': key }
  const signup = await start({ phone, address, headers, env: ownEnv(scene, {}) })
  if (begun === 'texted') return { ...scene, signup, cookie: signup.cookie }
  const options = { cookie: signup.cookie, address }
  const { cookie } = await verifyOtp(signup.sessionId, signup.code, options)
  if (cookie === undefined) throw new Error('the signup was not verified')
  return { ...scene, signup, cookie }
}

/** Makes the request under these bindings, which the session object has too. */
export async function askWith(scene: Scene, ask: Ask, bindings: Env): Promise<Reply> {
  const { path, ...options } = ask(scene)
  const { sessionId } = scene.signup
  const mend = sessionId !== '' && (await bindWithin(session(sessionId), bindings))
  const reply = await call(path, { address: scene.address, ...options, env: bindings })
  if (mend) await mend()
  return reply
}

/** The environment with a scene's own monitors, and with these changes. */
export function ownEnv({ address }: Pick<Scene, 'address'>, changes: object): Env {
  const own = { ...env, ...changes }
  const monitors: DurableObjectNamespace = own.TRAFFIC_MONITOR
  const getByName = (name: string) => monitors.getByName(ownMonitor(name, address))
  return envWith({ ...changes, TRAFFIC_MONITOR: { getByName } })
}

/** The scene's own monitor, and the names by which it counts the scene's address. */
export function monitorOf({ address }: Scene) {
  const askedBy = addressNames(configOf(env).indexKeys.addressName, address)
  const name = ownMonitor(monitorName('IN', askedBy, configOf(env).trafficShards), address)
  return { monitor: env.TRAFFIC_MONITOR.getByName(name), askedBy }
}

function ownMonitor(name: string, address: string): string {
  return `${name} of ${address}`
}

/** What has come of it, once all is in order again. `sessionId` is the one that matters. */
export async function observe(
  { phone, other }: Scene,
  sessionId: string | undefined,
): Promise<State> {
  const [texts, others, ...counted] = await Promise.all([
    textsTo(phone),
    textsTo(other),
    countedFor(phone),
    countedFor(other),
  ])
  const sum = { asked: texts.length + others.length, counted: counted[0] + counted[1] }
  if (sessionId === undefined) return { step: 0, ...sum }
  const status = await session(sessionId).status({})
  if (!status.ok) return { step: 0, ...sum }
  return {
    step: status.step,
    phone: status.phone.endsWith(phone.slice(-4)) ? 'own' : 'other',
    ...(status.timers && { left: status.timers.attemptsLeft }),
    ...sum,
  }
}

function session(id: string) {
  return env.SIGNUP_SESSION.getByName(id)
}

function guard(phone: string): DurableObjectStub<PhoneGuard> {
  return env.PHONE_GUARD.getByName(phoneName(env, { e164: phone, country: 'IN' }))
}

function countedFor(phone: string): Promise<number> {
  return runInDurableObject(guard(phone), (_, { storage }) => {
    const kept = storage.kv.get<{ readonly texts: readonly unknown[] }>('guard')
    return kept?.texts.length ?? 0
  })
}
