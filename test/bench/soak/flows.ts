import { randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import {
  answerOf,
  Browser,
  newAddress,
  newKey,
  newPhone,
  type Outgoing,
  readReply,
  type Reply,
  wrong,
} from '../../support/people.ts'
import { brokenContract, type Route } from '../../support/replies.ts'
import type { Gateways, Treatment } from '../gateways.ts'

const failing = { kind: 'error', status: 500, code: 20500 } as const

/** Each leaves a code that works, or an answer 503 which says that no text went out. */
const FAULTS: readonly Treatment[] = [
  { twilio: failing },
  { twilio: { kind: 'error', status: 429, code: 20429 } },
  { twilio: { kind: 'reset' } },
  { twilio: { kind: 'silent' } },
  { twilio: { kind: 'slow_body' } },
  { twilio: { kind: 'answer', status: 200, body: '<html>' } },
  { twilio: { kind: 'created', delayMs: 2000 } },
  { twilio: failing, webhook: { kind: 'status', status: 500 } },
  { twilio: failing, webhook: { kind: 'reset' } },
  { twilio: { kind: 'reset' }, webhook: { kind: 'status', status: 503, delayMs: 1000 } },
]

const FAULTY_PERCENT = 20

/** Holds what the flows do their work with. */
export type Stage = {
  readonly url: string
  readonly gateways: Gateways
  /** Hears of each reply, and whether the flow can explain it. */
  readonly hear: (what: string, reply: string, explained: boolean) => void
}

const PATIENCE = 30_000
const LONGEST_WAIT = 60

/** Makes one person's requests, each of which is checked against the replies that would be right. */
class Person {
  readonly phone = newPhone()
  sessionId: string | undefined
  /** Seconds until the next text. */
  resendIn = 0
  readonly #stage: Stage
  readonly #browser: Browser
  #error = 'none'
  #faulty = false

  private constructor(stage: Stage) {
    this.#stage = stage
    const carry = (outgoing: Outgoing) => this.#carry(outgoing)
    this.#browser = new Browser(carry, newAddress(), { Origin: stage.url })
  }

  /** Chooses at random how their texts fare. */
  static async arrive(stage: Stage): Promise<Person> {
    const person = new Person(stage)
    const fault = FAULTS[randomInt(FAULTS.length)]
    person.#faulty = randomInt(100) < FAULTY_PERCENT
    if (person.#faulty && fault) await stage.gateways.treat(person.phone, fault)
    return person
  }

  /** Asks for a code; true where one went out, which a fault of the gateways may prevent. */
  async send(key = newKey(), expected = '200'): Promise<boolean> {
    const starts = this.sessionId === undefined
    const reply = await this.#browser.send(this.phone, this.sessionId, key)
    const failed = this.#faulty ? ['503 sms_unavailable'] : []
    this.#hear('send-otp', starts, reply, [expected, ...failed])
    const { session_id: id, resend_in: resendIn } = reply?.body ?? {}
    if (typeof id === 'string') this.sessionId = id
    this.resendIn = Number(resendIn ?? 0)
    return reply?.status === 200
  }

  async verify(code: string, expected: string): Promise<void> {
    const reply = await this.#browser.verify(this.sessionId ?? '', code)
    this.#hear('verify-otp', false, reply, [expected])
  }

  async poll(): Promise<void> {
    this.#hear('session', false, await this.#browser.session(), ['200'])
  }

  code(): Promise<string> {
    return this.#stage.gateways.codeSentTo(this.phone)
  }

  async reportDelivery(): Promise<void> {
    const status = await this.#stage.gateways.reportDelivery(this.phone)
    if (status !== undefined) this.#stage.hear('receipt', String(status), status === 200)
  }

  /** Posts what no page posts. */
  async post(route: Route, body: Record<string, unknown>, expected: string): Promise<void> {
    this.#hear(route, true, await this.#browser.post(route, body), [expected])
  }

  /** Tells of a reply whether it is one of those expected, and all that the contract promises of it. */
  #hear(route: Route, starts: boolean, reply: Reply | undefined, expected: readonly string[]) {
    const answer = reply ? answerOf(reply) : `no answer: ${this.#error}`
    this.#stage.hear(route, answer, expected.includes(answer))
    const broken = reply ? brokenContract(route, starts, reply) : []
    for (const promise of broken) this.#stage.hear(route, `${answer}, not so: ${promise}`, false)
  }

  async #carry({ method, path, address, headers, body }: Outgoing): Promise<Reply | undefined> {
    try {
      const response = await fetch(`${this.#stage.url}${path}`, {
        method,
        headers: { 'CF-Connecting-IP': address, ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
      })
      return await readReply(response)
    } catch (error) {
      this.#error = error instanceof Error ? error.name : typeof error
      return undefined
    }
  }
}

type Flow = (person: Person) => Promise<void>

const FLOWS: readonly { readonly weight: number; readonly flow: Flow }[] = [
  { weight: 40, flow: verifies },
  { weight: 15, flow: mistypes },
  { weight: 5, flow: guesses },
  { weight: 10, flow: asksTooSoon },
  { weight: 10, flow: asksAgain },
  { weight: 10, flow: repeatsTheSend },
  { weight: 5, flow: isRefused },
  { weight: 5, flow: leaves },
]

/** Runs one whole flow, chosen at random by its weight. */
export async function runFlow(stage: Stage): Promise<void> {
  let ticket = randomInt(FLOWS.reduce((sum, { weight }) => sum + weight, 0))
  const chosen = FLOWS.find(({ weight }) => (ticket -= weight) < 0)
  await chosen?.flow(await Person.arrive(stage))
}

async function verifies(person: Person): Promise<void> {
  if (!(await person.send())) return
  await person.reportDelivery()
  await person.poll()
  const code = await person.code()
  await person.verify(code, '200')
  await person.verify(code, '409 already_verified')
}

async function mistypes(person: Person): Promise<void> {
  if (!(await person.send())) return
  const code = await person.code()
  await person.verify(wrong(code), '400 otp_incorrect')
  await person.verify(code, '200')
  await person.poll()
}

async function guesses(person: Person): Promise<void> {
  if (!(await person.send())) return
  const code = await person.code()
  for (let guess = 0; guess < 3; guess++) await person.verify(wrong(code), '400 otp_incorrect')
  await person.verify(code, '429 too_many_attempts')
}

async function asksTooSoon(person: Person): Promise<void> {
  if (!(await person.send())) return
  await person.send(newKey(), '429 resend_too_soon')
  await person.verify(await person.code(), '200')
}

async function asksAgain(person: Person): Promise<void> {
  if (!(await person.send())) return
  // Two gateways may each have sent a text; then the wait is longer, and at last the code another.
  if (person.resendIn > LONGEST_WAIT) return
  await wait((person.resendIn + 1) * 1000)
  await person.send()
  await person.verify(await person.code(), '200')
}

async function repeatsTheSend(person: Person): Promise<void> {
  const key = newKey()
  if (!(await person.send(key))) return
  const first = person.sessionId
  person.sessionId = undefined
  if (!(await person.send(key))) return
  if (person.sessionId !== first) throw new Error('a repeated send began another session')
  await person.verify(await person.code(), '200')
}

async function isRefused(person: Person): Promise<void> {
  const stranger = '00000000-0000-8000-8000-000000000000'
  await person.post('send-otp', { phone: '12345' }, '400 invalid_phone')
  await person.post('send-otp', { phone: '+14155550123' }, '400 unsupported_country')
  await person.post('send-otp', { phone: person.phone, more: 1 }, '400 invalid_request')
  const guess = { session_id: stranger, otp_code: '123456' }
  await person.post('verify-otp', guess, '404 session_not_found')
}

async function leaves(person: Person): Promise<void> {
  await person.send()
}
