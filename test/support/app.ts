import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { inject } from 'vitest'
import worker from '../../src/index.ts'
import type { Behaviour, ReceivedText } from './sms-receiver.ts'

export const ORIGIN = 'https://signup.example'

/** What a reply holds, as the contract names it; each test says which of it must be there. */
export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
  /** `__Host-signup=…`, as a browser would send it back. */
  readonly cookie: string | undefined
}

export type Call = {
  readonly method?: string
  /** Sent as JSON, unless it is a string. */
  readonly body?: unknown
  readonly cookie?: string | undefined
  readonly address?: string
  readonly headers?: Record<string, string>
  readonly env?: Env
}

/** Calls the Worker, and waits for what it does after its reply too. */
export async function call(path: string, options: Call = {}): Promise<Reply> {
  const context = createExecutionContext()
  const response = await worker.fetch(request(path, options), options.env ?? env, context)
  const reply = await read(response)
  await waitOnExecutionContext(context)
  return reply
}

/** Calls the Worker through the runtime, each call an event of its own, all at once. */
export function callAtOnce(path: string, calls: readonly Call[]): Promise<readonly Reply[]> {
  return Promise.all(
    calls.map(async (options) => read(await exports.default.fetch(request(path, options)))),
  )
}

async function read(response: Response): Promise<Reply> {
  const text = await response.text()
  const [cookie] = response.headers.getSetCookie().map((one) => one.split(';')[0])
  const { status, headers } = response
  const isJson = headers.get('content-type')?.startsWith('application/json')
  return { status, headers, cookie, body: isJson ? JSON.parse(text) : {} }
}

/** The request that a call is. */
export function request(path: string, { method, body, cookie, address, headers }: Call) {
  return new Request<unknown, IncomingRequestCfProperties>(new URL(path, ORIGIN), {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
    headers: {
      'CF-Connecting-IP': address ?? newAddress(),
      ...(body !== undefined && { 'Content-Type': 'application/json', Origin: ORIGIN }),
      ...(cookie !== undefined && { Cookie: cookie }),
      ...headers,
    },
  })
}

export function sendOtp(body: unknown, options: Call = {}): Promise<Reply> {
  return call('/users/api/send-otp/', { ...options, body })
}

export function verifyOtp(sessionId: unknown, code: unknown, options: Call = {}): Promise<Reply> {
  const body = { session_id: sessionId, otp_code: code }
  return call('/users/api/verify-otp/', { ...options, body })
}

/** A signup begun, with its code as the text brought it. */
export type Started = {
  readonly phone: string
  readonly sessionId: string
  readonly cookie: string
  readonly code: string
}

/** Begins a signup for a new phone from a new address. */
export async function start(options: Call & { readonly phone?: string } = {}): Promise<Started> {
  const phone = options.phone ?? newPhone()
  const reply = await sendOtp({ phone }, options)
  if (reply.status !== 200 || reply.cookie === undefined) {
    throw new Error(`a signup did not begin: ${reply.status} ${JSON.stringify(reply.body)}`)
  }
  const code = await lastCode(phone)
  return { phone, sessionId: String(reply.body.session_id), cookie: reply.cookie, code }
}

/** The texts that the receiver took for a number, oldest first. */
export async function textsTo(phone: string): Promise<readonly ReceivedText[]> {
  const response = await fetch(receiver('/texts', phone))
  return response.json()
}

/** The code in the last text to a number. */
export async function lastCode(phone: string): Promise<string> {
  const texts = await textsTo(phone)
  const code = texts.at(-1)?.text.match(/^\d{6}/)?.[0]
  if (code === undefined) throw new Error('no text with a code came')
  return code
}

/** Sets how the receiver answers texts to a number. */
export async function receiverAnswers(phone: string, behaviour: Behaviour): Promise<void> {
  await fetch(receiver('/behaviour', phone), { method: 'PUT', body: JSON.stringify(behaviour) })
}

/** Six digits that are not the code. */
export function wrong(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0')
}

// The receiver serves all test files, so each begins its numbers somewhere else.
let phones = 9_800_000_000 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 99_000_000)
let addresses = 0

/** A mobile number that no other test uses. */
export function newPhone(): string {
  phones += 1
  return `+91${phones}`
}

/** An IPv4 address that no other request of this file uses. */
export function newAddress(): string {
  addresses += 1
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

/** 128 random bits, as an `Idempotency-Key`. */
export function newKey(): string {
  return crypto.randomUUID().replaceAll('-', '')
}

function receiver(path: string, phone: string): URL {
  const url = new URL(path, inject('smsReceiver').url)
  url.searchParams.set('to', phone)
  return url
}
