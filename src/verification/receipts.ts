import type { Receipt } from '../sms/gateway.ts'
import { openReference } from '../sms/reference.ts'
import { logEvent } from '../platform/log.ts'
import { callMonitor, callSession } from '../objects.ts'
import { phoneEvent, type Edge } from './edge.ts'

/** What a call says: the code, where one is live, in the language in which it was asked for. */
type CallAnswer = { readonly code?: string; readonly language: string }

/**
 * Tells the sessions, and for the gateway's counts the monitor, what became of texts. A receipt that
 * names no send of ours is logged and changes nothing. Throws `ObjectUnavailableError` where a session
 * cannot be reached, so that the gateway may post again.
 */
export async function keepReceipts(
  context: Edge,
  gateway: string,
  receipts: readonly Receipt[],
): Promise<void> {
  await Promise.all(receipts.map((receipt) => keepReceipt(context, gateway, receipt)))
}

/**
 * The code for a call whose key was pressed, which also counts as delivered. Throws
 * `ObjectUnavailableError` where the session cannot be reached.
 */
export async function answerCall(
  context: Edge,
  gateway: string,
  reference: string,
): Promise<CallAnswer> {
  const send = find(context, gateway, reference)
  if (!send) return { language: 'en' }
  const answer = await callSession(context, send.sessionId, (session) => session.speak(send.sendId))
  context.afterReply(() => keepReceipt(context, gateway, { reference, status: 'delivered' }))
  return answer
}

async function keepReceipt(
  context: Edge,
  gateway: string,
  { reference, status }: Receipt,
): Promise<void> {
  const send = find(context, gateway, reference)
  if (!send) return
  const { sessionId, sendId } = send
  const told = await callSession(context, sessionId, (session) =>
    session.receipt(sendId, gateway, status),
  )
  if (!told) return
  const { phone, askedBy } = told
  const event = { ...phoneEvent(context, phone, askedBy), gateway, status }
  context.afterReply(() =>
    callMonitor(context, phone, askedBy, (monitor) => monitor.receipt(event)),
  )
}

function find({ config }: Edge, gateway: string, reference: string) {
  const send = openReference(config.indexKeys.receipt, gateway, reference)
  if (!send) logEvent('receipt_unmatched', { gateway })
  return send
}
