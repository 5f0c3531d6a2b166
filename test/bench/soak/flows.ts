import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Gateways } from './gateways.ts'

/** What the flows do their work with. */
export type Stage = {
  readonly url: string
  readonly gateways: Gateways
  /** Hears of each reply, and whether the flow can explain it. */
  readonly hear: (what: string, reply: string, explained: boolean) => void
}

type Reply = {
  readonly told: string
  readonly sessionId: string
  readonly cookie: string
  /** Seconds until the next text. */
  readonly resendIn: number
}

const PATIENCE = 30_000
const LONGEST_WAIT = 60

/** One person's requests, each of which is checked against the replies that would be right. */
class Person {
  readonly phone: string
  readonly #address = ['10', ...[0, 0, 0].map(() => randomInt(256))].join('.')
  readonly #stage: Stage
  readonly faulty: boolean
  sessionId = ''
  resendIn = 0
  #cookie = ''

  private constructor(stage: Stage, phone: string, faulty: boolean) {
    this.#stage = stage
    this.phone = phone
    this.faulty = faulty
  }

  static async arrive(stage: Stage): Promise<Person> {
    const phone = `+9198${String(randomInt(1e8)).padStart(8, '0')}`
    return new Person(stage, phone, await stage.gateways.chooseFault(phone))
  }

  /** Asks for a code; true where one went out, which a fault of the gateways may prevent. */
  async send(key = newKey(), expected = '200'): Promise<boolean> {
    const failed = '503 sms_unavailable'
    const body = {
      phone: this.phone,
      ...(this.sessionId !== '' && { session_id: this.sessionId }),
    }
    const reply = await this.ask('send-otp', body, this.faulty ? [expected, failed] : [expected], {
      'idempotency-key': key,
    })
    if (reply.sessionId !== '') this.sessionId = reply.sessionId
    if (reply.cookie !== '') this.#cookie = reply.cookie
    this.resendIn = reply.resendIn
    return reply.told === '200'
  }

  async verify(code: string, ...expected: string[]): Promise<void> {
    const reply = await this.ask(
      'verify-otp',
      { session_id: this.sessionId, otp_code: code },
      expected,
    )
    if (reply.cookie !== '') this.#cookie = reply.cookie
  }

  async poll(): Promise<void> {
    await this.ask('session', undefined, ['200'])
  }

  async code(): Promise<string> {
    return (await this.#stage.gateways.codeSentTo(this.phone)) ?? ''
  }

  async reportDelivery(): Promise<void> {
    const status = await this.#stage.gateways.reportDelivery(this.phone)
    if (status !== undefined) this.#stage.hear('receipt', String(status), status === 200)
  }

  /** Asks the API, and hears whether the reply is one of those expected. */
  async ask(
    path: string,
    body: object | undefined,
    expected: readonly string[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const reply = await this.#request(path, body, headers)
    this.#stage.hear(path, reply.told, expected.includes(reply.told))
    return reply
  }

  async #request(
    path: string,
    body: object | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Reply> {
    try {
      const response = await fetch(`${this.#stage.url}/users/api/${path}/`, {
        method: body ? 'POST' : 'GET',
        headers: {
          'CF-Connecting-IP': this.#address,
          Origin: this.#stage.url,
          ...(this.#cookie !== '' && { Cookie: this.#cookie }),
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE),
      })
      const read = (await response.json()) as Partial<Record<'error' | 'session_id', string>> & {
        resend_in?: number
      }
      const told = read.error ? `${response.status} ${read.error}` : String(response.status)
      const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      return { told, sessionId: read.session_id ?? '', cookie, resendIn: read.resend_in ?? 0 }
    } catch (error) {
      const told = `no answer: ${error instanceof Error ? error.name : typeof error}`
      return { told, sessionId: '', cookie: '', resendIn: 0 }
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

/** One whole flow, chosen at random by its weight. */
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
  await person.verify(otherThan(code), '400 otp_incorrect')
  await person.verify(code, '200')
  await person.poll()
}

async function guesses(person: Person): Promise<void> {
  if (!(await person.send())) return
  const code = await person.code()
  for (let guess = 0; guess < 3; guess++) await person.verify(otherThan(code), '400 otp_incorrect')
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
  person.sessionId = ''
  if (!(await person.send(key))) return
  if (person.sessionId !== first) throw new Error('a repeated send began another session')
  await person.verify(await person.code(), '200')
}

async function isRefused(person: Person): Promise<void> {
  const stranger = '00000000-0000-8000-8000-000000000000'
  await person.ask('send-otp', { phone: '12345' }, ['400 invalid_phone'])
  await person.ask('send-otp', { phone: '+14155550123' }, ['400 unsupported_country'])
  await person.ask('send-otp', { phone: person.phone, more: 1 }, ['400 invalid_request'])
  await person.ask('verify-otp', { session_id: stranger, otp_code: '123456' }, [
    '404 session_not_found',
  ])
}

async function leaves(person: Person): Promise<void> {
  await person.send()
}

function newKey(): string {
  return randomBytes(24).toString('base64url')
}

function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000'
}
