import type { SessionReply } from '../../lib/replies.ts'

/** Names a screen: of a later step as browser history does, or of the first once it is done. */
export type View =
  | 'verified'
  | 'personal-details'
  | 'aadhaar'
  | 'pan'
  | 'check-answers'
  | 'password'

/** Is what an entry of the browser's history holds. */
export interface HistoryEntry {
  readonly screen?: unknown
  readonly view?: unknown
  /** Is the query of a return from DigiLocker that has come to nothing so far. */
  readonly returned?: string | undefined
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
  aadhaar: 3,
  pan: 4,
  'check-answers': 5,
  password: 5,
}

const FIRST_VIEW = new Map<number, View>([
  [2, 'personal-details'],
  [3, 'aadhaar'],
  [4, 'pan'],
  [5, 'check-answers'],
])

/** Picks the screen for an entry of the browser's history, as far as the signup has come to it. */
export function viewFor({ step, steps }: SessionReply, entry: HistoryEntry): View {
  if (entry.screen !== 'later') return 'verified'
  const next = firstView(step)
  if (!isView(entry.view)) return next
  const shown = STEP_OF[entry.view]
  return shown <= STEP_OF[next] && (steps ?? [shown]).includes(shown) ? entry.view : next
}

/** Picks the screen that most likely comes after one. */
export function viewAfter({ steps = [] }: SessionReply, view: View): View {
  return firstView(steps.find((step) => step > STEP_OF[view]))
}

function firstView(step: number | undefined): View {
  return FIRST_VIEW.get(step ?? 5) ?? 'personal-details'
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
