import * as z from 'zod'
import type { Channel, GatewayAnswer } from '../../gateway.ts'

/*
 * Each code has its page, https://www.twilio.com/docs/api/errors/<code>. One in no list means that
 * the text was not taken, for a reason that passes or that nobody here can mend.
 */

/** Lists codes for a number that does not exist, whatever is sent to it. */
const NO_SUCH_NUMBER: ReadonlySet<number> = new Set([
  21211, // not a valid number
  21217, // does not appear to be valid
  21265, // a short code
])

/**
 * Lists codes for a number that takes no texts. One that cannot be called (21214, 21216) or has no
 * WhatsApp (63003, 63024) is in no list: a text can still reach it.
 */
const NO_TEXTS: ReadonlySet<number> = new Set([
  21610, // its owner opted out
  21614, // not a mobile
  21635, // a landline
])

/** Lists codes that are for an operator to mend. */
const ACCOUNT: ReadonlySet<number> = new Set(
  [
    // The account: inactive, on trial, without calls, credentials refused, suspended, out of funds.
    [10001, 10002, 10005, 20003, 20005, 20006, 20403, 20404, 30002, 70051, 90010],
    // The sender: not ours, not for texts or calls, or not for this country.
    [21210, 21212, 21401, 21606, 21612, 21659, 21660, 21661, 21705, 63002, 63007, 63008],
    // The country is not switched on: for calls, for texts.
    [21203, 21215, 21408],
    // A trial's numbers alone: for calls, for texts.
    [21219, 21608],
    // The template, its variables, or a WhatsApp text without one.
    [21655, 21656, 63016, 63027, 63028],
    // The address of our callbacks.
    [21205, 21609],
  ].flat(),
)

/** Matches the limits of trials of texts (572001 and on) and of calls (573001 and on). */
const TRIAL = /^57[23]\d{3}$/

/** Says that the service is down, and that the text may be sent again. */
const UNAVAILABLE = 20503

/** Lists the runtime's statuses for a server that it could not reach, or not over TLS. */
const UNREACHABLE: ReadonlySet<number> = new Set([521, 523, 525, 526, 530])

const FAILED: ReadonlySet<string> = new Set(['failed', 'undelivered', 'canceled'])

const code = z.number().int().positive().max(999_999)
const errorBody = z.object({ code })
const createdBody = z.object({
  sid: z.string().regex(/^[A-Z]{2}[0-9a-f]{32}$/i),
  status: z.string(),
  error_code: code.nullish().catch(undefined),
})

/**
 * Classifies by the error's code; a 5xx without one leaves it unknown, as Twilio warns that what is
 * sent again may go out twice (error 20500).
 */
export function classifyAnswer(status: number, body: unknown, channel: Channel): GatewayAnswer {
  if (status >= 200 && status < 300) {
    const created = createdBody.safeParse(body).data
    if (!created) return { kind: 'unknown' }
    return FAILED.has(created.status)
      ? classifyRefusal(created.error_code, channel)
      : { kind: 'accepted' }
  }
  const refused = errorBody.safeParse(body).data?.code
  if (status >= 500) {
    const notTaken = UNREACHABLE.has(status) || refused === UNAVAILABLE
    return { kind: notTaken ? 'not_taken' : 'unknown' }
  }
  const answer = classifyRefusal(refused, channel)
  const account = status === 401 || status === 403 || status === 404
  return answer.kind === 'not_taken' && account
    ? { kind: 'misconfigured', code: String(refused ?? `http_${status}`) }
    : answer
}

function classifyRefusal(reason: number | null | undefined, channel: Channel): GatewayAnswer {
  if (typeof reason !== 'number') return { kind: 'not_taken' }
  if (ACCOUNT.has(reason) || TRIAL.test(String(reason))) {
    return { kind: 'misconfigured', code: String(reason) }
  }
  const forGood = NO_SUCH_NUMBER.has(reason) || (channel === 'sms' && NO_TEXTS.has(reason))
  return { kind: forGood ? 'undeliverable' : 'not_taken' }
}
