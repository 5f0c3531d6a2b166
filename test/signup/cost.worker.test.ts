import {
  createExecutionContext,
  listDurableObjectIds,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import worker from '../../src/index.ts'
import { lastCode, newAddress, newPhone, ORIGIN } from '../support/app.ts'
import { type Trace, tracedEnv } from '../support/traced.ts'

/** Posts, and returns the reply and the calls it made, those after the reply too unless they hang. */
async function post(path: string, body: unknown, hanging: readonly string[] = []) {
  const trace: Trace = { calls: [], hanging }
  const context = createExecutionContext()
  const request = new Request<unknown, IncomingRequestCfProperties>(`${ORIGIN}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': newAddress() },
    body: JSON.stringify(body),
  })
  const response = await worker.fetch(request, tracedEnv(trace), context)
  if (hanging.length === 0) await waitOnExecutionContext(context)
  const reply: { session_id: string } = await response.json()
  return { status: response.status, sessionId: reply.session_id, calls: trace.calls }
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

test('a good send and a good verify make these calls and write these rows', async () => {
  const phone = newPhone()
  const sent = await post('/users/api/send-otp', { phone })
  expect(sent.calls).toEqual([
    'ADDRESSES.get',
    'ADDRESSES.get',
    'PHONE_GUARD.reserve',
    'SIGNUP_SESSION.start',
    'PHONE_GUARD.settle',
    'TRAFFIC_MONITOR.texted',
  ])
  expect(await allRows()).toEqual({ session: 2, guard: 3, monitor: 8 })

  const code = await lastCode(phone)
  const verified = await post('/users/api/verify-otp', {
    session_id: sent.sessionId,
    otp_code: code,
  })
  expect(verified.calls).toEqual([
    'SIGNUP_SESSION.verify',
    'PHONE_GUARD.trust',
    'TRAFFIC_MONITOR.verified',
  ])
  expect(await allRows()).toEqual({ session: 4, guard: 4, monitor: 14 })
})

test('a send waits for two object calls, and a verify for one', async () => {
  const phone = newPhone()
  const sent = await post('/users/api/send-otp', { phone }, [
    'PHONE_GUARD.settle',
    'TRAFFIC_MONITOR.texted',
  ])
  expect(sent.status).toBe(200)
  const guess = { session_id: sent.sessionId, otp_code: await lastCode(phone) }
  const verified = await post('/users/api/verify-otp', guess, [
    'PHONE_GUARD.trust',
    'TRAFFIC_MONITOR.verified',
  ])
  expect(verified.status).toBe(200)
})

test('a send that its client gives up on goes on: it is handed to the runtime before it waits', async () => {
  const tasks: Promise<unknown>[] = []
  const context = createExecutionContext()
  context.waitUntil = (task) => void tasks.push(task)
  const trace: Trace = { calls: [], hanging: ['PHONE_GUARD.reserve'] }
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `${ORIGIN}/users/api/send-otp`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'CF-Connecting-IP': newAddress() },
      body: JSON.stringify({ phone: newPhone() }),
    },
  )
  void worker.fetch(request, tracedEnv(trace), context)
  await vi.waitUntil(() => trace.calls.includes('PHONE_GUARD.reserve'))
  expect(tasks).toHaveLength(1)
})
