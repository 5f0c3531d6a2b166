import { call } from './api.ts'
import type * as BotCheck from './bot-check.ts'
import type { Solved } from './bot-check.ts'
import { trackIntents } from './intent.ts'
import { lazyPart } from './lazy-part.ts'
import type { Channel, Failure, SentReply } from './replies.ts'

const intents = trackIntents()
const loadBotCheck = lazyPart<typeof BotCheck>('bot-check')
const TRIES_WHILE_IN_PROGRESS = 6
const CHECKS_IN_A_ROW = 2

/** To whom a code is sent, in which session where there is one, and how if not as a text. */
export interface Recipient {
  phone: string
  sessionId: string | undefined
  channel: Channel | undefined
}

/** How the screen that asks for a text follows what becomes of it. */
export interface SendView {
  /** There has been no answer for ten seconds. */
  slow: () => void
  /** A bot check is to be solved first: gives the element that it is to stand behind. */
  check: () => HTMLElement
  /** The check is solved, and the text on its way again. */
  sending: () => void
  /** Aborted where the person has another wish than this text. */
  givenUp: AbortSignal
}

/** What became of it; `left` where the person gave up the bot check. */
type Sent = SentReply | Failure | 'left'

// What the wish under this key has solved already: a repeat of it needs no other check.
let proof: { key: string; token: string } | undefined

/**
 * Asks for a code to be sent. The same wish carries the same key until it is answered, so that
 * a repeat after a lost reply sends no second one. Where the server wants a bot check solved, it is
 * shown, and the wish repeated with what the check gives.
 */
export async function sendCode(
  { phone, sessionId, channel }: Recipient,
  view: SendView,
): Promise<Sent> {
  const body = {
    phone,
    ...(sessionId && { session_id: sessionId }),
    ...(channel && { channel }),
  }
  const key = intents.keyFor(JSON.stringify(body))
  for (let checks = 0; ; checks++) {
    const solved = proof?.key === key ? { bot_check_token: proof.token } : {}
    const reply = await ask({ ...body, ...solved }, key, view)
    if (reply.success) intents.settle()
    if (reply.success || !reply.bot_check_url) return reply

    proof = undefined
    if (checks === CHECKS_IN_A_ROW) return reply
    const outcome = await solve(reply.bot_check_url, view)
    if (outcome === 'given up') return 'left'
    if (outcome === 'failed') {
      return { success: false, error: navigator.onLine ? 'bot_check_unavailable' : 'offline' }
    }
    proof = { key, token: outcome.token }
    view.sending()
  }
}

/** While the first try is still under way, asks again by itself, a few times. */
async function ask(body: Record<string, string>, idempotencyKey: string, view: SendView) {
  let reply: SentReply | Failure
  let tries = 0
  do {
    if (tries > 0) await pause(2)
    reply = await call<SentReply>({
      method: 'POST',
      path: 'send-otp',
      body,
      idempotencyKey,
      onSlow: view.slow,
    })
    tries++
  } while (!reply.success && reply.error === 'in_progress' && tries < TRIES_WHILE_IN_PROGRESS)
  return reply
}

async function solve(url: string, { check, givenUp }: SendView): Promise<Solved> {
  const place = check()
  const part = await loadBotCheck()
  return part ? part.showBotCheck(url, place, givenUp) : 'failed'
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, seconds * 1000))
}
