import { callMonitor, callSession } from '../objects.ts'
import { logEvent } from '../platform/log.ts'
import type { SpokenCode } from '../signup/status.ts'
import type { Receipt } from '../sms/gateway.ts'
import { openReference } from '../sms/reference.ts'
import { type Edge, phoneEvent } from './edge.ts'

/**
 * Tells sessions, and for the gateway's counts the monitor, what became of texts. A receipt that names no
 * send of ours is logged. Throws `ObjectUnavailableError`, so that the gateway may post again.
 */
export async function recordReceipts(
  edge: Edge,
  gateway: string,
  receipts: readonly Receipt[],
): Promise<void> {
  await Promise.all(receipts.map((receipt) => recordReceipt(edge, gateway, receipt)))
}

/**
 * Gives the code to a call whose key was pressed, which also counts as delivered. Throws
 * `ObjectUnavailableError` where the session cannot be reached.
 */
export async function answerCall(
  edge: Edge,
  gateway: string,
  reference: string,
): Promise<SpokenCode> {
  const send = findSend(edge, gateway, reference)
  if (!send) return { language: 'en' }
  const answer = await callSession(edge, send.sessionId, (session) => session.speak(send.sendId))
  edge.afterReply(() => recordReceipt(edge, gateway, { reference, status: 'delivered' }))
  return answer
}

async function recordReceipt(
  edge: Edge,
  gateway: string,
  { reference, status }: Receipt,
): Promise<void> {
  const send = findSend(edge, gateway, reference)
  if (!send) return
  const { sessionId, sendId } = send
  const owner = await callSession(edge, sessionId, (session) =>
    session.recordReceipt(sendId, gateway, status),
  )
  if (!owner) return
  const { phone, asker } = owner
  const event = { ...phoneEvent(edge, phone, asker), gateway, status }
  edge.afterReply(() => callMonitor(edge, phone, asker, (monitor) => monitor.countReceipt(event)))
}

function findSend({ config }: Edge, gateway: string, reference: string) {
  const send = openReference(config.indexKeys.receipt, gateway, reference)
  if (!send) logEvent('receipt_unmatched', { gateway })
  return send
}
