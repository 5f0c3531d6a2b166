import { byId } from '../lib/dom.ts'
import { lazyPart } from '../lib/lazy-part.ts'
import type { Channel, Failure, SendReply, SessionReply } from '../lib/replies.ts'
import type * as Delivery from './delivery/delivery.ts'
import type * as Code from './screens/code-screen.ts'

type CodeScreen = ReturnType<typeof Code.codeScreen>

const loadCode = lazyPart<typeof Code>('code')
const loadDelivery = lazyPart<typeof Delivery>('delivery')

/** Holds the screen of the code from when its script is here: the first view is complete without it. */
export function codePart(
  requests: Parameters<typeof Code.codeScreen>[0],
  ask: () => Promise<SessionReply | Failure>,
) {
  let screen: CodeScreen | undefined
  let isOutdated = false
  let untracked: (() => Promise<void>) | undefined

  async function trackNow(reply: SendReply | SessionReply, channel?: Channel): Promise<void> {
    untracked = undefined
    const part = await loadDelivery()
    if (screen) part?.trackDelivery(reply, { row: screen.row, ask, channel })
  }

  function resume(): void {
    if (!byId('step-code', HTMLElement).hidden) void untracked?.()
  }

  return {
    /** Gives the screen, if it is here. */
    screen: () => screen,
    /** Loads the screen, once; undefined where it cannot be, or is another deployment's. */
    async open(): Promise<CodeScreen | undefined> {
      const part = screen ? undefined : await loadCode()
      try {
        screen ??= part?.codeScreen(requests)
      } catch {
        isOutdated = true
      }
      return screen
    },
    /** Tells that the page is of an earlier deployment than the script that came. */
    isOutdated: () => isOutdated,
    /** Has the screen tell how a code fares, from when it is shown; `channel` is how it was sent. */
    track(reply: SendReply | SessionReply, channel?: Channel): void {
      untracked = () => trackNow(reply, channel)
      resume()
    },
    /** Begins to track what came before the screen was shown. */
    resume,
  }
}
