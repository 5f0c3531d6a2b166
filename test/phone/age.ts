import process from 'node:process'
import { LANDLINES_CHECKED } from '../../src/phone/landlines.ts'

// Run by `npm run check`, which it does not fail: nobody's change should break by the mere passing of time.
const MONTHS = 6
const due = new Date(`${LANDLINES_CHECKED}T00:00:00Z`)
due.setUTCMonth(due.getUTCMonth() + MONTHS)

if (Date.now() >= due.getTime()) {
  process.emitWarning(
    `src/phone/landlines.ts was compared with the library on ${LANDLINES_CHECKED}, over ${MONTHS} months ago: update libphonenumber-js, run test/phone/spelling.test.ts, and set the date.`,
  )
}
