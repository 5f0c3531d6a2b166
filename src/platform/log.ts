/** Names what an operator may search the logs for. */
export type EventName =
  | 'request'
  | 'accounts_unavailable'
  | 'address_held'
  | 'address_record_not_written'
  | 'address_record_silent'
  | 'bot_check_silent'
  | 'breach_lookup_silent'
  | 'burst_limit_failed'
  | 'common_passwords_unread'
  | 'conversion_fell'
  | 'fictitious_number_used'
  | 'gateway_misconfigured'
  | 'gateway_recovered'
  | 'gateway_report'
  | 'gateway_tripped'
  | 'range_closed'
  | 'receipt_forged'
  | 'receipt_unmatched'
  | 'receipts_skipped'
  | 'range_opened'
  | 'signup_not_released'
  | 'template_takes_segments'
  | 'traffic_held'
  | 'traffic_record_not_written'
  | 'traffic_record_silent'
  | 'task_failed'
  | 'unexpected_error'
  | 'verifier_unavailable'

type Fields = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Logs one line of JSON. Fields hold keyed hashes, counts, times and public codes, never a code, a
 * phone, an address, a token or a body; of an error only its name and frames, since messages quote.
 */
export function logEvent(event: EventName, fields: Fields, error?: unknown): void {
  const trouble = error === undefined ? undefined : trace(error)
  console.log(JSON.stringify({ event, ...fields, error: trouble }))
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const stack = error.stack?.replace(error.message, '')
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  const cause = error.cause === undefined ? '' : `; caused by ${trace(error.cause)}`
  return `${error.name}${frames.slice(0, 5).join('').replaceAll('    at ', ' at ')}${cause}`
}
