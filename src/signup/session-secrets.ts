import { Buffer } from 'node:buffer'
import type { Config } from '../config.ts'
import type { Step } from '../contract/steps.ts'
import type { Issue, SealedPhone, SecretIds } from '../otp/challenge.ts'
import { codeFor, isCode } from '../otp/code.ts'
import { fictitiousCode } from '../phone/fictitious.ts'
import type { Phone } from '../phone/number.ts'
import {
  decrypt,
  deriveKey,
  encrypt,
  findSecret,
  hmac,
  open,
  randomToken,
  sameText,
  seal,
  type Sealed,
  type Secret,
} from '../platform/secrets.ts'

/** Does all that one session does with secrets: its phone at rest, its codes, its cookie's tokens. */
export class SessionSecrets {
  readonly sessionId: string
  readonly #config: Config

  constructor(config: Config, sessionId: string) {
    this.#config = config
    this.sessionId = sessionId
  }

  /** The steps that are on, of the same configuration. */
  get steps(): readonly Step[] {
    return this.#config.steps
  }

  /** The ids of the secrets that codes are derived from, the one for new codes first. */
  get codeSecretIds(): SecretIds {
    const [first, ...others] = this.#config.otpSecret
    return [first.id, ...others.map(({ id }) => id)]
  }

  /** The id of the secret that tokens are derived from now. */
  get tokenSecretId(): string {
    return this.#config.dataSecret[0].id
  }

  sealPhone({ e164, country }: Phone): SealedPhone {
    return {
      number: seal(this.#config.dataSecret, 'phone-at-rest', e164, this.sessionId),
      country,
    }
  }

  /** Opens a phone; undefined where the secret it is sealed under is gone. */
  openPhone({ number, country }: SealedPhone): Phone | undefined {
    const e164 = open(this.#config.dataSecret, 'phone-at-rest', number, this.sessionId)
    return e164 === undefined ? undefined : { e164, country }
  }

  /** Derives the code of a live issue, or gives the fixed one of a fictitious number. */
  code(issue: Issue, phone: Phone, now: number): string {
    return (
      this.#fixedCode(phone, now) ?? codeFor(this.#secretOf(issue), this.#subject(issue, phone))
    )
  }

  /** Compares a guess with that code, in constant time. The caller has counted the attempt. */
  isCode(guess: string, issue: Issue, phone: Phone, now: number): boolean {
    const fixed = this.#fixedCode(phone, now)
    if (fixed !== undefined) return sameText(guess, fixed)
    return isCode(guess, this.#secretOf(issue), this.#subject(issue, phone))
  }

  /**
   * Makes the token of the first cookie, in 43 characters of base64url: random, or from an
   * `Idempotency-Key`, so that a repeat of that send can be given it again though it is stored nowhere.
   */
  firstToken(idempotencyKey: string | undefined): string {
    if (idempotencyKey === undefined) return randomToken()
    return this.#token(this.#config.dataSecret[0], 'first', idempotencyKey, this.sessionId)
  }

  /** Makes the first token again; undefined where the secret of this id is gone. */
  firstTokenAgain(secretId: string, idempotencyKey: string): string | undefined {
    const secret = findSecret(this.#config.dataSecret, secretId)
    return secret && this.#token(secret, 'first', idempotencyKey, this.sessionId)
  }

  /** Makes the token that replaces the bearer's at verification. */
  nextToken(former: string): string {
    return this.#token(this.#config.dataSecret[0], 'verified', former, this.sessionId)
  }

  /** Makes that token again for whoever lost the reply; undefined where its secret is gone. */
  nextTokenAgain(secretId: string, former: string): string | undefined {
    const secret = findSecret(this.#config.dataSecret, secretId)
    return secret && this.#token(secret, 'verified', former, this.sessionId)
  }

  /** Seals a step's answer so that only the bearer of this token can have it opened. */
  sealAnswer(step: string, answer: string, token: string): Sealed {
    const [{ id, bytes }] = this.#config.dataSecret
    const box = encrypt(this.#answersKey(bytes, token), Buffer.from(answer), step)
    return { keyId: id, box: box.toString('base64url') }
  }

  /** Opens what `sealAnswer` made; undefined for another token, step or session. */
  openAnswer(step: string, { keyId, box }: Sealed, token: string): string | undefined {
    const secret = findSecret(this.#config.dataSecret, keyId)
    const key = secret && this.#answersKey(secret.bytes, token)
    return key && decrypt(key, Buffer.from(box, 'base64url'), step)?.toString('utf8')
  }

  /** Tells whether the secret is there under which an answer is sealed. */
  canOpen({ keyId }: Sealed): boolean {
    return findSecret(this.#config.dataSecret, keyId) !== undefined
  }

  #answersKey(secret: Buffer, token: string): Buffer {
    return deriveKey(secret, 'answers', [this.sessionId, token])
  }

  #token(secret: Secret, ...parts: readonly string[]): string {
    return hmac(deriveKey(secret.bytes, 'session-token'), ...parts)
  }

  #fixedCode({ e164 }: Phone, now: number): string | undefined {
    return fictitiousCode(this.#config.fictitious, e164, now)
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
