import { brand, byId } from '../../lib/dom.ts'
import { failureText } from '../../lib/failure-text.ts'
import type { Failure } from '../../lib/replies.ts'
import { notice } from '../../parts/notice.ts'
import { showScreen } from '../screens.ts'

/** Brings to life the screen that stands while the page asks how far the person had come. */
export function resumeScreen() {
  const message = notice('resume-notice')
  const choices = byId('resume-choices', HTMLElement)
  return {
    show(): void {
      message.clear()
      choices.hidden = true
      showScreen('resume')
    },
    /** Offers, in place of any screen, to ask again, or to begin again. */
    showFailure: (failure: Failure): void => {
      showScreen('resume')
      message.error(failureText(brand(), failure))
      choices.hidden = false
    },
  }
}
