import { call, lostConnection } from '../lib/api.ts'
import { idempotencyKeys } from '../lib/idempotency-keys.ts'
import { lazyPart } from '../lib/lazy-part.ts'
import type { Channel, Failure, SendReply } from '../lib/replies.ts'
import { script } from '../lib/words.ts'
import type * as BotCheck from '../parts/bot-check.ts'
import type { CheckResult } from '../parts/bot-check.ts'

const keys = idempotencyKeys()
const loadBotCheck = lazyPart<typeof BotCheck>('bot-check')
const MAX_ATTEMPTS = 6
const MAX_CHECKS = 2

/** Names whom to send a code to, in which session, and by which channel if not as a text. */
export interface Send {
  phone: string
  sessionId: string | undefined
  channel: Channel | undefined
}

/** Tells the screen that asks for a code what becomes of that. */
export interface SendListeners {
  /** Runs when there has been no answer for ten seconds. */
  onSlow: () => void
  /** Gives the element that a bot check is to stand behind, which comes first. */
  onCheck: () => HTMLElement
  /** Runs when the bot check is solved, and the code on its way again. */
  onSend: () => void
  /** Ends the bot check where the person no longer wants this code. */
  signal: AbortSignal
}

// A repeat of the send under this key needs no other check.
let proof: { key: string; token: string } | undefined

/**
 * Asks for a code, under one key until there is an answer, so that a repeat sends no second one.
 * Shows the bot check that the server asks for; gives `none` where the person cancels it.
 */
export async function sendCode(
  { phone, sessionId, channel }: Send,
  listeners: SendListeners,
): Promise<SendReply | Failure | 'none'> {
  const body = { phone, session_id: sessionId, channel }
  const key = keys.keyFor(JSON.stringify(body))
  for (let checks = 0; ; checks++) {
    const bot_check_token = proof?.key === key ? proof.token : undefined
    const reply = await post({ ...body, bot_check_token }, key, listeners.onSlow)
    if (reply.success) keys.complete()
    if (reply.success || !reply.bot_check_url) return reply

    proof = undefined
    if (checks === MAX_CHECKS) return reply
    const result = await solve(reply.bot_check_url, listeners)
    if (result === 'cancel') return 'none'
    if (result === 'failure') {
      if (!navigator.onLine) return lostConnection()
      const message = script.botCheckUnavailable
      return { success: false, error: 'bot_check_unavailable', message }
    }
    proof = { key, token: result.token }
    listeners.onSend()
  }
}

async function post(
  body: Record<string, string | undefined>,
  idempotencyKey: string,
  onSlow: () => void,
): Promise<SendReply | Failure> {
  for (let attempt = 1; ; attempt++) {
    const reply = await call<SendReply>({ path: 'send-otp', body, idempotencyKey, onSlow })
    if (reply.success || reply.error !== 'in_progress' || attempt === MAX_ATTEMPTS) return reply
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
}

async function solve(url: string, { onCheck, signal }: SendListeners): Promise<CheckResult> {
  const place = onCheck()
  const part = await loadBotCheck()
  return part ? part.showBotCheck(url, place, signal) : 'failure'
}
