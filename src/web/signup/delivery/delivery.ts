/** Tracks a code on its way to the phone, says how it fares under the boxes, and offers channels. */
import { announce, byId, linkButton, within } from '../../lib/dom.ts'
import type { Channel, Failure, SendReply, SessionReply } from '../../lib/replies.ts'
import { delivery } from '../../lib/words.ts'
import type { ResendRow } from '../screens/resend-row.ts'
import { offerChannels } from './channels.ts'
import { poll } from './polls.ts'

interface Surroundings {
  row: Pick<ResendRow, 'add' | 'onClear'>
  ask: () => Promise<SessionReply | Failure>
  /** Names how the code was sent, where the row under it does not say so itself. */
  channel: Channel | undefined
}

type Reply = SendReply | SessionReply

let tracking = new AbortController()
let note: HTMLElement | undefined

/** Shows what a reply tells of the code it is about, and asks on while that is on its way. */
export function trackDelivery(first: Reply, { row, ask, channel }: Surroundings): void {
  clear()
  row.onClear(clear)
  tracking = new AbortController()
  const { signal } = tracking

  function show(reply: Reply): boolean {
    offerChannels(reply.channels ?? [], row.add)
    if (reply.delivery === 'failed') say('failed')
    // That it came is no help where it can no longer be typed.
    const isUsable = reply.expires_in && reply.attempts_left
    if (reply.delivery === 'delivered' && isUsable) say('delivered')
    return reply.delivery === 'pending'
  }

  if (channel) byId('resend-note', HTMLElement).textContent = delivery.channels[channel].success
  if (!show(first)) return
  void poll({
    ask,
    untilVisible,
    isOver: () => signal.aborted || isElsewhere(),
    onReply: (reply) => reply.session_id === first.session_id && reply.step === 1 && show(reply),
  })
}

async function untilVisible(): Promise<void> {
  while (document.visibilityState === 'hidden') {
    await new Promise((resolve) =>
      document.addEventListener('visibilitychange', resolve, { once: true }),
    )
  }
}

function clear(): void {
  tracking.abort()
  if (note?.contains(document.activeElement)) byId('resend', HTMLElement).focus()
  note?.remove()
  note = undefined
  hint().hidden = false
}

function isElsewhere(): boolean {
  return Boolean(byId('step-code', HTMLElement).hidden)
}

/** Says it in the slot under the boxes, where those are shown and there is nothing else to say. */
function say(outcome: 'delivered' | 'failed'): void {
  const slot = byId('code-notice', HTMLElement)
  if (isElsewhere() || slot.dataset['kind']) return
  note = document.createElement('div')
  note.className = `hint ${outcome === 'failed' ? 'error' : 'done'}`
  const text = outcome === 'failed' ? delivery.failed : delivery.delivered
  note.textContent = text
  if (outcome === 'failed') {
    hint().hidden = true
    byId('resend-note', HTMLElement).textContent = ''
    const change = linkButton(delivery.change)
    // As large a target as any, in a line as high as any.
    change.style.marginBlock = '-0.625rem'
    change.addEventListener('click', () => history.back())
    note.append(' ', change)
  }
  slot.append(note)
  announce(text)
}

function hint(): HTMLElement {
  return within(byId('code-notice', HTMLElement), '.hint', HTMLElement)
}
