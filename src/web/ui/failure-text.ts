import { connectionText } from '../lib/connection-text.ts'
import { brand } from '../lib/dom.ts'
import type { Failure } from '../lib/replies.ts'
import { uiWords } from './words.ts'

/** Gives a sentence for a request that failed: the page's own, else the server's, which is there. */
export function failureText(failure: Failure): string {
  const { error, retry_after, message } = failure
  const more = { [error]: message, part_unreachable: uiWords.partUnreachable }
  return connectionText(brand(), error, retry_after, more)
}
