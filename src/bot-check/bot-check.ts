/** Tells what a check says of who asks; `silent`: its service gave no verdict. */
export type BotCheckOutcome = 'solved' | 'not_solved' | 'silent'

/** Holds one token, and what it is shown for. */
export type BotCheckAttempt = {
  readonly token: string
  /** The send that it is to let pass, which a repeat under its key is too. */
  readonly send: {
    readonly phone: string
    readonly sessionId?: string
    readonly idempotencyKey?: string
  }
  /** The host that the check must have been shown on. */
  readonly hostname: string
  readonly address?: string
}

/** Tells people from programs. */
export interface BotCheck {
  /**
   * Tells whether the token was earned on this host for a send, and serves for the first time or
   * for the same send again. Never fails, and answers within seconds.
   */
  verify(attempt: BotCheckAttempt): Promise<BotCheckOutcome>
}

/** Names what a token must have been earned for, so that one from elsewhere serves nothing. */
export const BOT_CHECK_ACTION = 'send-otp'
