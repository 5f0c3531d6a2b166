import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { SECURITY_HEADERS } from '../../src/http/security-headers.ts'
import worker from '../../src/index.ts'
import { ORIGIN, type Reply } from './app.ts'

/** Headers as they are given and no others, unlike `call`, which acts as the page does. */
export type RawRequest = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | ReadableStream
  readonly env?: Env
  readonly origin?: string
}

/** Calls the Worker with exactly this request. */
export async function raw(
  path: string,
  options: RawRequest = {},
): Promise<Reply & { readonly text: string }> {
  const { method = 'POST', headers = {}, body, origin = ORIGIN } = options
  const request = new Request<unknown, IncomingRequestCfProperties>(new URL(path, origin), {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
  const context = createExecutionContext()
  const response = await worker.fetch(request, options.env ?? env, context)
  const text = await response.text()
  await waitOnExecutionContext(context)
  const [cookie] = response.headers.getSetCookie().map((one) => one.split(';')[0])
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  const parsed = isJson && text !== '' ? JSON.parse(text) : {}
  return { status: response.status, headers: response.headers, cookie, body: parsed, text }
}

/** What every failure of the API looks like, whatever failed. */
export function expectRefusal(reply: Reply, status: number, error: string, more: object = {}) {
  expect({ status: reply.status, body: reply.body }).toEqual({
    status,
    body: { success: false, error, message: expect.stringMatching(/^[A-Z].*\.$/), ...more },
  })
  expect(reply.headers.getSetCookie()).toEqual([])
  expectRetryHeader(reply)
  expectReplyHeaders(reply)
}

/** `Retry-After` and `retry_after` come together, and say the same. */
export function expectRetryHeader({ headers, body }: Reply) {
  const header = headers.get('Retry-After')
  expect(header === null ? undefined : Number(header)).toBe(body.retry_after)
}

/** What every reply of the Worker carries. */
export function expectReplyHeaders({ headers }: Reply) {
  const expected = { ...SECURITY_HEADERS, 'Cache-Control': 'no-store' }
  const sent = Object.keys(expected).map((name) => [name, headers.get(name)])
  expect(Object.fromEntries(sent)).toEqual(expected)
  expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.has('Access-Control-Allow-Origin')).toBe(false)
}
