import type { ErrorCode, MembersOf } from '../../contract/errors.ts'

export type {
  AadhaarReply,
  AccountReply,
  CreateAccountReply,
  DoneReply,
  NoticesReply,
  OtherChannel as Channel,
  PanReply,
  SendOtpReply as SendReply,
  SessionReply,
  StartAadhaarReply,
  StepReply,
  Timers,
  VerifyOtpReply as VerifyReply,
} from '../../contract/replies.ts'

/** Names what goes wrong between the page and the server. */
type OwnError =
  | 'offline'
  | 'unreachable'
  | 'timeout'
  | 'unreadable'
  | 'bot_check_unavailable'
  | 'part_unreachable'

type Members = MembersOf<'resend_too_soon'> &
  MembersOf<'code_replaced'> &
  MembersOf<'bot_check_required'> &
  MembersOf<'session_not_found'> &
  MembersOf<'invalid_name'>

/** Describes a refusal, with those members that the page knows what to do with, or no answer. */
export type Failure = { success: false; error: ErrorCode | OwnError } & Partial<Members> & {
    /** A sentence in the page's language, where the server answered. */
    message?: string
  }

/** Tells a form what to say of its request: nothing (`none`) where another screen has the word. */
export type Outcome = 'success' | 'none' | Failure
