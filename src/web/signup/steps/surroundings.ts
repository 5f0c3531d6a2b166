/** Says what the page and the scripts of its later steps are to each other. */
import type { Failure, Outcome, SessionReply } from '../../lib/replies.ts'
import type { Progress, View } from './flow.ts'
import type { Draft } from './personal-details/form.ts'

/** Gives the script of the later steps a hold on the page around them. */
export interface Surroundings {
  /** Is the query that the page was opened with, which its address has no more. */
  search: string
  /** Gives a session's whole number, where it was typed since the page was loaded. */
  phone: (session: SessionReply) => string | undefined
  /** Says why the signup cannot go on just now, and offers to try again. */
  fail: (failure: Failure) => void
  /** Asks the server how far the signup is. */
  read: () => Promise<SessionReply | Failure>
  /** Asks so, and goes there. */
  recover: () => Promise<Outcome>
  /** Says, where the number is asked for, why the person is there again. */
  explain: (text: string) => void
  startAgain: () => void
  /** Forgets the signup, which the server has ended. */
  end: () => void
}

/** Is what each step's script exports; `open` gives what ends it. */
export interface StepPart {
  open: (place: HTMLElement, flow: Flow, view: View) => () => void
}

/** Holds what a step is given, and whom it tells of what the person does. */
export interface Flow {
  readonly session: SessionReply
  readonly phone: string | undefined
  /** Counts the steps that are on, and says which of them this is. */
  readonly progress: Progress
  /** Says why the person is here, where that needs saying. */
  readonly sentence: string | undefined
  /** Keeps what was typed and not sent, as long as the page is open. */
  readonly drafts: Drafts
  /** Holds what the person came back with from DigiLocker, as it stood, until its return ends. */
  readonly returned: string | undefined
  /** Has a reload show the step itself, since what became of the return is known. */
  endReturn: () => void
  back: () => void
  /** Shows a screen, or the one that the signup has come to. */
  goTo: (view?: View) => void
  /** Has the server asked again how far the signup is, since an answer of this step was taken. */
  renew: () => void
  /** Loads what comes after this step, as its answers are sent. */
  prepareNext: () => void
  /** Goes on after an answer was taken; gives a failure where that cannot be done now. */
  goOn: () => Promise<Failure | undefined>
  /** Leads on from a refusal that no other answer to this step would mend; gives what is left to say. */
  refuse: (failure: Failure) => Promise<Failure | undefined>
  startAgain: () => void
  end: () => void
}

export interface Drafts {
  details?: Draft | undefined
  /** Names the element of step 2's form that the person came to change. */
  target?: string | undefined
  /** Tells that the person came to do anew a step that is done. */
  anew?: boolean | undefined
}
