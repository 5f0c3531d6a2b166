import { inject } from 'vitest'
import { askStandIn, setBehaviour, textsAt } from './stand-ins.ts'
import type { Taken } from './twilio-request.ts'
import type { Behaviour, Callback } from './twilio.ts'

const { origin } = inject('twilio')

/** Tells the stand-in how to answer what is sent to one number. */
export function twilioAnswers(to: string, behaviour: Behaviour & { delayMs?: number }) {
  return setBehaviour(origin, to, behaviour)
}

/** Reads what the stand-in took for one number. */
export function takenFor(to: string) {
  return textsAt<Taken>(origin, to)
}

/** Makes what Twilio would post about the last text or call to the number. */
export function statusOf(to: string, status: string): Promise<Callback> {
  return askStandIn(origin, '/callback', { to, status })
}

/** Makes what Twilio would post when the key is pressed in the last call to the number. */
export function keyPressed(to: string, key: string): Promise<Callback> {
  return askStandIn(origin, '/press', { to, key })
}
