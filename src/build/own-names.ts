import { script } from '../locales/en.ts'

/** Lists names of the page's own, which no browser and no reply of the API uses: they get short. */
export const OWN_NAMES = [
  ...Object.keys(script).filter((name) => name !== 'phone'),
  ...`attemptsLeft challenge complete deadlines digits e164 element explain expiresAt fault
    focusEmpty focusFirst hasError hint idempotencyKey isBusy isFull isOnly isVerified keyFor
    markInvalid maskedPhone onCheck onClear onComplete onEdit onFailure onRefuse onSend onSlow
    progress resendAt sessionId showFailure showSuccess timers tracksDelivery until update
    waitUntil`.split(/\s+/),
]
