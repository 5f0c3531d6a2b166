import type { ReserveRequest } from '../guard/guard.ts'
import { ALREADY_VERIFIED, bears, NOT_FOUND } from './answers.ts'
import type { Receipt } from '../sms/gateway.ts'
import { withGateways, withReceipt, withSend, withTried } from '../otp/deliveries.ts'
import type { SecretKeeper } from './keeper.ts'
import { lastTextBefore, nextText, offersOtherWays, type Texting } from './policy.ts'
import type { SendOutcome, SendRefusal, SendRequest, SessionState } from './state.ts'

export type Plan =
  /** A text that the session's own rules allow. */
  | {
      readonly ok: true
      readonly before: SessionState
      readonly phoneChanged: boolean
      readonly texting: Texting
    }
  /** `mayText`: the caller may have that phone texted in this session, only not now. */
  | { readonly ok: false; readonly mayText: boolean; readonly refusal: SendRefusal }

const NOT_THEIRS = { ok: false, mayText: false, refusal: NOT_FOUND } as const

/**
 * Judges a wish for a text by the session alone, before its phone's guard is asked. With the session
 * id alone only the same phone may be texted again; to change it takes the session's cookie. `busy`
 * where another send waits for the guard.
 */
export function planText(
  state: SessionState | undefined,
  request: SendRequest,
  keeper: SecretKeeper,
  busy: boolean,
  now: number,
): Plan {
  const phone = state && keeper.openPhone(state.phone)
  if (!state || !phone) return NOT_THEIRS
  const phoneChanged = phone.e164 !== request.phone.e164
  if (phoneChanged && !bears(request.token, state)) return NOT_THEIRS
  const timers = keeper.timers(state.texting)
  if (state.verified) return notNow(ALREADY_VERIFIED)
  if (busy || (state.sending !== undefined && now < state.sending.until)) {
    return notNow({ ok: false, reason: 'in_progress', timers })
  }
  const send = {
    phoneChanged,
    secretId: keeper.otpSecret.id,
    secretExists: keeper.knows(state.texting.issue),
  }
  const otherWay = (request.channel ?? 'sms') !== 'sms'
  if (otherWay && (phoneChanged || !offersOtherWays(state.texting))) {
    return notNow({ ok: false, reason: 'channel_not_offered', timers })
  }
  const next = nextText(state.texting, state.lastIssue, send, now)
  if (next.ok && now > lastTextBefore(state)) return notNow(NOT_FOUND)
  if (next.ok) return { ok: true, before: state, phoneChanged, texting: next.texting }
  return notNow(
    next.reason === 'session_over' ? NOT_FOUND : { ok: false, reason: next.reason, timers },
  )
}

function notNow(refusal: SendRefusal): Plan {
  return { ok: false, mayText: true, refusal }
}

/** The session as it stands once a planned text is under way. */
export function textUnderWay(
  { before, phoneChanged, texting }: Extract<Plan, { ok: true }>,
  request: SendRequest,
  keeper: SecretKeeper,
  sending: { readonly until: number; readonly most: number; readonly route: readonly string[] },
): SessionState {
  const { phone, askedBy, askedBefore, sends } = before
  const { sendId: id, channel = 'sms', language = 'en' } = request
  const asked = sending.route.slice(0, 1)
  const earlier = [...(askedBefore ?? []), askedBy].filter(
    ({ address }) => address !== request.askedBy.address,
  )
  return {
    ...before,
    phone: phoneChanged ? keeper.sealPhone(request.phone) : phone,
    askedBy: request.askedBy,
    askedBefore: phoneChanged ? [] : earlier,
    texting,
    lastIssue: Math.max(before.lastIssue, texting.issue.number),
    sends: withSend(phoneChanged ? [] : sends, { id, channel, language, gateways: asked }),
    tried: withTried(before.tried, asked),
    sending: {
      ...sending,
      id,
      before: {
        phone,
        texting: before.texting,
        askedBy,
        askedBefore: askedBefore ?? [],
        sends: sends ?? [],
      },
    },
  }
}

/** The session once it is known by whom a send went out. */
export function withOutcome(
  state: SessionState,
  sendId: string,
  { gateways, tried }: SendOutcome,
): SessionState {
  return {
    ...state,
    sends: withGateways(state.sends, sendId, gateways),
    tried: withTried(state.tried, tried),
  }
}

/**
 * The session once a gateway has told of a send, and whose phone and wish that send was; undefined
 * where nothing changes. While another send is under way it is told to what that one would be
 * withdrawn to as well. `first` as `withReceipt` has it.
 */
export function afterReceipt(
  state: SessionState,
  sendId: string,
  gateway: string,
  status: Receipt['status'],
) {
  const { sending } = state
  const told = withReceipt(state.sends, sendId, gateway, status)
  const before = sending && withReceipt(sending.before.sends, sendId, gateway, status)
  const known = told ?? before
  if (!known) return undefined
  return {
    first: known.first,
    of: told || !sending ? state : sending.before,
    state: {
      ...state,
      ...(told && { sends: told.sends }),
      ...(sending &&
        before && { sending: { ...sending, before: { ...sending.before, sends: before.sends } } }),
    },
  }
}

/** What the phone's guard is asked for a send in this session. */
export function reservationOf(request: SendRequest, sessionId: string): ReserveRequest {
  const { sendId, askedBy, key, deviceId, solved, route = [] } = request
  return {
    sendId,
    sessionId,
    address: askedBy.address,
    gateways: Math.max(1, route.length),
    ...(key && { key }),
    ...(deviceId !== undefined && { deviceId }),
    ...(solved !== undefined && { solved }),
  }
}
