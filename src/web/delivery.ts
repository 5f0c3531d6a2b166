/**
 * Follows what becomes of a code on its way to the phone, says so under the boxes, and offers other
 * ways to get it; loaded only where a reply tells of either.
 */
import { poll } from './delivery-polls.ts'
import { DELIVERY, OTHER_WAYS } from './delivery-wording.ts'
import { offerWays } from './other-ways.ts'
import { announce, byId, within } from './page.ts'
import type { Channel, Failure, SentReply, SessionReply } from './replies.ts'
import type { Resend } from './resend.ts'

/** What this part needs of the page around it. */
export interface Surroundings {
  row: Pick<Resend, 'add' | 'onForget'>
  ask: () => Promise<SessionReply | Failure>
  /** How the code was sent, where the row under it does not say so itself. */
  unsaid: Channel | undefined
}

type Reply = SentReply | SessionReply

let over = new AbortController()
let note: HTMLElement | undefined

/** Shows what a reply tells of the code it is about, and asks on while that is on its way. */
export function follow(reply: Reply, { row, ask, unsaid }: Surroundings): void {
  forget()
  row.onForget(forget)
  over = new AbortController()
  const { signal } = over

  function take(told: Reply): boolean {
    offerWays(told.channels ?? [], row.add)
    if (told.delivery === 'failed') say('failed')
    // That it came is no help where it can no longer be typed.
    const usable = told.expires_in && told.attempts_left
    if (told.delivery === 'delivered' && usable) say('delivered')
    return told.delivery === 'pending'
  }

  if (unsaid) byId('resend-note', HTMLElement).textContent = OTHER_WAYS[unsaid].sent
  if (!take(reply)) return
  void poll({
    ask,
    shown,
    isOver: () => signal.aborted || isLeft(),
    hear: (told) => told.session_id === reply.session_id && told.step === 1 && take(told),
  })
}

async function shown(): Promise<void> {
  while (document.visibilityState === 'hidden') {
    await new Promise((resolve) =>
      document.addEventListener('visibilitychange', resolve, { once: true }),
    )
  }
}

function forget(): void {
  over.abort()
  if (note?.contains(document.activeElement)) byId('resend', HTMLElement).focus()
  note?.remove()
  note = undefined
  hint().hidden = false
}

function isLeft(): boolean {
  return Boolean(byId('step-code', HTMLElement).hidden)
}

/** Says it in the slot under the boxes, where those are shown and there is nothing else to say. */
function say(outcome: 'delivered' | 'failed'): void {
  const slot = byId('code-notice', HTMLElement)
  if (isLeft() || slot.dataset['kind']) return
  note = document.createElement('div')
  note.className = `hint ${outcome === 'failed' ? 'error' : 'done'}`
  note.textContent = DELIVERY[outcome]
  if (outcome === 'failed') {
    hint().hidden = true
    byId('resend-note', HTMLElement).textContent = ''
    note.append(' ', changeNumber())
  }
  slot.append(note)
  announce(DELIVERY[outcome])
}

function hint(): HTMLElement {
  return within(byId('code-notice', HTMLElement), '.hint', HTMLElement)
}

function changeNumber(): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'link'
  button.textContent = DELIVERY.change
  // As large a target as any, in a line as high as any.
  button.style.marginBlock = '-0.625rem'
  button.addEventListener('click', () => history.back())
  return button
}
