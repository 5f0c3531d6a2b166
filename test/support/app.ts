import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { expect, inject } from 'vitest'
import worker from '../../src/index.ts'
import { codeIn, newAddress, newPhone, ORIGIN, readReply, type Reply } from './people.ts'
import { brokenReply } from './replies.ts'
import type { Behaviour, ReceivedText } from './sms-receiver.ts'
import { setBehaviour, textsAt } from './stand-ins.ts'

// What people are made of, for the many tests that need nothing else beside a call.
export { newAddress, newKey, newPhone, ORIGIN, type Reply, wrong } from './people.ts'

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
export function call(path: string, options: Call = {}): Promise<Reply> {
  return fetchWorker(request(path, options), options.env)
}

/** Hands the Worker a request as it stands, and waits for what it does after its reply too. */
export async function fetchWorker(
  made: ReturnType<typeof request>,
  bindings: Env = env,
): Promise<Reply> {
  const context = createExecutionContext()
  const reply = await replyTo(made, await worker.fetch(made, bindings, context))
  await waitOnExecutionContext(context)
  return reply
}

/** Calls the Worker through the runtime, each call an event of its own, all at once. */
export function callAtOnce(path: string, calls: readonly Call[]): Promise<readonly Reply[]> {
  return Promise.all(
    calls.map(async (options) => {
      const made = request(path, options)
      return replyTo(made, await exports.default.fetch(made))
    }),
  )
}

/** Reads the reply to a request, which must be as the contract has it. */
export async function replyTo(made: Request, response: Response): Promise<Reply> {
  const reply = await readReply(response)
  expect(brokenReply({ method: made.method, path: made.url }, reply)).toEqual([])
  return reply
}

/** Makes the request that a call is. */
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

export function verifyOtp(
  sessionId: unknown,
  code: unknown,
  { issue, ...options }: Call & { readonly issue?: unknown } = {},
): Promise<Reply> {
  const body = { session_id: sessionId, otp_code: code, code_issue: issue }
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

/** Reads the texts that the receiver took for a number, oldest first. */
export function textsTo(phone: string): Promise<readonly ReceivedText[]> {
  return textsAt<ReceivedText>(inject('smsReceiver').url, phone)
}

/** Reads the code in the last text to a number; throws where none came. */
export async function lastCode(phone: string): Promise<string> {
  const code = codeIn((await textsTo(phone)).at(-1)?.text)
  if (code === '') throw new Error('no text with a code came')
  return code
}

/** Sets how the receiver answers texts to a number. */
export function receiverAnswers(phone: string, behaviour: Behaviour): Promise<void> {
  return setBehaviour(inject('smsReceiver').url, phone, behaviour)
}
