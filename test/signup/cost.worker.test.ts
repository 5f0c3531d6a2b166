import {
  createExecutionContext,
  listDurableObjectIds,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import worker from '../../src/index.ts'
import { lastCode, newAddress, newPhone, ORIGIN, replyTo } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { PROVIDERS } from '../support/gateways.ts'
import { type Trace, tracedEnv } from '../support/traced.ts'
import { statusOf, twilioAnswers } from '../support/twilio-client.ts'
import type { Callback } from '../support/twilio.ts'

/** Posts, and returns the reply and the calls it made, those after the reply too unless they hang. */
async function post(
  path: string,
  body: unknown,
  hanging: readonly string[] = [],
  changes: object = {},
) {
  const trace: Trace = { calls: [], hanging }
  const context = createExecutionContext()
  const request = new Request<unknown, IncomingRequestCfProperties>(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': newAddress() },
    body: JSON.stringify(body),
  })
  const response = await worker.fetch(request, tracedEnv(trace, envWith(changes)), context)
  const before = [...trace.calls]
  if (hanging.length === 0) await waitOnExecutionContext(context)
  const { status, body: replied } = await replyTo(request, response)
  return { status, sessionId: String(replied.session_id), calls: trace.calls, before }
}

/** Rows that the objects of a class have written since they woke, alarms included. */
async function rowsWritten<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
): Promise<number> {
  const ids = await listDurableObjectIds(namespace)
  const rows = await Promise.all(
    ids.map((id) =>
      runInDurableObject(namespace.get(id), (_, { storage }) =>
        Number(storage.sql.exec('SELECT total_changes() AS rows').one().rows),
      ),
    ),
  )
  return rows.reduce((sum, one) => sum + one, 0)
}

const allRows = async () => ({
  session: await rowsWritten(env.SIGNUP_SESSION),
  guard: await rowsWritten(env.PHONE_GUARD),
  monitor: await rowsWritten(env.TRAFFIC_MONITOR),
})

const GOOD_SEND = [
  'ADDRESSES.get',
  'ADDRESSES.get',
  'PHONE_GUARD.reserve',
  'SIGNUP_SESSION.start',
  'PHONE_GUARD.commitSend',
  'TRAFFIC_MONITOR.countText',
]

test('a good send and a good verify make these calls and write these rows', async () => {
  const phone = newPhone()
  const sent = await post('/users/api/send-otp', { phone })
  expect(sent.calls).toEqual(GOOD_SEND)
  expect(await allRows()).toEqual({ session: 2, guard: 3, monitor: 8 })

  const code = await lastCode(phone)
  const verified = await post('/users/api/verify-otp', {
    session_id: sent.sessionId,
    otp_code: code,
  })
  expect(verified.calls).toEqual([
    'SIGNUP_SESSION.verify',
    'PHONE_GUARD.trust',
    'TRAFFIC_MONITOR.countVerification',
  ])
  expect(await allRows()).toEqual({ session: 4, guard: 4, monitor: 14 })
})

test('a resend that its session refuses makes one call', async () => {
  const phone = newPhone()
  const { sessionId } = await post('/users/api/send-otp', { phone })
  const early = await post('/users/api/send-otp', { phone, session_id: sessionId })
  expect(early).toMatchObject({
    status: 429,
    calls: ['ADDRESSES.get', 'ADDRESSES.get', 'SIGNUP_SESSION.resend'],
  })
})

const BY_TWILIO = { ...PROVIDERS, SMS_GATEWAYS: 'twilio,webhook' }

/** The rows that were written meanwhile. */
async function rowsOf(act: () => Promise<unknown>) {
  const before = await allRows()
  await act()
  const after = await allRows()
  return {
    session: after.session - before.session,
    guard: after.guard - before.guard,
    monitor: after.monitor - before.monitor,
  }
}

test('a good send by a gateway that tells costs no more than one by another', async () => {
  await post('/users/api/send-otp', { phone: newPhone() })
  const rows = await rowsOf(async () => {
    const sent = await post('/users/api/send-otp', { phone: newPhone() }, [], BY_TWILIO)
    expect(sent.calls).toEqual(GOOD_SEND)
  })
  expect(rows).toMatchObject({ session: 2, guard: 3 })
})

test('a send that fails over makes one call more, after the reply, and writes one row more', async () => {
  const phone = newPhone()
  await twilioAnswers(phone, { kind: 'error', status: 429, code: 20_429 })
  const rows = await rowsOf(async () => {
    const sent = await post('/users/api/send-otp', { phone }, [], BY_TWILIO)
    expect(sent.calls).toEqual([...GOOD_SEND, 'SIGNUP_SESSION.recordOutcome'])
  })
  expect(rows).toMatchObject({ session: 3, guard: 3 })

  const other = newPhone()
  await twilioAnswers(other, { kind: 'error', status: 429, code: 20_429 })
  const after = [
    'PHONE_GUARD.commitSend',
    'TRAFFIC_MONITOR.countText',
    'SIGNUP_SESSION.recordOutcome',
  ]
  const sent = await post('/users/api/send-otp', { phone: other }, after, BY_TWILIO)
  expect(sent.status).toBe(200)
})

/** Has a callback posted, and returns its status and the calls it made. */
async function deliver(callback: Callback, hanging: readonly string[] = []) {
  const trace: Trace = { calls: [], hanging }
  const context = createExecutionContext()
  const { pathname, search } = new URL(callback.url)
  const { headers, body } = callback
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `${ORIGIN}${pathname}${search}`,
    { method: 'POST', headers, body },
  )
  const response = await worker.fetch(request, tracedEnv(trace, envWith(BY_TWILIO)), context)
  if (hanging.length === 0) await waitOnExecutionContext(context)
  const { status } = await replyTo(request, response)
  return { status, calls: trace.calls }
}

/** What a text by Twilio that arrived is reported with. */
async function textArrived(): Promise<Callback> {
  const phone = newPhone()
  await post('/users/api/send-otp', { phone }, [], BY_TWILIO)
  return statusOf(phone, 'delivered')
}

test('a receipt makes two calls and writes two rows, a repeated one a call, a forged one nothing', async () => {
  const receipt = await textArrived()
  const nothing = { session: 0, guard: 0, monitor: 0 }
  const forging = async () => {
    const forged = { ...receipt, url: `${receipt.url}&forged=1` }
    expect(await deliver(forged)).toEqual({ status: 403, calls: [] })
  }
  expect(await rowsOf(forging)).toEqual(nothing)
  const telling = async () => {
    const calls = ['SIGNUP_SESSION.recordReceipt', 'TRAFFIC_MONITOR.countReceipt']
    expect(await deliver(receipt)).toEqual({ status: 200, calls })
  }
  expect(await rowsOf(telling)).toEqual({ session: 1, guard: 0, monitor: 1 })
  const repeating = async () => {
    expect(await deliver(receipt)).toEqual({ status: 200, calls: ['SIGNUP_SESSION.recordReceipt'] })
  }
  expect(await rowsOf(repeating)).toEqual(nothing)
})

test('a receipt waits for one object call', async () => {
  const { status } = await deliver(await textArrived(), ['TRAFFIC_MONITOR.countReceipt'])
  expect(status).toBe(200)
})

test('a send waits for two object calls, and a verify for one', async () => {
  const phone = newPhone()
  const sent = await post('/users/api/send-otp', { phone }, [
    'PHONE_GUARD.commitSend',
    'TRAFFIC_MONITOR.countText',
  ])
  expect(sent.status).toBe(200)
  const guess = { session_id: sent.sessionId, otp_code: await lastCode(phone) }
  const verified = await post('/users/api/verify-otp', guess, [
    'PHONE_GUARD.trust',
    'TRAFFIC_MONITOR.countVerification',
  ])
  expect(verified.status).toBe(200)
})

test('what a reply does not wait for begins once the reply is there', async () => {
  const phone = newPhone()
  const first = await post('/users/api/send-otp', { phone })
  expect(first.calls).toEqual([
    ...first.before,
    'PHONE_GUARD.commitSend',
    'TRAFFIC_MONITOR.countText',
  ])
  const guess = { session_id: first.sessionId, otp_code: await lastCode(phone) }
  const verified = await post('/users/api/verify-otp', guess)
  expect(verified.before).toEqual(['SIGNUP_SESSION.verify'])
  expect(verified.calls).toHaveLength(3)
})

const aGuess = async () => {
  const phone = newPhone()
  const { sessionId } = await post('/users/api/send-otp', { phone })
  return { session_id: sessionId, otp_code: await lastCode(phone) }
}

test.each([
  ['send', 'PHONE_GUARD.reserve', async () => ({ phone: newPhone() })],
  ['verify', 'SIGNUP_SESSION.verify', aGuess],
] as const)(
  'a %s that its client gives up on goes on: it is handed to the runtime before it waits',
  async (kind, hanging, body) => {
    const tasks: Promise<unknown>[] = []
    const context = createExecutionContext()
    context.waitUntil = (task) => void tasks.push(task)
    const trace: Trace = { calls: [], hanging: [hanging] }
    const request = new Request<unknown, IncomingRequestCfProperties>(
      `${ORIGIN}/users/api/${kind}-otp`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': newAddress() },
        body: JSON.stringify(await body()),
      },
    )
    void worker.fetch(request, tracedEnv(trace), context)
    await vi.waitUntil(() => trace.calls.includes(hanging))
    expect(tasks).toHaveLength(1)
  },
)
