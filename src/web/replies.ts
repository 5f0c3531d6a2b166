/** What every reply about a code tells: what may be done next, in seconds from now. */
export interface Timers {
  expires_in: number
  resend_in: number
  attempts_left: number
}

/** A way to get the code other than a text. */
export type Channel = 'voice' | 'whatsapp'

/** What a reply may tell of a code on its way to the phone. */
interface OnItsWay {
  /** Absent where nothing will ever be known. */
  delivery?: 'pending' | 'delivered' | 'failed'
  /** What may be asked for now beside another text. */
  channels?: readonly Channel[]
}

/** `POST send-otp`: a code was sent. */
export interface SentReply extends Timers, OnItsWay {
  success: true
  session_id: string
  phone: string
}

/** `POST verify-otp`: the code was right. */
export interface VerifiedReply {
  success: true
  next_step: number
}

/** `GET session`: where this browser's signup stands. The timers are there while a code lives. */
export interface SessionReply extends Partial<Timers>, OnItsWay {
  success: true
  session_id: string
  step: number
  phone: string
}

/**
 * A request that did not succeed: the server's refusal, or one of `offline`, `unreachable`,
 * `timeout` (no answer) and `unreadable` (an answer that is not the contract's).
 */
export interface Failure extends Partial<Timers> {
  success: false
  error: string
  retry_after?: number
  /** The page of the bot check, where solving it passes this refusal. */
  bot_check_url?: string
}
