import { maskCell } from '../../src/accounts/mask.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Exchange } from './exchange.ts'

/** How long a call of an isolate that died may still be under way. */
const STRAY = 60_000

/** What a person answered in step 2, as the session shows it. */
export type SeenAnswers = {
  readonly full_name: string
  readonly date_of_birth: string
  readonly email: string
  readonly pin_code: string
  readonly purposes: readonly string[]
}

/** The steps of a signup after the first, by their requests and replies. */
export class SeenSignup {
  readonly details: Exchange[] = []
  readonly creates: Exchange[] = []
  readonly withdrawals: Exchange[] = []
  /** That its code was texted to when it verified. */
  readonly phones = new Set<string>()
  accountId: string | undefined

  /** Lists the answers that may be in force somewhere in a span of time. */
  inForce(from: number, to: number): readonly SeenAnswers[] {
    const possible = this.details.filter((one) => one.arrivedAt <= to && mayHaveTaken(one))
    const isReplaced = (one: Exchange) =>
      possible.some(
        ({ arrivedAt, reply }) =>
          reply?.status === 200 && reply.at <= from && arrivedAt > settledAt(one),
      )
    return possible.filter((one) => !isReplaced(one)).map(({ body }) => answersOf(body))
  }

  /** When it was first certain that there are answers. */
  get answeredAt(): number {
    const taken = this.details.filter(({ reply }) => reply?.status === 200)
    return Math.min(...taken.map(({ reply }) => reply?.at ?? Infinity))
  }

  /** Requests for the account that may have made it. */
  get mayHaveMade(): readonly Exchange[] {
    return this.creates.filter(mayHaveTaken)
  }

  /** Lists what an account may keep that was made by now. */
  kept(now: number): readonly SeenAnswers[] {
    return this.inForce(Math.min(...this.mayHaveMade.map(({ arrivedAt }) => arrivedAt)), now)
  }
}

/** Tells whether what an account keeps is what was answered. */
export function isOf(
  { purposes, ...answers }: SeenAnswers,
  kept: { readonly fields: Readonly<Record<string, string>>; readonly purposes: readonly string[] },
): boolean {
  const { phone: _verified, aadhaar_last4: _, pan: __, ...fields } = kept.fields
  return (
    isDeepStrictEqual(fields, answers) &&
    isDeepStrictEqual(kept.purposes.toSorted(), purposes.toSorted())
  )
}

/** Tells whether what an account shows is of a phone and what was answered. */
export function isShownOf(
  { purposes: _apart, ...answers }: SeenAnswers,
  phone: string,
  identity: readonly (readonly [string, string])[],
  shown: unknown,
): boolean {
  const data = (shown as readonly { readonly item: string; readonly value: string }[]).map(
    ({ item, value }) => [item, value],
  )
  const masked = [
    ['phone', maskCell('phone', phone)],
    ['full_name', maskCell('full_name', answers.full_name)],
    ['date_of_birth', maskCell('date_of_birth', answers.date_of_birth)],
    ['email', maskCell('email', answers.email)],
    ['pin_code', maskCell('pin_code', answers.pin_code)],
    ...identity,
  ]
  return isDeepStrictEqual(data, masked)
}

function answersOf(body: Exchange['body']): SeenAnswers {
  const { full_name, date_of_birth, email, pin_code, consent } = body as SeenAnswers & {
    readonly consent: Pick<SeenAnswers, 'purposes'>
  }
  return { full_name, date_of_birth, email, pin_code, purposes: consent.purposes }
}

/** Whether a request may have done what it asked for. */
function mayHaveTaken({ reply }: Exchange): boolean {
  return !reply || reply.status < 300 || reply.status === 503
}

/** When a request's effect has come, if it ever does. */
export function settledAt({ reply, arrivedAt }: Exchange): number {
  return reply?.at ?? arrivedAt + STRAY
}
