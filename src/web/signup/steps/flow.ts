import type { SessionReply } from '../../lib/replies.ts'

/** Names a screen: of a later step as browser history does, or of the first once it is done. */
export type View = 'verified' | 'personal-details' | 'check-answers' | 'password'

/** Is what an entry of the browser's history holds. */
export interface HistoryEntry {
  readonly screen?: unknown
  readonly view?: unknown
}

export interface Progress {
  readonly position: number
  readonly count: number
  /** Lists the steps from this one on, by number. */
  readonly remaining: readonly number[]
}

const STEP_OF: Readonly<Record<View, number>> = {
  verified: 1,
  'personal-details': 2,
  'check-answers': 5,
  password: 5,
}

const FIRST_VIEW = new Map<number, View>([
  [2, 'personal-details'],
  [5, 'check-answers'],
])

/** Picks the screen for an entry of the browser's history, as far as the signup has come to it. */
export function viewFor({ step }: SessionReply, entry: HistoryEntry): View {
  if (entry.screen !== 'later') return 'verified'
  const next = FIRST_VIEW.get(step) ?? 'personal-details'
  return isView(entry.view) && STEP_OF[entry.view] <= STEP_OF[next] ? entry.view : next
}

/** Tells where in the signup a screen is. */
export function progressOf({ steps = [] }: SessionReply, view: View): Progress {
  const step = STEP_OF[view]
  return {
    position: [1, ...steps].indexOf(step) + 1,
    count: steps.length + 1,
    remaining: steps.filter((other) => other >= step),
  }
}

function isView(name: unknown): name is View {
  return typeof name === 'string' && name in STEP_OF
}
