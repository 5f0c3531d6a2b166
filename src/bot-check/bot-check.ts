/** What a check says of who asks. `silent`: nothing, since the service behind it gave no verdict. */
export type BotCheckOutcome = 'solved' | 'not_solved' | 'silent'

/** One token, and what it is shown for. */
export type BotCheckAttempt = {
  readonly token: string
  /** The send it is to let pass: with a key, a repeat of it is the same wish. */
  readonly wish: {
    readonly phone: string
    readonly sessionId?: string
    readonly idempotencyKey?: string
  }
  /** The host that the check must have been shown on. */
  readonly hostname: string
  readonly address?: string
}

/** A service that tells people from programs. */
export interface BotCheck {
  /**
   * Whether the token was earned on this host, for a send, and serves for the first time; a repeat
   * of the wish that it served may show it again. Never fails, and answers within seconds.
   */
  verify(attempt: BotCheckAttempt): Promise<BotCheckOutcome>
}

/** The longest token that is looked at. */
export const LONGEST_TOKEN = 2048

/** What a token must have been earned for, so that one from elsewhere on the host serves nothing. */
export const BOT_CHECK_ACTION = 'send-otp'
