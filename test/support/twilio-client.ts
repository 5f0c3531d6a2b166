import { inject } from 'vitest'
import type { Taken } from './twilio-request.ts'
import type { Behaviour, Callback } from './twilio.ts'

const { origin } = inject('twilio')

const at = (path: string, query: Record<string, string>) =>
  `${origin}${path}?${new URLSearchParams(query).toString()}`

/** Tells the stand-in how to answer what is sent to one number. */
export async function twilioAnswers(to: string, behaviour: Behaviour & { delayMs?: number }) {
  await fetch(at('/behaviour', { to }), { method: 'PUT', body: JSON.stringify(behaviour) })
}

/** What the stand-in took for one number. */
export async function takenFor(to: string): Promise<readonly Taken[]> {
  return (await fetch(at('/texts', { to }))).json()
}

/** What Twilio would post about the last text or call to the number. */
export function statusOf(to: string, status: string): Promise<Callback> {
  return readCallback(at('/callback', { to, status }))
}

/** What Twilio would post when the key is pressed in the last call to the number. */
export function keyPressed(to: string, key: string): Promise<Callback> {
  return readCallback(at('/press', { to, key }))
}

async function readCallback(url: string): Promise<Callback> {
  return (await fetch(url)).json()
}
