import { expect } from 'vitest'
import { SECURITY_HEADERS } from '../../src/http/security-headers.ts'
import { fetchWorker, ORIGIN, type Reply } from './app.ts'

/** Holds headers as they are given and no others, unlike `call`, which acts as the page does. */
export type RawRequest = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | ReadableStream
  readonly env?: Env
  readonly origin?: string
}

/** Calls the Worker with exactly this request. */
export function raw(path: string, options: RawRequest = {}): Promise<Reply> {
  const { method = 'POST', headers = {}, body, origin = ORIGIN } = options
  const url = new URL(path, origin)
  const init = { method, headers, redirect: 'manual' as const, body }
  return fetchWorker(new Request<unknown, IncomingRequestCfProperties>(url, init), options.env)
}

/** Expects what every failure of the API looks like, whatever failed. */
export function expectRefusal(reply: Reply, status: number, error: string, more: object = {}) {
  expect({ status: reply.status, body: reply.body }).toEqual({
    status,
    body: { success: false, error, message: expect.stringMatching(/^[A-Z].*\.$/), ...more },
  })
  expect(reply.headers.getSetCookie()).toEqual([])
  expectRetryHeader(reply)
  expectReplyHeaders(reply)
}

/** Expects `Retry-After` and `retry_after` together, saying the same. */
export function expectRetryHeader({ headers, body }: Reply) {
  const header = headers.get('Retry-After')
  expect(header === null ? undefined : Number(header)).toBe(body.retry_after)
}

/** Expects what every reply of the Worker carries. */
export function expectReplyHeaders({ headers }: Reply) {
  const expected = { ...SECURITY_HEADERS, 'Cache-Control': 'no-store' }
  const sent = Object.keys(expected).map((name) => [name, headers.get(name)])
  expect(Object.fromEntries(sent)).toEqual(expected)
  expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.has('Access-Control-Allow-Origin')).toBe(false)
}
