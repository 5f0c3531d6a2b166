/** Holds what may be done next about a code, in seconds from the reply on. */
export interface Timers {
  expires_in: number
  resend_in: number
  attempts_left: number
}

/** Names a way to get the code other than a text. */
export type Channel = 'voice' | 'whatsapp'

interface Delivery {
  /** Tells how the last code fares; absent where nothing will ever be known. */
  delivery?: 'pending' | 'delivered' | 'failed'
  /** Holds what may be asked for now beside another text. */
  channels?: readonly Channel[]
}

/** Answers `POST send-otp`: a code was sent. */
export interface SendReply extends Timers, Delivery {
  success: true
  session_id: string
  phone: string
}

/** Answers `POST verify-otp`: the code was right. */
export interface VerifyReply {
  success: true
  next_step: number
}

/** Answers `GET session` with this browser's signup; the timers are there while a code lives. */
export interface SessionReply extends Partial<Timers>, Delivery {
  success: true
  session_id: string
  step: number
  phone: string
}

/** Describes a refusal, or no answer (`offline`, `unreachable`, `timeout`), or an `unreadable` one. */
export interface Failure extends Partial<Timers> {
  success: false
  error: string
  retry_after?: number
  /** Leads to the bot check, where solving it passes this refusal. */
  bot_check_url?: string
}

/** Tells a form what to say of its request: nothing (`none`) where another screen has the word. */
export type Outcome = 'success' | 'none' | Failure
