import { HOST } from './environment.ts'
import { cookiesSet, type Reply } from './exchange.ts'
import type { World } from './world.ts'

/** One browser, or a program that looks like one: an address and a jar of cookies. */
export class Browser {
  readonly jar = new Map<string, string>()
  readonly #world: World
  readonly #by: string
  address: string

  constructor(world: World, by: string, address: string) {
    this.#world = world
    this.#by = by
    this.address = address
  }

  /** Asks for a code: for a new session, or in the one named. */
  send(phone: string, sessionId?: string, key?: string): Promise<Reply | undefined> {
    const body = { phone, ...(sessionId !== undefined && { session_id: sessionId }) }
    return this.post('send-otp', body, key === undefined ? {} : { 'Idempotency-Key': key })
  }

  verify(sessionId: string, code: string): Promise<Reply | undefined> {
    return this.post('verify-otp', { session_id: sessionId, otp_code: code })
  }

  session(): Promise<Reply | undefined> {
    return this.#request({ method: 'GET', path: '/users/api/session/', headers: {} })
  }

  post(
    route: string,
    body: Readonly<Record<string, unknown>> | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply | undefined> {
    const own = { 'Content-Type': 'application/json', Origin: `https://${HOST}`, ...headers }
    return this.#request({ method: 'POST', path: `/users/api/${route}/`, body, headers: own })
  }

  async #request(request: {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly body?: Readonly<Record<string, unknown>> | string
    readonly headers: Readonly<Record<string, string>>
  }): Promise<Reply | undefined> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie !== '' && { Cookie: cookie }), ...request.headers }
    const whole = { ...request, by: this.#by, address: this.address, headers }
    const reply = await this.#world.request(whole)
    for (const [name, value] of reply ? cookiesSet(reply) : []) this.jar.set(name, value)
    return reply
  }
}
