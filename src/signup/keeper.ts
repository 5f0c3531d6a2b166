import type { Config } from '../config.ts'
import { codeFor, isCode } from '../otp/code.ts'
import { fictitiousCode } from '../phone/fictitious.ts'
import type { Phone } from '../phone/number.ts'
import { findSecret, open, sameText, seal, type Secret } from '../platform/secrets.ts'
import { type Issue, type Texting, type Timers, timersOf } from './policy.ts'
import type { SealedPhone, SessionState } from './state.ts'
import { firstToken, verifiedToken } from './tokens.ts'

/** All that one session does with secrets: its phone at rest, its codes, its cookie's tokens. */
export class SecretKeeper {
  readonly sessionId: string
  readonly #config: Config

  constructor(config: Config, sessionId: string) {
    this.#config = config
    this.sessionId = sessionId
  }

  /** The secret that new codes are made under. */
  get otpSecret(): Secret {
    return this.#config.otpSecret[0]
  }

  /** The secret that new tokens are made under. */
  get tokenSecret(): Secret {
    return this.#config.dataSecret[0]
  }

  sealPhone({ e164, country }: Phone): SealedPhone {
    return {
      number: seal(this.#config.dataSecret, 'phone-at-rest', e164, this.sessionId),
      country,
    }
  }

  /** The phone; undefined where the secret it is sealed under is gone. */
  openPhone({ number, country }: SealedPhone): Phone | undefined {
    const e164 = open(this.#config.dataSecret, 'phone-at-rest', number, this.sessionId)
    return e164 === undefined ? undefined : { e164, country }
  }

  /** Whether the secret of an issue still exists; without it the code has expired. */
  knows(issue: Issue): boolean {
    return findSecret(this.#config.otpSecret, issue.secretId) !== undefined
  }

  /** What may still be done in a session; a code whose secret is gone has no time left. */
  timers(texting: Texting): Timers {
    return timersOf(texting, this.knows(texting.issue))
  }

  /** The code of an issue whose secret is known, or the fixed one of a fictitious number. */
  code(issue: Issue, phone: Phone, now: number): string {
    const fixed = fictitiousCode(this.#config.fictitious, phone.e164, now)
    if (fixed !== undefined) return fixed
    return codeFor(this.#secretOf(issue), this.#subject(issue, phone))
  }

  /** Whether a guess is that code. */
  isCode(guess: string, issue: Issue, phone: Phone, now: number): boolean {
    const fixed = fictitiousCode(this.#config.fictitious, phone.e164, now)
    if (fixed !== undefined) return sameText(guess, fixed)
    return isCode(guess, this.#secretOf(issue), this.#subject(issue, phone))
  }

  /** A new session's token. */
  newToken(idempotencyKey: string | undefined): string {
    return firstToken(this.tokenSecret, this.sessionId, idempotencyKey)
  }

  /** The first token made again; undefined where its secret is gone. */
  firstToken({ token }: SessionState, idempotencyKey: string): string | undefined {
    const secret = findSecret(this.#config.dataSecret, token.secretId)
    return secret && firstToken(secret, this.sessionId, idempotencyKey)
  }

  /** The token that follows the bearer's at verification. */
  nextToken(former: string): string {
    return verifiedToken(this.tokenSecret, this.sessionId, former)
  }

  /** `nextToken` made again after the verification; undefined where its secret is gone. */
  nextTokenAgain({ token }: SessionState, former: string): string | undefined {
    const secret = findSecret(this.#config.dataSecret, token.secretId)
    return secret && verifiedToken(secret, this.sessionId, former)
  }

  #secretOf(issue: Issue): Secret {
    const secret = findSecret(this.#config.otpSecret, issue.secretId)
    if (!secret) throw new Error('the code was issued under a secret that is gone')
    return secret
  }

  #subject(issue: Issue, phone: Phone) {
    return { sessionId: this.sessionId, phone: phone.e164, issue: issue.number }
  }
}
