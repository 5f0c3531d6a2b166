import { failureText } from './wording.ts'
import { notice } from './notice.ts'
import { byId } from './page.ts'
import type { Failure } from './replies.ts'
import { showScreen } from './steps.ts'

/** The screen that stands while the page asks how far the person had come. */
export interface ResumeScreen {
  show(): void
  /** Offers to ask again, or to begin again. */
  fail(failure: Failure): void
}

/** Brings that screen to life. */
export function resumeScreen(): ResumeScreen {
  const message = notice('resume-notice')
  const choices = byId('resume-choices', HTMLElement)
  return {
    show() {
      message.clear()
      choices.hidden = true
      showScreen('resume')
    },
    fail(failure) {
      message.error(failureText(failure.error, failure.retry_after))
      choices.hidden = false
    },
  }
}
