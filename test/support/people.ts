/** Where the tests' service is, and so the only origin that may post. */
export const ORIGIN = 'https://signup.example'

/** Names the session's cookie. */
export const SESSION_COOKIE = '__Host-signup'

/** Names the account's cookie. */
export const ACCOUNT_COOKIE = '__Host-account'

/** Holds a reply as its client sees it; which members the body must have, each test says. */
export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Empty where the reply is no JSON. */
  readonly body: Readonly<Record<string, unknown>>
  /** `__Host-signup=…`, as a browser would send it back. */
  readonly cookie: string | undefined
}

export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text()
  const { status, headers } = response
  return replyOf(status, headers, text)
}

export function replyOf(status: number, headers: Headers, text: string): Reply {
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false
  const body = isJson && text !== '' ? (JSON.parse(text) as Reply['body']) : {}
  const [cookie] = headers.getSetCookie().map((one) => one.split(';')[0])
  return { status, headers, text, body, cookie }
}

/** Reads the names and values of the cookies that a reply sets. */
export function cookiesSet({
  headers,
}: Pick<Reply, 'headers'>): readonly (readonly [string, string])[] {
  return headers.getSetCookie().map((line) => pairOf(line.split(';')[0] ?? ''))
}

/** Reads the cookies of a `Cookie` header, by name. */
export function cookiesOf(header: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((header ? header.split('; ') : []).map(pairOf))
}

function pairOf(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=')
  return [pair.slice(0, equals), pair.slice(equals + 1)]
}

/** Reads the error code of a refusal; undefined of a success. */
export function errorOf({ body: { error } }: Pick<Reply, 'body'>): string | undefined {
  return typeof error === 'string' ? error : undefined
}

/** Writes a reply in short: `200`, `429 rate_limited`. */
export function answerOf(reply: Pick<Reply, 'status' | 'body'>): string {
  return [reply.status, errorOf(reply)].filter((part) => part !== undefined).join(' ')
}

/** Describes a request as a browser makes it. */
export type Outgoing = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  /** Goes as JSON, unless it is a string. */
  readonly body?: Readonly<Record<string, unknown>> | string
}

/** Carries a request to the Worker and brings the reply; undefined where none came. */
export type Carrier<R extends Reply = Reply> = (request: Outgoing) => Promise<R | undefined>

/** Keeps an address and a jar of cookies, as one browser or a program that looks like one. */
export class Browser<R extends Reply = Reply> {
  readonly jar = new Map<string, string>()
  readonly address: string
  readonly #carry: Carrier<R>
  readonly #headers: Readonly<Record<string, string>>

  /** `headers` are those of its posts that say where they come from. */
  constructor(
    carry: Carrier<R>,
    address: string,
    headers: Outgoing['headers'] = { Origin: ORIGIN },
  ) {
    this.#carry = carry
    this.address = address
    this.#headers = headers
  }

  /** Asks for a code: for a new session, or in the one named. */
  send(phone: string, sessionId?: string, key?: string): Promise<R | undefined> {
    return this.post(
      'send-otp',
      { phone, session_id: sessionId },
      key === undefined ? {} : { 'Idempotency-Key': key },
    )
  }

  /** Guesses; at the issue that is named, or whichever is live. */
  verify(sessionId: string, code: string, issue?: number): Promise<R | undefined> {
    return this.post('verify-otp', { session_id: sessionId, otp_code: code, code_issue: issue })
  }

  session(): Promise<R | undefined> {
    return this.get('session')
  }

  get(route: string): Promise<R | undefined> {
    return this.#request('GET', route, {})
  }

  post(route: string, body: NonNullable<Outgoing['body']>, headers: Outgoing['headers'] = {}) {
    const own = { 'Content-Type': 'application/json', ...this.#headers, ...headers }
    return this.#request('POST', route, own, body)
  }

  async #request(
    method: Outgoing['method'],
    route: string,
    own: Outgoing['headers'],
    body?: Outgoing['body'],
  ): Promise<R | undefined> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie !== '' && { Cookie: cookie }), ...own }
    const path = `/users/api/${route}/`
    const reply = await this.#carry({ method, path, address: this.address, headers, body })
    for (const [name, value] of reply ? cookiesSet(reply) : []) this.jar.set(name, value)
    return reply
  }
}

/** Reads the code in a text; '' where it holds none, as a call does. */
export function codeIn(text = ''): string {
  return /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? ''
}

/** Makes six digits that are not the code. */
export function wrong(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0')
}

// Test files share the gateways, so each begins its numbers somewhere else.
let phones = 9_800_000_000 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 99_000_000)
let addresses = 0

/** Makes a mobile number that no other test uses. */
export function newPhone(): string {
  phones += 1
  return `+91${phones}`
}

/** Makes an IPv4 address that no other request of this file uses. */
export function newAddress(): string {
  addresses += 1
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

/** Makes 128 random bits, as an `Idempotency-Key`. */
export function newKey(): string {
  return crypto.randomUUID().replaceAll('-', '')
}
