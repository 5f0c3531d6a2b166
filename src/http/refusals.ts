import type { AccountRefusal } from '../accounts/account.ts'
import type { OpeningRefusal } from '../accounts/open-account.ts'
import type { Timers } from '../otp/challenge.ts'
import type { ParsedPan } from '../person/pan.ts'
import type { AnswerResult } from '../signup/answers.ts'
import type { DetailsRefusal } from '../signup/personal-details.ts'
import type { VerifyResult } from '../signup/verify.ts'
import type { GateRefusal } from '../verification/gate.ts'
import type { SendRefusal } from '../verification/send-code.ts'
import type { AadhaarRefusal } from '../verification/verify-aadhaar.ts'
import type { PanRefusal } from '../verification/verify-pan.ts'
import type { BearerRefusal, OtherSignup } from './signup-bearer.ts'

type Refused<Name extends string, More = unknown> = { readonly reason: Name } & More

/** Lists every way a request is refused, in the terms of the part that refuses it. */
export type Refusal =
  | SendRefusal
  | Extract<VerifyResult, { ok: false }>
  | Refused<'invalid_request', { readonly field: string }>
  | Refused<'invalid_phone' | 'unsupported_country'>
  | Refused<'session_not_found', { readonly next?: '/users/account/' }>
  | DetailsRefusal
  | Extract<ParsedPan, { ok: false }>
  | AadhaarRefusal
  | PanRefusal
  | Refused<'notice_changed', { readonly version: string }>
  | BearerRefusal
  | OtherSignup
  | Extract<AnswerResult, { ok: false }>
  | OpeningRefusal
  | AccountRefusal
  | Refused<'channel_not_offered', { readonly timers?: Timers }>
  | GateRefusal
  | Refused<'receipt_forged' | 'receipt_unreadable' | 'receipt_not_checked'>
  | Refused<'method_not_allowed', { readonly allow: string }>
  | Refused<'unsupported_media_type', { readonly type: string }>
  | Refused<
      | 'invalid_json'
      | 'cross_site'
      | 'not_found'
      | 'body_too_large'
      | 'not_configured'
      | 'object_unavailable'
      | 'unexpected_error'
    >

/** Names a way by which a request is refused. */
export type Reason = Refusal['reason']
/** Types the refusal of a reason. */
export type RefusalFor<One extends Reason> = Refusal & { readonly reason: One }
