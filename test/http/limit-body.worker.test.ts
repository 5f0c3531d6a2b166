import { createExecutionContext } from 'cloudflare:test'
import { afterEach, expect, it, vi } from 'vitest'
import worker from '../../src/index.ts'
import { newAddress, ORIGIN } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { PROVIDERS } from '../support/gateways.ts'

afterEach(() => vi.restoreAllMocks())

/** Sends four bytes, and then nothing more: the client is gone. */
function brokenBody(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"ph'))
      controller.error(new Error('Network connection lost.'))
    },
  })
}

it.each([
  ['/users/api/send-otp/', 'invalid_json'],
  ['/users/api/verify-otp/', 'invalid_json'],
  ['/users/api/create-account/', 'invalid_json'],
  ['/webhooks/sms/twilio/', 'invalid_request'],
  ['/webhooks/sms/twilio/voice/', 'invalid_request'],
])('a body of %s that breaks off is a 400 %s, and no bug of ours', async (path, error) => {
  const log = vi.spyOn(console, 'log')
  const request = new Request<unknown, IncomingRequestCfProperties>(ORIGIN + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': newAddress() },
    body: brokenBody(),
  })
  const env = envWith({ ...PROVIDERS, SMS_GATEWAYS: 'twilio' })
  const response = await worker.fetch(request, env, createExecutionContext())
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ success: false, error })
  expect(log.mock.calls.join()).not.toContain('unexpected_error')
})
