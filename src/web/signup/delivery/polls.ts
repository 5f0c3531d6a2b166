import type { Failure, SessionReply } from '../../lib/replies.ts'

// In seconds after the code was sent.
const POLLS = [3, 6, 10, 20, 40, 60]

/** Gives the first poll due after this moment, both in seconds; none once the last one is past. */
export function nextPoll(moment: number): number | undefined {
  return POLLS.find((due) => due > moment)
}

export interface Polls {
  ask: () => Promise<SessionReply | Failure>
  /** Resolves when the page is visible; at once where it is. */
  untilVisible: () => Promise<void>
  /** Tells that nobody waits for an answer any more. */
  isOver: () => boolean
  /** Takes an answer, and tells whether to ask on. */
  onReply: (reply: SessionReply) => boolean
}

// Of a code sent before: it may still be waiting for its answer.
let pending: Promise<unknown> | undefined

/** Asks now and then from now on, only while the page is visible; passes over a failure. */
export async function poll({ ask, untilVisible, isOver, onReply }: Polls): Promise<void> {
  const start = performance.now()
  const elapsed = () => (performance.now() - start) / 1000
  let next = nextPoll(0)
  while (next !== undefined) {
    const wait = next - elapsed()
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    await pending
    await untilVisible()
    if (isOver()) return

    const request = ask()
    pending = request
    const reply = await request
    if (isOver()) return
    if (reply.success && !onReply(reply)) return
    next = nextPoll(Math.max(next, elapsed()))
  }
}
