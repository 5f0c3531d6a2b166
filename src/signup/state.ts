import type { AddressNames } from '../limits/address-names.ts'
import type { KeyRefusal, SendKey } from '../guard/guard.ts'
import type { Phone } from '../phone/number.ts'
import type { Sealed } from '../platform/secrets.ts'
import type { Channel } from '../sms/gateway.ts'
import type { DeliveryState, SendRecord } from '../otp/deliveries.ts'
import type { Texting, Timers } from './policy.ts'

/** All that a session stores, in one record. No code, no token, and no phone in clear. */
export type SessionState = {
  readonly version: 1
  /** The send that started it. */
  readonly startedBy: string
  readonly startedAt: number
  readonly phone: SealedPhone
  /** Who asked for the last text, and who for earlier ones: their counts hear what becomes of it. */
  readonly askedBy: AddressNames
  readonly askedBefore?: readonly AddressNames[]
  /** The cookie's token, hashed, and the secret that derived tokens are made under. */
  readonly token: { readonly hash: string; readonly secretId: string }
  readonly texting: Texting
  /** The highest issue number ever used; withdrawn issues keep theirs. */
  readonly lastIssue: number
  /** The send under way, and what it replaced, in case it is withdrawn. */
  readonly sending?: {
    readonly id: string
    readonly until: number
    readonly before: Pick<SessionState, 'phone' | 'texting' | 'askedBy' | 'askedBefore' | 'sends'>
    /** How many texts it may come to. */
    readonly most: number
    /** The gateways in the order to ask; of a send of a former release there is none. */
    readonly route?: readonly string[]
  }
  /** The sends to this phone, newest last: what receipts are held against. */
  readonly sends?: readonly SendRecord[]
  /** The gateways asked so far, the last one last. */
  readonly tried?: readonly string[]
  /** The request id of the last guess counted: the same request delivered again is not another. */
  readonly lastGuess?: string
  readonly verified?: {
    readonly at: number
    /** For the starter whose answer was lost. */
    readonly replay?: {
      readonly formerHash: string
      readonly until: number
      readonly left: number
    }
  }
}

export type SealedPhone = { readonly number: Sealed; readonly country: Phone['country'] }

/** The parts of the signup, by the names of the HTTP contract. */
type Step = 'mobile' | 'personal-details' | 'aadhaar' | 'pan' | 'account'

/** Where a verified person goes on. */
export const AFTER_MOBILE = 2

/** How a code is to go out. A caller of the first release does not say: by text. */
export type Way = {
  readonly channel: Channel
  /** The gateways that can send so, in the order to ask. */
  readonly route: readonly string[]
  /** BCP 47. */
  readonly language: string
}

export type StartRequest = {
  readonly sendId: string
  readonly phone: Phone
  readonly askedBy: AddressNames
  readonly idempotencyKey?: string
} & Partial<Way>

export type SendRequest = {
  readonly sendId: string
  readonly phone: Phone
  readonly askedBy: AddressNames
  /** The token of the caller's cookie, where it names this session. */
  readonly token?: string
  readonly key?: SendKey
  /** What the caller has shown to the phone's guard. */
  readonly deviceId?: string
  readonly solved?: boolean
} & Partial<Way>

/** A code to be texted now. */
export type CodeToSend = {
  readonly ok: true
  readonly code: string
  readonly timers: Timers
  /** The gateways in the order to ask: first one that was not tried yet in this session. */
  readonly route?: readonly string[]
}

export type SendRefusal =
  | { readonly ok: false; readonly reason: 'session_not_found' }
  | { readonly ok: false; readonly reason: 'already_verified'; readonly nextStep: number }
  | {
      readonly ok: false
      readonly reason: 'resend_too_soon' | 'in_progress' | 'channel_not_offered'
      readonly timers: Timers
    }

/** The next code of a session, once the phone's guard has reserved its text. */
export type SendResult =
  | (CodeToSend & { readonly most: number })
  | SendRefusal
  | KeyRefusal
  | { readonly ok: false; readonly reason: 'phone_limited'; readonly retryAt: number }
  | { readonly ok: false; readonly reason: 'object_unavailable' }

/** How a send ended. */
export type SendOutcome = {
  /** That went out or may have. */
  readonly texts: number
  /** The gateways that took one or may have. */
  readonly gateways: readonly string[]
  /** The gateways that were asked, in order. */
  readonly tried: readonly string[]
}

export type VerifyRequest = {
  /** Names the guess: delivered twice, it counts once. */
  readonly requestId: string
  readonly code: string
  /** The token of the caller's cookie, where it names this session. */
  readonly token?: string
  /** 256 random bits: the new token of a caller who bears no cookie of this session. */
  readonly freshToken: string
}

export type VerifyResult =
  | {
      readonly ok: true
      readonly nextStep: number
      /** The new cookie's token. */
      readonly token: string
      readonly phone: Phone
      readonly verifiedAt: number
      /** All who asked for its texts. */
      readonly askers: readonly AddressNames[]
      /** The phone was verified before; the answer is only given again. */
      readonly again: boolean
    }
  | { readonly ok: false; readonly reason: 'session_not_found' }
  | { readonly ok: false; readonly reason: 'already_verified'; readonly nextStep: number }
  | {
      readonly ok: false
      readonly reason: 'otp_incorrect' | 'otp_expired' | 'too_many_attempts'
      readonly timers: Timers
    }

/** Who asks: by a cookie's token, or by the key of the send that started the session. */
export type Bearer = { readonly token?: string; readonly idempotencyKey?: string }

export type SessionStatus = {
  readonly ok: true
  readonly step: number
  readonly completed: readonly Step[]
  /** Masked. */
  readonly phone: string
  /** Of a session that still waits for its code. */
  readonly timers?: Timers
  /** No code can be sent or verified in it any more. */
  readonly over: boolean
  /** What is known of the last send, where its gateway tells. */
  readonly delivery?: DeliveryState
  /** The caller's token, where it is the session's; from an idempotency key, made again. */
  readonly token?: string
}
