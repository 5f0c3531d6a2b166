import {
  type Challenge,
  type Issue,
  type SealedPhone,
  type SecretIds,
  timersOf,
} from '../../src/otp/challenge.ts'
import { recordOutcome } from '../../src/otp/outcome.ts'
import {
  type IssuedCode,
  resend,
  type ResendRequest,
  startChallenge,
} from '../../src/otp/resend.ts'
import type { Send } from '../../src/otp/send.ts'
import type { Phone } from '../../src/phone/number.ts'
import { SECOND } from '../../src/platform/time.ts'
import type { Dispatch, GatewayAttempt } from '../../src/sms/dispatch.ts'
import { newSend } from './send.ts'

const START = 1_000_000

/** Gives the time so many seconds after the challenge's start. */
export const at = (seconds: number) => START + seconds * SECOND

export const SECRET_IDS: SecretIds = ['k1']

export const PHONE: Phone = { e164: '+919876543210', country: 'IN' }
export const OTHER_PHONE: Phone = { e164: '+919876543211', country: 'IN' }

export const asker = (address: string) => ({ kind: 'ipv4', address }) as const

/** Seals nothing: the challenge never looks into a phone. */
export const sealed = (box: string): SealedPhone => ({
  number: { keyId: 'k1', box },
  country: 'IN',
})

/** Makes a send by text to `PHONE` over gateways a and b. */
export const send = (more: Partial<Send> = {}): Send =>
  newSend({
    id: 'first',
    sessionId: 'session',
    isFirst: false,
    route: ['a', 'b'],
    asker: asker('starter'),
    ...more,
  })

/** Makes a challenge as its first send leaves it. */
export const challenge = (more: Partial<Challenge> = {}): Challenge => ({
  ...startChallenge(send(), sealed('phone'), SECRET_IDS, at(0)),
  ...more,
})

/** Says so many guesses at the current code. */
export const guessed = <One extends Challenge>(from: One, attempts: number): One => ({
  ...from,
  issue: { ...from.issue, attempts },
  lastAttempt: `guess ${attempts}`,
})

export const issueWith = (more: Partial<Issue>): Issue => ({ ...challenge().issue, ...more })

type Resend = Partial<ResendRequest> & { readonly id?: string; readonly more?: Partial<Send> }

/** Asks for one more text; a phone given in `phone` is another one. */
export function askAgain(from: Challenge, seconds: number, wish: Resend = {}) {
  const { id = `at ${seconds}`, more, phone, ...rest } = wish
  const request: ResendRequest = {
    send: send({ id, ...more }),
    phone: phone ?? from.phone,
    isPhoneChanged: phone !== undefined,
    maxTexts: 1,
    secretIds: SECRET_IDS,
    deadline: Number.POSITIVE_INFINITY,
    ...rest,
  }
  return resend(from, request, at(seconds))
}

/** The challenge with one more send under way. */
export function sending(from: Challenge, seconds: number, wish?: Resend): Challenge {
  const { next, answer } = askAgain(from, seconds, wish)
  if (!next) throw new Error(answer.ok ? 'changed nothing' : answer.reason)
  return next
}

/** The challenge with one more text, which its first gateway took. */
export function texted(from: Challenge, seconds: number, wish?: Resend): Challenge {
  const next = sending(from, seconds, wish)
  const taken = sentBy(next.pending?.route[0] ?? 'a')
  return recordOutcome(next, next.pending?.id ?? '', taken, SECRET_IDS).next ?? next
}

/** What `askAgain` refuses for; undefined where it does not. */
export function refusal(from: Challenge, seconds: number, wish?: Resend): string | undefined {
  const { answer } = askAgain(from, seconds, wish)
  return answer.ok ? undefined : answer.reason
}

/** The code that `askAgain` gives. */
export function issuedCode(from: Challenge, seconds: number, wish?: Resend): IssuedCode {
  const { answer } = askAgain(from, seconds, wish)
  if (!answer.ok) throw new Error(answer.reason)
  return answer
}

export const offered = (of: Challenge) => timersOf(of, SECRET_IDS).otherChannels

const attemptsOf = (answer: GatewayAttempt['answer'], gateways: readonly string[]) =>
  gateways.map((gateway): GatewayAttempt => ({ gateway, answer, duration: 5 }))

/** A text that the last of these gateways took, and that the others may have sent. */
export const sentBy = (...gateways: readonly string[]): Dispatch => ({
  kind: 'sent',
  texts: gateways.length,
  segments: gateways.length,
  gateway: gateways.at(-1) ?? 'none',
  attempts: [
    ...attemptsOf('unknown', gateways.slice(0, -1)),
    ...attemptsOf('accepted', gateways.slice(-1)),
  ],
})

/** A text that none of these gateways took. */
export const notSentBy = (...gateways: readonly string[]): Dispatch => ({
  kind: 'not_sent',
  attempts: attemptsOf('not_taken', gateways),
})
