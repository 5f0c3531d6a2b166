import * as fc from 'fast-check'
import { wrong } from '../../support/app.ts'
import type { Client } from './client.ts'
import type { Guess, Send } from './contract.ts'
import type { Session, World } from './world.ts'

/** A world and what was asked and learnt in it, as the commands of a run share them. */
export type Run = { readonly world: World; readonly asked: Send[]; readonly codes: string[] }

/** A request to be made once there is a world to make it in. */
export type Chosen<Request> = {
  readonly label: string
  readonly from: (run: Run, client: Client) => Request
}

/** A send, but for its key and what the gateway makes of it. */
export type PlainSend = Omit<Send, 'key' | 'gateway'>

/** `stranger` bears another session's cookie, `former` the first one of this session. */
const who = fc.constantFrom('owner', 'owner', 'owner', 'nobody', 'former', 'stranger')
const nth = fc.nat(5)
const issue = fc.constantFrom('none', 'none', 'live', 'live', 'former', 'next')

/** Which of what there is: sessions, phones, addresses, codes. */
const session = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, nth)
export const choice = fc.record({ session, who, issue, phone: nth, address: nth, other: nth })
type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never

export const starting = request('start', (_, client, of): PlainSend => ({
  phone: pick(client.phones, of.phone),
  sessionId: undefined,
  cookie: undefined,
  address: pick(client.addresses, of.address),
}))

export const resending = request('resend', ({ world }, client, of): PlainSend => {
  const { id, texting } = sessionOf(world, of)
  const address = pick(client.addresses, of.address)
  return { phone: texting.phone, sessionId: id, cookie: cookieOf(world, of), address }
})

export const changingPhone = request('change phone', ({ world }, client, of): PlainSend => ({
  phone: pick(client.phones, of.phone),
  sessionId: sessionOf(world, of).id,
  cookie: cookieOf(world, of),
  address: pick(client.addresses, of.address),
}))

export const guessingRight = request('guess right', ({ world }, _, of): Guess => {
  const { id, texting } = sessionOf(world, of)
  return { sessionId: id, code: texting.issue.code, ...said(world, of) }
})

export const guessingWrong = request('guess wrong', ({ world }, _, of): Guess => {
  const { id, texting } = sessionOf(world, of)
  const code = wrong(texting.issue.code, of.other + 1)
  return { sessionId: id, code, ...said(world, of) }
})

/** With a code of any text of the run: a former issue's, a withdrawn one's, another session's. */
export const guessingFormer = request('guess a code of', ({ world, codes }, _, of): Guess => {
  const { id, texting } = sessionOf(world, of)
  const other = codes.filter((code) => code !== texting.issue.code)
  const code = pick(other.length > 0 ? other : codes, of.other)
  return { sessionId: id, code, ...said(world, of) }
})

/** What a guess says beside its code: often no issue, mostly the live one, now and then another. */
function said(world: World, of: Choice): Pick<Guess, 'issue' | 'cookie'> {
  const live = sessionOf(world, of).texting.issue.number
  const numbers = { none: undefined, live, former: Math.max(1, live - 1), next: live + 1 }
  return { issue: numbers[of.issue], cookie: cookieOf(world, of) }
}

export function cookieOf(world: World, of: Choice): string | undefined {
  const { cookies, id } = sessionOf(world, of)
  const stranger = world.sessions.find((one) => one.id !== id)?.cookies.at(-1)
  return { owner: cookies.at(-1), nobody: undefined, former: cookies[0], stranger }[of.who]
}

/** Those still to be verified first, the latest of them before the others. */
export function sessionOf({ sessions }: World, of: Pick<Choice, 'session'>): Session {
  const latest = sessions.toReversed()
  const done = latest.filter(({ verified }) => verified)
  return pick([...latest.filter(({ verified }) => !verified), ...done], of.session)
}

/** The nth of those there are, counting round. */
export function pick<T>(all: readonly T[], at: number): T {
  const one = all[at % all.length]
  if (one === undefined) throw new Error('there is nothing to choose from')
  return one
}

function request<Request>(
  name: string,
  make: (run: Run, client: Client, of: Choice) => Request,
): fc.Arbitrary<Chosen<Request>> {
  return choice.map((of) => ({
    label: `${name} ${fc.stringify(of)}`,
    from: (run, client) => make(run, client, of),
  }))
}
