/** Leads through the steps after the first; loaded once a code is sent, each step's script in turn. */
import { lostConnection } from '../../lib/api.ts'
import { byId } from '../../lib/dom.ts'
import { lazyPart } from '../../lib/lazy-part.ts'
import { lazyStyles } from '../../lib/lazy-styles.ts'
import type { Failure, SessionReply } from '../../lib/replies.ts'
import { showScreen } from '../screens.ts'
import { type HistoryEntry, progressOf, type View, viewAfter, viewFor } from './flow.ts'
import { forgetReturnQuery, returnQuery } from './return.ts'
import type { Drafts, Flow, StepPart, Surroundings } from './surroundings.ts'
import { uiWords } from '../../ui/words.ts'
import { flowWords } from './words.ts'

const loadStyles = lazyStyles('later')
// What failed to load with this script's former addresses is not tried under those again.
const failures = Number(new URL(import.meta.url).search.slice(1))
const loadDetails = lazyPart<StepPart>('personal-details', failures)
const loadAadhaar = lazyPart<StepPart>('aadhaar', failures)
const loadPan = lazyPart<StepPart>('pan', failures)
const loadCreation = lazyPart<StepPart>('create-account', failures)

const PARTS: Readonly<Record<View, () => Promise<StepPart | undefined>>> = {
  verified: loadDetails,
  'personal-details': loadDetails,
  aadhaar: loadAadhaar,
  pan: loadPan,
  'check-answers': loadCreation,
  password: loadCreation,
}

/** Names refusals that no other answer to the step would mend. */
const ASTRAY = new Map(Object.entries(flowWords.astray))

// Of one signup: another person's at this device begins with none.
let drafts: Drafts = {}
let owner = ''
let sentence: string | undefined
let close: (() => void) | undefined
let turn = 0

/** Loads what the first of these steps needs, ahead of it. */
export async function prepare(): Promise<void> {
  await Promise.all([loadStyles(), loadDetails()])
}

/** Receives who is back from DigiLocker; where no signup is here, says where it is. */
export async function greet(page: Surroundings): Promise<void> {
  if (returnQuery(page) === undefined) return
  const session = await page.read()
  if (!session.success && session.error === 'session_not_found') {
    page.explain(flowWords.returnedElsewhere)
  }
  // A browser that keeps no marker did not know that there is a signup.
  if (session.success && !byId('step-phone', HTMLElement).hidden) await page.recover()
}

/** Shows the step that the browser's history stands for, as far as the signup has come to it. */
export async function showStep(
  reading: Promise<SessionReply | Failure>,
  page: Surroundings,
): Promise<void> {
  turn++
  const mine = turn
  const session = await reading
  if (!session.success) return fail(session, page)
  // Another signup took this one's place in the browser.
  if (session.step === 1) return void page.recover()
  const entry = historyEntry(page)
  const view = viewFor(session, entry)
  const part = await load(view)
  // The person may have gone elsewhere meanwhile.
  if (mine !== turn) return
  if (!part) return page.fail(lostConnection())

  if (owner !== session.session_id) drafts = {}
  owner = session.session_id
  const returned = view === 'aadhaar' ? entry.returned : undefined
  forgetReturnQuery()
  if (view !== 'verified') history.replaceState({ screen: 'later', view, returned }, '')
  close?.()
  close = part.open(
    byId('step-later', HTMLElement),
    flowOf(session, { view, returned }, page),
    view,
  )
  showScreen('later')
  sentence = undefined
}

function fail(failure: Failure, page: Surroundings): void {
  if (failure.error !== 'session_not_found') return page.fail(failure)
  page.startAgain()
  page.explain(flowWords.astray.session_not_found)
}

function flowOf(
  session: SessionReply,
  { view, returned }: HistoryEntry & { readonly view: View },
  page: Surroundings,
): Flow {
  /** Leads on from a refusal that no other answer would mend. */
  async function refuse(failure: Failure): Promise<Failure | undefined> {
    const text = ASTRAY.get(failure.error)
    if (text === undefined) return failure
    sentence = text
    const outcome = await page.recover()
    if (typeof outcome !== 'string') return outcome
    if (!byId('step-phone', HTMLElement).hidden) page.explain(text)
    return undefined
  }

  return {
    session,
    phone: page.phone(session),
    progress: progressOf(session, view),
    sentence,
    drafts,
    back: () => history.back(),
    goTo(next?: View) {
      history.pushState({ screen: 'later', view: next }, '')
      void showStep(Promise.resolve(session), page)
    },
    returned,
    endReturn: () => history.replaceState({ screen: 'later', view }, ''),
    renew: () => void page.read(),
    prepareNext: () => void PARTS[viewAfter(session, view)](),
    async goOn() {
      const now = await page.read()
      if (!now.success) return refuse(now)
      // What comes next is loaded here, where a failure to can be said and tried again.
      const next = await PARTS[viewFor(now, { screen: 'later' })]()
      if (!next) {
        return { success: false, error: 'part_unreachable', message: uiWords.partUnreachable }
      }
      history.pushState({ screen: 'later' }, '')
      await showStep(Promise.resolve(now), page)
      return undefined
    },
    refuse,
    startAgain() {
      turn++
      drafts = {}
      close?.()
      close = undefined
      page.startAgain()
    },
    end: () => page.end(),
  }
}

async function load(view: View): Promise<StepPart | undefined> {
  const [part, isStyled] = await Promise.all([PARTS[view](), loadStyles()])
  return isStyled ? part : undefined
}

/** Reads this entry of the browser's history; after a return, whatever it was, it is of step 3. */
function historyEntry(page: Surroundings): HistoryEntry {
  const returned = returnQuery(page)
  if (returned !== undefined) return { screen: 'later', view: 'aadhaar', returned }
  return history.state ?? {}
}
