import { call } from './api.ts'
import { trackIntents } from './intent.ts'
import type { Failure, SentReply } from './replies.ts'

const intents = trackIntents()
const TRIES_WHILE_IN_PROGRESS = 6

/** To whom a code is sent, in which session where there is one. */
export interface Recipient {
  phone: string
  sessionId: string | undefined
}

/**
 * Asks for a code to be texted. The same wish carries the same key until it is answered, so that
 * a repeat after a lost reply sends no second text; while the first try is still under way it
 * asks again by itself, a few times.
 */
export async function sendCode(
  { phone, sessionId }: Recipient,
  onSlow: () => void,
): Promise<SentReply | Failure> {
  const body = sessionId ? { phone, session_id: sessionId } : { phone }
  const idempotencyKey = intents.keyFor(JSON.stringify(body))
  let reply: SentReply | Failure
  let tries = 0
  do {
    if (tries > 0) await pause(2)
    reply = await call<SentReply>({
      method: 'POST',
      path: 'send-otp',
      body,
      idempotencyKey,
      onSlow,
    })
    tries++
  } while (!reply.success && reply.error === 'in_progress' && tries < TRIES_WHILE_IN_PROGRESS)
  if (reply.success) intents.settle()
  return reply
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, seconds * 1000))
}
