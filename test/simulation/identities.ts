import { isDeepStrictEqual } from 'node:util'
import { maskCell } from '../../src/accounts/mask.ts'
import { maskPan } from '../../src/person/pan.ts'
import { DAY, MINUTE } from '../../src/platform/time.ts'
import { errorOf } from '../support/people.ts'
import type { Exchange, TimedReply } from './exchange.ts'
import type { KeptAccount } from './kept-accounts.ts'
import { type SeenSignup, settledAt } from './seen-signup.ts'
import type { Verdict } from './verdict.ts'
import type { World } from './world.ts'

type LookUp = { readonly pan: string; readonly at: number; readonly signup: SeenSignup }

/** What a reply told of a PAN, once it was looked up. */
type Told = LookUp & { readonly arrivedAt: number }

/** What a session or an account shows of who a person is. */
export type Shown = {
  readonly aadhaar?: { readonly last4: string } | undefined
  readonly pan?: { readonly masked: string } | undefined
}

const OUTCOMES: ReadonlySet<unknown> = new Set(['pan_invalid', 'pan_not_linked', 'name_mismatch'])

/** Holds the steps for Aadhaar and PAN to what they promise. */
export class Identities {
  readonly #verdict: Verdict
  readonly #world: World
  readonly #lookUps: LookUp[] = []
  readonly #told: Told[] = []

  constructor(verdict: Verdict, world: World) {
    this.#verdict = verdict
    this.#world = world
  }

  /** Hears of a look-up as it reaches the register. */
  lookedUp(pan: string, signup: SeenSignup, secretsDroppedAt: number): void {
    const { now } = this.#world.timeline
    const same = this.#told.find((one) => one.signup === signup && one.pan === pan)
    const isOfAnother = signup.details.some((one) => settledAt(one) >= (same?.arrivedAt ?? 0))
    this.#hold(
      !same || isOfAnother || same.at <= secretsDroppedAt,
      'what was told of a PAN is not paid for again',
      () => pan,
    )
    this.#lookUps.push({ pan, at: now, signup })
    const ofSignup = this.#lookUps.filter((one) => one.signup === signup)
    this.#hold(ofSignup.length <= 5, 'a signup has five look-ups', () => pan)
    const [phone, ...others] = signup.phones
    if (phone === undefined || others.length > 0) return
    const ofPhone = this.#lookUps.filter(
      (one) => one.signup.phones.has(phone) && one.at > now - DAY + MINUTE,
    )
    this.#hold(ofPhone.length <= 10, 'a phone has ten look-ups a day', () => phone)
  }

  /** Hears of a reply to one of these steps. */
  replied({ id, body, route, arrivedAt }: Exchange, reply: TimedReply, signup: SeenSignup): void {
    const pan = String(body.pan).toUpperCase()
    const isTold = reply.status === 200 || OUTCOMES.has(errorOf(reply))
    if (route === 'verify-pan' && isTold) {
      this.#told.push({ pan, at: reply.at, arrivedAt, signup })
      const wasAsked = this.#lookUps.some((one) => one.signup === signup && one.pan === pan)
      this.#hold(wasAsked, 'nothing is told of a PAN that was not looked up', () => `#${id}`)
    }
    if (reply.status !== 200) return
    const names = signup.inForce(arrivedAt, reply.at).map(({ full_name: name }) => name)
    const said = () => `#${id} ${reply.text} of ${names.join()}`
    if (route === 'verify-pan') {
      this.#hold(names.includes(this.#nameOfPan(pan)), "a PAN is its person's", said)
    } else {
      const { last4 } = reply.body.aadhaar as { last4: string }
      this.#hold(
        names.some((name) => this.#last4Of(name) === last4),
        "an Aadhaar is its person's",
        said,
      )
    }
  }

  /** Holds what a session shows of its person. */
  shown({ aadhaar, pan }: Shown, name: unknown): void {
    const identity = this.#identityOf(String(name))
    this.#hold(
      (!aadhaar || aadhaar.last4 === identity?.last4) &&
        (!pan || pan.masked === maskPan(identity?.pan ?? '')),
      "a session shows its own person's Aadhaar and PAN",
      () => JSON.stringify([aadhaar, pan, identity]),
    )
  }

  /** Holds what an account keeps: who it is by the registers, where the steps are on. */
  kept({ id, fields, steps }: KeptAccount): void {
    const { full_name: name = '', aadhaar_last4: last4, pan } = fields
    const identity = this.#world.identifies ? this.#identityOf(name) : undefined
    this.#hold(
      last4 === identity?.last4 && pan === identity?.pan,
      'an account keeps the Aadhaar and the PAN of its person',
      () => JSON.stringify([id, fields, identity]),
    )
    const on = new Set(this.#world.identifies ? [2, 3, 4] : [2])
    this.#hold(
      isDeepStrictEqual(new Set(steps), on),
      'an account has the consents of its steps',
      () => `${id}: ${steps.join()}`,
    )
  }

  /** Masks what an account shows beside the answers of step 2. */
  masked(name: string): readonly (readonly [string, string])[] {
    const identity = this.#world.identifies ? this.#identityOf(name) : undefined
    if (!identity) return []
    return [
      ['aadhaar_last4', maskCell('aadhaar_last4', identity.last4)],
      ['pan', maskCell('pan', identity.pan)],
    ]
  }

  #identityOf(name: string) {
    const [found] = [...this.#world.registers.pans].flatMap(([pan, holder]) =>
      holder !== 'unlinked' && holder.name === name ? [{ ...holder, pan }] : [],
    )
    return found
  }

  #nameOfPan(pan: string): string {
    const holder = this.#world.registers.pans.get(pan)
    return holder === undefined || holder === 'unlinked' ? '' : holder.name
  }

  #last4Of(name: string): string | undefined {
    return this.#identityOf(name)?.last4
  }

  #hold(holds: boolean, invariant: string, detail: () => string): void {
    this.#verdict.hold(holds, invariant, detail)
  }
}
