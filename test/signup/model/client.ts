import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { call, newAddress, newPhone, type Reply, sendOtp, verifyOtp } from '../../support/app.ts'
import { envWith, kvAnswering } from '../../support/bindings.ts'
import { guardOf } from '../../support/guard.ts'
import { codeIn } from '../../support/people.ts'
import { evict } from '../../support/stores.ts'
import type { Fresh, Guess, Seen, Send } from './contract.ts'
import type { Happening } from './invariants.ts'

type Held = { readonly code: string; readonly answer: (taken: boolean) => void }

/** The limits of an address have models and tests of their own. */
const bindings = envWith({
  SEND_BURST: { limit: async () => ({ success: true }) },
  VERIFY_BURST: { limit: async () => ({ success: true }) },
  ADDRESSES: kvAnswering(() => null),
})

/** The people of one run: what they call, what they see, and what they remember of it. */
export class Client {
  readonly phones = [newPhone(), newPhone(), newPhone()]
  readonly addresses = [newAddress(), newAddress()]
  readonly history: Happening[] = []
  /** The codes of the texts that the last calls brought, by phone. */
  readonly #texts = new Map<string, string>()
  /** What the texts were called by, the last one last. */
  readonly #sends: string[] = []
  /** Gives the network back. */
  readonly leave: () => void
  #gateway: Send['gateway'] = 'takes'
  #onHeld: ((held: Held) => void) | undefined
  #held: { readonly held: Held; readonly reply: Promise<Reply>; readonly asked: Send } | undefined

  constructor() {
    const pass = globalThis.fetch
    const gateways = vi.spyOn(globalThis, 'fetch')
    this.leave = () => gateways.mockRestore()
    gateways.mockImplementation(async (input, init) => {
      if (init?.method !== 'POST') return pass(input, init)
      const { data } = JSON.parse(init.body as string) as { data: { to: string; text: string } }
      const code = codeIn(data.text)
      this.#sends.push(new Headers(init.headers).get('webhook-id') ?? '')
      const text = { kind: 'text', at: Date.now(), phone: data.to, code } as const
      this.#texts.set(data.to, code)
      this.history.push(text)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const gateway = this.#gateway
      if (gateway === 'held') this.#onHeld?.({ code, answer: resolve })
      const refused = gateway === 'refuses' || (gateway === 'held' && !(await promise))
      if (refused) {
        this.history.push({ kind: 'refused', text })
        return new Response(null, { status: 500 })
      }
      const response = await pass(input, init)
      return gateway === 'unknown' ? new Response(null, { status: 504 }) : response
    })
  }

  /** What the client sees of a send; where the gateway holds its text, only the code. */
  async send(asked: Send): Promise<{ readonly seen?: Seen; readonly fresh: Fresh }> {
    this.#texts.clear()
    this.#gateway = asked.gateway
    const { promise: heldText, resolve } = Promise.withResolvers<Held>()
    this.#onHeld = resolve
    const reply = this.#send(asked)
    const first = await Promise.race([reply, heldText])
    this.#gateway = 'takes'
    if ('code' in first) {
      this.#held = { held: first, reply, asked }
      return { fresh: { code: first.code } }
    }
    return this.#seeSend(asked, first)
  }

  /** The gateway answers the text that it holds. */
  async land(taken: boolean): Promise<{ readonly seen: Seen; readonly fresh: Fresh }> {
    if (!this.#held) throw new Error('nothing is under way')
    const { held, reply, asked } = this.#held
    this.#held = undefined
    held.answer(taken)
    const { seen, fresh } = this.#seeSend(asked, await reply)
    return { seen: { ...seen, text: undefined }, fresh: { ...fresh, code: held.code } }
  }

  async verify(guess: Guess): Promise<{ readonly seen: Seen; readonly fresh: Fresh }> {
    const { sessionId, code, issue, cookie } = guess
    const reply = await verifyOtp(sessionId, code, { env: bindings, issue, cookie })
    const seen = see(reply)
    this.history.push({ kind: 'guess', at: Date.now(), sessionId, code, seen })
    return { seen, fresh: { cookie: reply.cookie } }
  }

  async read(cookie: string): Promise<Seen> {
    return see(await call('/users/api/session/', { env: bindings, cookie }))
  }

  /** The gateway tells a session what became of one of the last texts, to it or to another. */
  async receipt(sessionId: string, which: number, status: 'delivered' | 'undelivered') {
    const send = this.#sends.toReversed()[which % Math.max(1, this.#sends.length)] ?? ''
    await env.SIGNUP_SESSION.getByName(sessionId).recordReceipt(send, 'webhook', status)
  }

  /** Sends and guesses at the same moment, and the codes that came, by phone. */
  async together(calls: readonly (Send | Guess)[]) {
    this.#texts.clear()
    const seen = await Promise.all(
      calls.map(async (one) => {
        if ('gateway' in one) return this.#seeSend(one, await this.#send(one))
        return this.verify(one)
      }),
    )
    return { seen, texts: new Map(this.#texts) }
  }

  evict(sessionId: string, phone: string) {
    return Promise.all([evict(env.SIGNUP_SESSION.getByName(sessionId)), evict(guardOf(phone))])
  }

  alarm(sessionId: string, phone: string) {
    return Promise.all([
      runDurableObjectAlarm(env.SIGNUP_SESSION.getByName(sessionId)),
      runDurableObjectAlarm(guardOf(phone)),
    ])
  }

  #send({ phone, sessionId, cookie, address, key }: Send): Promise<Reply> {
    const body = { phone, session_id: sessionId }
    const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key }
    return sendOtp(body, { env: bindings, cookie, address, headers })
  }

  #seeSend({ phone }: Send, reply: Reply) {
    const code = this.#texts.get(phone)
    const fresh = { sessionId: String(reply.body.session_id), cookie: reply.cookie, code }
    return { seen: { ...see(reply), text: code }, fresh }
  }
}

function see(reply: Reply): Seen {
  // What a gateway tells is shown, and changes nothing else; the shown is tested by itself.
  const { message: _words, delivery: _shown, ...body } = reply.body
  return { status: reply.status, body, cookie: reply.cookie, text: undefined }
}
