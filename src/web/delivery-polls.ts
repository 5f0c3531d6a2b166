import type { Failure, SessionReply } from './replies.ts'

/** When to ask what became of a code, in seconds after it was sent. */
const POLLS = [3, 6, 10, 20, 40, 60]

/** The first poll due after this moment, both in seconds; none once the last one is past. */
export function nextPoll(moment: number): number | undefined {
  return POLLS.find((due) => due > moment)
}

/** What the polls need of the page. */
export interface Polls {
  ask: () => Promise<SessionReply | Failure>
  /** Comes when the page is visible; at once where it is. */
  shown: () => Promise<void>
  /** Nobody waits for an answer any more. */
  isOver: () => boolean
  /** Takes an answer, and says whether to ask on. */
  hear: (reply: SessionReply) => boolean
}

// Of a code sent before: it may still be waiting for its answer.
let underWay: Promise<unknown> | undefined

/** Asks now and then from now on, only while the page is visible; a failure is passed over. */
export async function poll({ ask, shown, isOver, hear }: Polls): Promise<void> {
  const start = performance.now()
  const elapsed = () => (performance.now() - start) / 1000
  let next = nextPoll(0)
  while (next !== undefined) {
    await pause(next - elapsed())
    await underWay
    await shown()
    if (isOver()) return

    const asked = ask()
    underWay = asked
    const reply = await asked
    if (isOver()) return
    if (reply.success && !hear(reply)) return
    next = nextPoll(Math.max(next, elapsed()))
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}
