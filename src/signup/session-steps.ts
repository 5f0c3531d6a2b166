import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { type AadhaarRequest, takeAadhaar } from './aadhaar.ts'
import {
  type AccountRequest,
  beginAccount,
  beginWithdrawal,
  endedSession,
  isLeasedBy,
  letGo,
  type Making,
  renewAccount,
} from './account.ts'
import { type AnswerRequest, mayAnswer, takeAnswer } from './answers.ts'
import {
  beginLookup,
  endLookup,
  type LookupRequest,
  type LookupResult,
  type PanAnswer,
  takePan,
} from './lookups.ts'
import { SessionSecrets } from './session-secrets.ts'
import { SessionStorage } from './session-storage.ts'
import {
  beginVisit,
  cancelVisit,
  dropVisit,
  keepVisit,
  readVisit,
  type VisitEnd,
  type VisitOpening,
  type VisitReturn,
  type VisitStart,
} from './visits.ts'

/** Takes what a signup answers in the steps after its phone's: each call reads, asks a rule and writes. */
export abstract class SessionSteps extends DurableObject<Env> {
  protected readonly storage: SessionStorage
  readonly #id: string

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    if (ctx.id.name === undefined) throw new Error('a session is reached by its id as a name')
    this.#id = ctx.id.name
    this.storage = new SessionStorage(ctx.storage)
  }

  /** Takes a step's answer from the bearer of the session's cookie. */
  async answer(request: AnswerRequest) {
    return this.storage.advance((state, now) => takeAnswer(state, request, this.secrets, now))
  }

  /** Tells whether it is the turn of a step that verifies the person. Changes nothing. */
  async mayAnswer(token: string, step: 'aadhaar' | 'pan') {
    const now = Date.now()
    const may = mayAnswer(this.storage.read(now), token, step, this.secrets, now)
    return may.ok ? ({ ok: true } as const) : may
  }

  /** Takes what UIDAI has of the person, where it is the person of step 2. */
  async answerAadhaar(request: AadhaarRequest) {
    return this.storage.advance((state, now) => takeAadhaar(state, request, this.secrets, now))
  }

  /** Counts a way to DigiLocker before the provider is asked for it. */
  async beginVisit(opening: VisitOpening) {
    return this.storage.advance((state, now) => beginVisit(state, opening, this.secrets, now))
  }

  /** Takes back that it was counted. */
  async cancelVisit(opening: VisitOpening) {
    return this.storage.advance((state) => cancelVisit(state, opening))
  }

  /** Keeps the provider's request, by which to ask once the person is back. */
  async keepVisit(start: VisitStart) {
    return this.storage.advance((state) => keepVisit(state, start, this.secrets))
  }

  /** Reads that request for a person who is back. */
  async readVisit(token: string, back: VisitReturn) {
    return this.storage.advance((state, now) => readVisit(state, token, back, this.secrets, now))
  }

  /** Forgets a request that came to nothing. */
  async dropVisit(end: VisitEnd) {
    return this.storage.advance((state) => dropVisit(state, end, this.secrets))
  }

  /** Counts a look-up of a PAN before it is made; gives what the same was answered before. */
  async beginLookup(request: LookupRequest) {
    return this.storage.advance((state, now) => beginLookup(state, request, this.secrets, now))
  }

  /** Keeps what a look-up told. */
  async endLookup(request: LookupRequest, result: LookupResult) {
    return this.storage.advance((state) => endLookup(state, request, result, this.secrets))
  }

  /** Takes the PAN that was looked up. */
  async answerPan(request: PanAnswer) {
    return this.storage.advance((state, now) => takePan(state, request, this.secrets, now))
  }

  /** Begins the making of the account, which `releaseAccount` lets go. */
  async beginAccount(request: AccountRequest) {
    return this.storage.advance((state, now) =>
      beginAccount(state, this.storage.readEnded(), request, this.secrets, now),
    )
  }

  /** Begins the deletion of the session, which `releaseAccount` lets go. */
  async beginWithdrawal(request: AccountRequest) {
    return this.storage.advance((state, now) => beginWithdrawal(state, request, this.secrets, now))
  }

  /** Renews the lease of a making, right before the account is written. */
  async renewAccount(request: AccountRequest) {
    return this.storage.advance((state, now) => renewAccount(state, request, now))
  }

  /** Ends the session where its account is made, else lets it begin anew; false once the lease is lost. */
  async releaseAccount(request: AccountRequest, { accountId, phoneTaken = false }: Making = {}) {
    const state = this.storage.read()
    // Delivered twice, it has ended the session already.
    if (!state || !isLeasedBy(state, request)) return this.storage.readEnded()?.by === request.id
    if (accountId) await this.storage.end(endedSession(request, accountId, Date.now()))
    else this.storage.store({ next: letGo(state, phoneTaken) })
    return true
  }

  protected get secrets(): SessionSecrets {
    return new SessionSecrets(configOf(this.env), this.#id)
  }
}
