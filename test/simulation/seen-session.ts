import { errorOf } from '../support/people.ts'
import type { Exchange } from './exchange.ts'

/** How long a call of an isolate that died may still be under way. */
const STRAY = 60_000

/** A session as it can be known from outside: by its requests and their replies. */
export class SeenSession {
  readonly sends: Exchange[] = []
  readonly verifies: Exchange[] = []
  /** Requests that end it if they succeed. */
  readonly ends: Exchange[] = []
  /** Whose requests named it. */
  readonly known = new Set<string>()
  firstCookie: string | undefined
  /** The first reply that told of the verification. */
  success: Exchange | undefined
  repeats = 0

  /** Whether its account may have been made, or its owner may have withdrawn from it. */
  get mayHaveEnded(): boolean {
    return this.ends.some(({ reply }) => !reply || reply.status < 300 || reply.status === 503)
  }

  /** The last send before `when` whose text went out, and was said to. */
  lastSent(when: number): Exchange | undefined {
    const sent = this.sends.filter(
      ({ reply, texts }) => reply?.status === 200 && reply.at < when && texts.length > 0,
    )
    return sent.toSorted((a, b) => textAt(a) - textAt(b)).at(-1)
  }

  /** Sends whose effect is not known, or not over, since `sent` and until `when`. */
  unsettled(sent: Exchange | undefined, when: number): readonly Exchange[] {
    const since = sent ? textAt(sent) : 0
    return this.sends.filter((send) => {
      if (send === sent || send.arrivedAt > when) return false
      if (!send.reply) return send.arrivedAt > (sent?.arrivedAt ?? 0) - STRAY
      return send.reply.at >= since && changesSomething(send)
    })
  }

  /** When the issue of a code can have begun: with its first text, or a send unheard of before it. */
  issueAskedAt(code: string | undefined): number {
    const first = this.sends.findIndex(({ texts }) => texts.some((text) => text.code === code))
    const before = this.sends.slice(0, Math.max(0, first))
    const former = before.findLastIndex(({ texts }) => texts.length > 0)
    const unheard = before.slice(former + 1).find(({ reply }) => !reply || reply.status === 503)
    return (unheard ?? this.sends[first])?.arrivedAt ?? 0
  }

  /** When the first text with a code went out. */
  issuedAt(code: string): number {
    const texts = this.sends.flatMap((send) => send.texts.filter((text) => text.code === code))
    return Math.min(...texts.map(({ at }) => at))
  }

  /** Wrong guesses wholly between two moments, in which no send was under way. */
  wrongGuesses(from: number, to: number): readonly Exchange[] {
    return this.verifies.filter(({ arrivedAt, reply }) => {
      if (!reply || errorOf(reply) !== 'otp_incorrect') return false
      return arrivedAt > from && reply.at < to
    })
  }
}

function textAt({ texts }: Exchange): number {
  return texts[0]?.at ?? 0
}

/** Whether a send that was answered so may have changed its session. */
function changesSomething({ reply }: Exchange): boolean {
  return reply !== undefined && [200, 400, 503].includes(reply.status)
}
