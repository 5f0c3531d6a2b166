import { codeWords, connection, script, step1Words } from '../locales/en.ts'

/** Lists names by which the page and the scripts of its later steps know each other. */
export const SHARED_NAMES = 'explain recover startAgain'.split(' ')

/** Lists names of the page's own, which no browser and no reply of the API uses: they get short. */
export const OWN_NAMES = [
  ...SHARED_NAMES,
  ...Object.keys({ ...connection, ...script, ...step1Words, ...codeWords }).filter(
    (name) => name !== 'phone',
  ),
  ...`attemptsLeft challenge clear complete deadlines digits e164 element expiresAt fault
    focusEmpty focusFirst hasError hasFocus hint idempotencyKey isBusy isFull isOnly isVerified keyFor
    markInvalid maskedPhone onCheck onClear onComplete onEdit onFailure onRefuse onSend onSlow
    progress query reply reset resendAt sessionId showFailure showSuccess stop timers tracksDelivery until update
    waitUntil`.split(/\s+/),
]
