import { aadhaarData } from '../support/setu.ts'
import type { Fault, Faults } from './faults.ts'
import { lives, resume } from './globals.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

type Weather = { readonly timeline: Timeline; readonly faults: Faults; readonly random: Random }

/** Whom the registers know, in their own words. */
export type Holder = {
  readonly name: string
  /** As `YYYY-MM-DD`. */
  readonly dateOfBirth: string
  readonly last4: string
}

/** A request for DigiLocker, and what became of it there. */
type Visit = { readonly returnTo: string; consent: Holder | 'refused' | undefined }

/** What becomes of a request that reached Setu, and of its answer. */
type Fate = {
  readonly carriedOut: boolean
  /** When the answer comes; never where undefined. */
  readonly after: number | undefined
  /** In place of the true answer. */
  readonly instead?: Response | 'reset'
}

const FAULTS = [
  'register_throttled',
  'register_down',
  'register_undecided',
  'register_timeout_before',
  'register_timeout_after',
  'register_slow_answer',
  'register_slow_body',
  'register_reset',
  'register_nonsense',
  'register_too_much',
] as const satisfies readonly Fault[]

const SETU = 'https://dg.setu.co'

/** The vars of a deployment whose steps for Aadhaar and PAN are on, both by Setu. */
export const IDENTIFYING: Readonly<Record<string, string>> = {
  AADHAAR_VERIFIERS: 'qr,setu',
  PAN_VERIFIER: 'setu',
  SETU_CLIENT_ID: 'client-of-the-simulation',
  SETU_CLIENT_SECRET: 'secret-of-the-simulation',
  SETU_DIGILOCKER_PRODUCT_ID: 'product-of-digilocker',
  SETU_PAN_PRODUCT_ID: 'product-of-pan',
}

/** The registers of PANs and of Aadhaar, as Setu reaches them. */
export class Registers {
  readonly #weather: Weather
  readonly #lookedUp: (pan: string) => void
  readonly #visits = new Map<string, Visit>()
  /** Holders of PANs; `unlinked` is void. */
  readonly pans = new Map<string, Holder | 'unlinked'>()

  /** `lookedUp` hears of each look-up that was, or may have been, paid for, in the life that made it. */
  constructor(weather: Weather, lookedUp: (pan: string) => void) {
    this.#weather = weather
    this.#lookedUp = lookedUp
  }

  static has(url: string): boolean {
    return url.startsWith(`${SETU}/`)
  }

  /** What becomes of a person who was led to `url`: the query with which they come back. */
  visit(url: string, consent: Holder | 'refused'): string {
    const id = url.split('/').at(-1) ?? ''
    const visit = this.#visits.get(id)
    if (!visit) throw new Error('nobody was led there')
    visit.consent = consent
    const said = consent === 'refused' ? 'success=False' : 'success=True&scope=ADHAR'
    return `${new URL(visit.returnTo).search}&${said}&id=${id}`
  }

  /** What the Worker's `fetch` reaches. */
  fetch(url: string, { method = 'GET', body, signal }: RequestInit): Promise<Response> {
    const { timeline, random } = this.#weather
    const life = lives.getStore()
    const { carriedOut, after, instead } = this.#fate()
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => resume(life, () => reject(signal.reason as Error)))
      timeline.after(random.skewed(5, 60), () => {
        const path = new URL(url).pathname
        const given: Readonly<Record<string, string>> =
          typeof body === 'string' ? JSON.parse(body) : {}
        const say = () => {
          if (carriedOut && given.pan !== undefined) this.#lookedUp(given.pan)
        }
        if (life) lives.run(life, say)
        else say()
        const answer = carriedOut ? this.#answer(`${method} ${path}`, given) : undefined
        if (after === undefined) return
        timeline.after(after, () =>
          resume(life, () => {
            if (instead === 'reset') reject(new TypeError('Network connection lost.'))
            else resolve(instead ?? answer ?? json({}, 404))
          }),
        )
      })
    })
  }

  #answer(asked: string, given: Readonly<Record<string, string>>): Response {
    if (asked === 'POST /api/verify/pan') return this.#pan(given.pan ?? '')
    if (asked === 'POST /api/digilocker') return this.#begin(given.redirectUrl ?? '')
    const [, id = '', part] =
      /^GET \/api\/digilocker\/([\w-]+)\/(status|aadhaar)$/.exec(asked) ?? []
    const visit = this.#visits.get(id)
    if (!visit) return refusal(404, 'request_not_found')
    const { consent } = visit
    if (part === 'status') return json({ id, status: statusOf(consent) })
    if (consent === undefined || consent === 'refused') {
      return refusal(401, 'user_not_authenticated')
    }
    const { name, dateOfBirth, last4 } = consent
    return json(aadhaarData({ name, dateOfBirth, maskedNumber: `xxxx-xxxx-${last4}` }, id))
  }

  #pan(pan: string): Response {
    const holder = this.pans.get(pan)
    if (holder === undefined) return json({ verification: 'failed', message: 'PAN is invalid' })
    if (holder === 'unlinked') {
      const data = { aadhaar_seeding_status: 'NOT_LINKED' }
      return json({ verification: 'failed', message: 'PAN is invalid', data })
    }
    const data = {
      category: 'Individual',
      full_name: holder.name,
      aadhaar_seeding_status: 'LINKED',
    }
    return json({ data, message: 'PAN is valid', verification: 'success' })
  }

  #begin(returnTo: string): Response {
    const { timeline, random } = this.#weather
    const id = `visit-${random.digits(20)}`
    this.#visits.set(id, { returnTo, consent: undefined })
    const validUpto = new Date(timeline.now + 1_800_000).toISOString()
    const url = `https://digilocker.example/${id}`
    return json({ id, status: 'unauthenticated', url, validUpto }, 201)
  }

  #fate(): Fate {
    const { faults, random } = this.#weather
    const fault = faults.oneOf(FAULTS)
    const after = random.skewed(50, 1500)
    const halves = random.chance(0.5)
    switch (fault) {
      case undefined:
        return { carriedOut: true, after }
      case 'register_throttled':
        return { carriedOut: false, after, instead: json({}, 429) }
      case 'register_down':
        return { carriedOut: halves, after, instead: json({}, random.pick([500, 503])) }
      case 'register_undecided':
        return { carriedOut: halves, after, instead: json({}, random.pick([502, 504, 524])) }
      case 'register_timeout_before':
        return { carriedOut: false, after: undefined }
      case 'register_timeout_after':
        return { carriedOut: true, after: undefined }
      case 'register_slow_answer':
        return { carriedOut: true, after: random.between(3000, 9000) }
      case 'register_slow_body':
        return { carriedOut: true, after, instead: new Response(endless()) }
      case 'register_reset':
        return { carriedOut: halves, after, instead: 'reset' }
      case 'register_nonsense':
        return { carriedOut: true, after, instead: new Response('<h1>It works!</h1>') }
      case 'register_too_much':
        return { carriedOut: true, after, instead: json({ padding: 'A'.repeat(600_000) }) }
    }
  }
}

function statusOf(consent: Visit['consent']): string {
  if (consent === undefined) return 'unauthenticated'
  return consent === 'refused' ? 'revoked' : 'authenticated'
}

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status })
}

function refusal(status: number, code: string): Response {
  return json({ error: { code } }, status)
}

/** Begins, and ends only once nobody reads it any more. */
function endless(): ReadableStream {
  return new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([123])) })
}
