import { randomBytes } from 'node:crypto'
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { open, randomToken, seal, type Sealed, sha256 } from '../platform/secrets.ts'
import { HOUR } from '../platform/time.ts'
import { accountStore } from './d1-store.ts'
import { openSession, type Session, type SessionView, touchSession, viewOf } from './sessions.ts'

/** Looks after so long whether an account was made, or closed, as was begun; else its key goes. */
const UNUSED_KEY_KEPT = HOUR

type DeskState = {
  readonly version: 1
  /** The account's key, sealed: with the database alone, or with this object alone, nothing opens. */
  readonly key: Sealed
  /** When the making or closing of the account last began; undefined while it is there for sure. */
  readonly unsureSince?: number
  readonly sessions: readonly Session[]
}

type SignedOut = { readonly ok: false; readonly reason: 'signed_out' }

const SIGNED_OUT: SignedOut = { ok: false, reason: 'signed_out' }

/**
 * Keeps the key and the sessions of one account, named by its id. What is deleted here is gone at once:
 * a database restored to an earlier day opens nothing without its key.
 */
export class AccountDesk extends DurableObject<Env> {
  readonly #id: string

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    if (ctx.id.name === undefined) throw new Error('a desk is reached by its account as a name')
    this.#id = ctx.id.name
  }

  /** Gives the key to make the account with, and makes it at first. The only call that creates state. */
  async prepare(): Promise<{ readonly key: string }> {
    const state = this.#read()
    const key = state ? this.#keyOf(state) : randomBytes(32).toString('base64')
    const isMade = state !== undefined && state.unsureSince === undefined
    if (isMade) return { key }
    await this.#doubt(state ?? { version: 1, key: this.#seal(key), sessions: [] })
    return { key }
  }

  /** Opens a session of the account, once it is made; the same token again finds the same session. */
  async openSession(
    token: string,
  ): Promise<{ readonly ok: true; readonly session: SessionView } | SignedOut> {
    const state = this.#read()
    if (!state) return SIGNED_OUT
    const one = { id: randomToken().slice(0, 22), tokenHash: sha256(token) }
    const { sessions, session } = openSession(state.sessions, one, Date.now())
    this.#write({ ...state, unsureSince: undefined, sessions })
    return { ok: true, session: viewOf(session) }
  }

  /** Finds the live session of a token, uses it, and gives the account's key to its bearer. */
  async session(token: string): Promise<
    | {
        readonly ok: true
        readonly key: string
        readonly session: SessionView
        readonly sessions: readonly SessionView[]
      }
    | SignedOut
  > {
    const state = this.#read()
    const touched = state && touchSession(state.sessions, sha256(token), Date.now())
    if (!touched) return SIGNED_OUT
    const { sessions, session } = touched
    this.#write({ ...state, sessions })
    return {
      ok: true,
      key: this.#keyOf(state),
      session: viewOf(session),
      sessions: sessions.map(viewOf),
    }
  }

  /** Ends the session of a token, if there is one. */
  async endSession(token: string): Promise<void> {
    const state = this.#read()
    if (!state) return
    const tokenHash = sha256(token)
    const sessions = state.sessions.filter((one) => one.tokenHash !== tokenHash)
    this.#write({ ...state, sessions })
  }

  /** Has the key destroyed once the account is closed, though `close` may never come. */
  async beginClose(): Promise<void> {
    const state = this.#read()
    if (state) await this.#doubt(state)
  }

  /** Destroys key and sessions. The account's row is closed before. */
  async close(): Promise<void> {
    await this.ctx.storage.deleteAll()
  }

  /** Deletes a key that no open account has; asks again later where that is not known. */
  override async alarm(): Promise<void> {
    const asked = this.#read()?.unsureSince
    if (asked === undefined) return
    const found = await accountStore(configOf(this.env)).find(this.#id)
    const state = this.#read()
    // Asked for once more meanwhile, or the account's first session was opened: see to it later.
    if (state?.unsureSince !== asked) return
    if (found.ok && found.account.closedAt === undefined) {
      return this.#write({ ...state, unsureSince: undefined })
    }
    const isGone = found.ok || found.reason === 'account_not_found'
    if (isGone) return this.ctx.storage.deleteAll()
    await this.ctx.storage.setAlarm(Date.now() + UNUSED_KEY_KEPT)
  }

  async #doubt(state: DeskState): Promise<void> {
    const now = Date.now()
    this.#write({ ...state, unsureSince: now })
    await this.ctx.storage.setAlarm(now + UNUSED_KEY_KEPT)
  }

  #seal(key: string): Sealed {
    return seal(configOf(this.env).dataSecret, 'account-key', key, this.#id)
  }

  /** Throws where the secret that the key is sealed under is gone: another key would open nothing. */
  #keyOf({ key: sealed }: DeskState): string {
    const key = open(configOf(this.env).dataSecret, 'account-key', sealed, this.#id)
    if (key === undefined) throw new Error("the secret of an account's key is gone")
    return key
  }

  /** Throws where another version of this code wrote the record: a key is not to be replaced. */
  #read(): DeskState | undefined {
    const state = this.ctx.storage.kv.get<DeskState>('desk')
    if (state && state.version !== 1) throw new Error('a desk of another version')
    return state
  }

  #write(state: DeskState): void {
    this.ctx.storage.kv.put<DeskState>('desk', state)
  }
}
