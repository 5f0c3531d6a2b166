import type { Failure } from './replies.ts'

/**
 * What became of a wish: done as asked; left, since the page has gone to another screen and there
 * is nothing more to say here; or what went wrong.
 */
export type Outcome = 'done' | 'left' | Failure
