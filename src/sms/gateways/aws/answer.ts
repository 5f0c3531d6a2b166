import * as z from 'zod'
import type { GatewayAnswer } from '../../gateway.ts'

const success = z.object({ MessageId: z.string().min(1) })

/** Reads an error of AWS JSON 1.0: its name, without the namespace that may precede it. */
const failure = z.object({
  __type: z.string().transform((type) => type.split('#').at(-1) ?? ''),
  Reason: z.string().catch(''),
  Fields: z.array(z.object({ Name: z.string() })).catch([]),
})

/** Names failures at 4xx that pass by themselves; the month's money does not. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ServiceQuotaExceededException',
])
const SPEND_LIMIT = /^MONTHLY_SPEND_LIMIT/

/** Names reasons of a ConflictException that are the number's: opted out, or blocked by us. */
const NUMBER_REFUSED: ReadonlySet<string> = new Set([
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
])

/** Names reasons of a ValidationException that say that a field's value is none of its kind. */
const NOT_A_NUMBER: ReadonlySet<string> = new Set([
  'CANNOT_PARSE',
  'FIELD_VALIDATION_FAILED',
  'INVALID_PARAMETER',
])

/** Classifies by the error's name and reason; what is neither passing nor the number's is ours. */
export function classifyAnswer(status: number, body: unknown): GatewayAnswer {
  if (status >= 200 && status < 300) {
    return { kind: success.safeParse(body).success ? 'accepted' : 'unknown' }
  }
  const read = failure.safeParse(body)
  if (!read.success || status >= 500) return { kind: 'not_taken' }
  const { __type: type, Reason: reason, Fields: fields } = read.data
  if (TRANSIENT.has(type) && !SPEND_LIMIT.test(reason)) return { kind: 'not_taken' }
  const ofNumber = fields.every(({ Name }) => /^destinationPhoneNumber$/i.test(Name))
  const noNumber = NOT_A_NUMBER.has(reason) && fields.length > 0 && ofNumber
  if (
    (type === 'ConflictException' && NUMBER_REFUSED.has(reason)) ||
    (type === 'ValidationException' && noNumber)
  ) {
    return { kind: 'undeliverable' }
  }
  const code = reason || type
  return { kind: 'misconfigured', code: /^\w{1,80}$/.test(code) ? code : 'unreadable' }
}
