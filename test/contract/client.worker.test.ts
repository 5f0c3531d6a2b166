import { exports } from 'cloudflare:workers'
import { hc } from 'hono/client'
import { expect, expectTypeOf, it } from 'vitest'
import type { AppType } from '../../src/app.ts'
import type { SendOtpBody } from '../../src/contract/bodies.ts'
import type { ErrorCode } from '../../src/contract/errors.ts'
import type { SendOtpReply, SessionReply } from '../../src/contract/replies.ts'
import { lastCode, newAddress, newPhone, ORIGIN, replyTo } from '../support/app.ts'

/** A program that signs people up: it keeps the cookie, and knows the contract by its types alone. */
function program() {
  let cookie: string | undefined
  const client = hc<AppType>(ORIGIN, {
    headers: () => ({
      Origin: ORIGIN,
      'CF-Connecting-IP': newAddress(),
      ...(cookie !== undefined && { Cookie: cookie }),
    }),
    async fetch(input: RequestInfo | URL, init?: RequestInit) {
      const request = new Request(input, init)
      const response = await exports.default.fetch(request)
      const reply = await replyTo(request, response.clone())
      cookie = reply.cookie ?? cookie
      return response
    },
  })
  return client.users.api
}

it('a typed client starts a signup, reads it, is refused a wrong code, and verifies the right one', async () => {
  const [api, phone] = [program(), newPhone()]
  const sent = await api['send-otp'].$post({ json: { phone } })
  if (sent.status !== 200) throw new Error((await sent.json()).error)
  const { session_id, attempts_left } = await sent.json()
  expect(attempts_left).toBe(3)

  const read = await api.session.$get()
  if (!read.ok) throw new Error((await read.json()).error)
  expect(await read.json()).toMatchObject({ session_id, step: 1 })

  const code = await lastCode(phone)
  const wrong = code === '000000' ? '111111' : '000000'
  const refused = await api['verify-otp'].$post({ json: { session_id, otp_code: wrong } })
  if (refused.status !== 400) throw new Error(`a wrong code was answered ${refused.status}`)
  const refusal = await refused.json()
  expect(refusal.error).toBe('otp_incorrect')
  if (refusal.error === 'otp_incorrect') expect(refusal.attempts_left).toBe(2)

  const verified = await api['verify-otp'].$post({ json: { session_id, otp_code: code } })
  if (!verified.ok) throw new Error((await verified.json()).error)
  expect((await verified.json()).next_step).toBe(2)
})

it('the types of its bodies and replies are those of the contract', () => {
  const api = program()
  const send = api['send-otp'].$post
  type Sent = Awaited<ReturnType<typeof send>>
  type Read = Awaited<ReturnType<typeof api.session.$get>>
  type BodyOf<Reply, Status> =
    Extract<Reply, { status: Status }> extends { json(): Promise<infer Body> } ? Body : never

  expectTypeOf<Parameters<typeof send>[0]['json']>().toEqualTypeOf<SendOtpBody>()
  expectTypeOf<BodyOf<Sent, 200>>().toEqualTypeOf<SendOtpReply>()
  expectTypeOf<BodyOf<Read, 200>>().toEqualTypeOf<SessionReply>()
  expectTypeOf<BodyOf<Read, 404>>().branded.toEqualTypeOf<{
    success: false
    error: 'session_not_found'
    message: string
    next?: '/users/account/' | undefined
  }>()
  expectTypeOf<BodyOf<Sent, 429>['error']>().toExtend<ErrorCode>()
  expectTypeOf<BodyOf<Sent, 429>['error']>().toEqualTypeOf<'rate_limited' | 'resend_too_soon'>()
})

it('what does not compile, the Worker refuses', async () => {
  const api = program()
  const send = api['send-otp'].$post
  const replies = await Promise.all([
    // @ts-expect-error -- the phone is missing
    send({ json: {} }),
    // @ts-expect-error -- a phone is a string
    send({ json: { phone: 9_876_543_210 } }),
    // @ts-expect-error -- an unknown member
    send({ json: { phone: newPhone(), verified: true } }),
    // @ts-expect-error -- no such channel
    send({ json: { phone: newPhone(), channel: 'fax' } }),
    // @ts-expect-error -- a code is a string
    api['verify-otp'].$post({ json: { session_id: 'x', otp_code: 123_456 } }),
  ])
  expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
})
