import type { CodeText } from './gateway.ts'
import { segmentsOf } from './segments.ts'

/** Counts a call, of which providers bill a minute and no segments. */
const CALL = 3

/** Counts a text that the gateway holds itself: it may be in any script. */
const HELD = 2

/** Gives what a text costs where one gateway sends it, in segments: what a country's budget counts. */
export function costOf({ channel, words }: Pick<CodeText, 'channel' | 'words'>): number {
  if (channel === 'voice') return CALL
  if (channel === 'whatsapp') return 1
  return words.body === '' ? HELD : segmentsOf(words.body).segments
}
