import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { app } from '../../src/app.ts'
import { receiverAnswers, type Reply } from '../support/app.ts'
import { answerOf } from '../support/people.ts'
import { envWith } from '../support/bindings.ts'
import { envWithBotCheck } from '../support/bot-check.ts'
import { expectReplyHeaders, expectRetryHeader } from '../support/contract.ts'
import { takenFor, twilioAnswers } from '../support/twilio-client.ts'
import { type Outcome, REQUESTS, type RequestKind, type RequestName } from './requests.ts'
import { asking, askWith, BEFORE, begin, observe, ownEnv, type Scene, type State } from './scene.ts'
import { quickHashes } from '../support/account.ts'
import { type Fault, FAULTS, WAIT } from './table.ts'

/** Cells whose requests are under way at once. */
const AT_ONCE = 32

type Cell = {
  readonly fault: Fault
  readonly request: RequestKind
  readonly expected: Outcome
  readonly scene: Scene
  result?: { reply: Reply; after: State; again: Reply | undefined; struck: number }
}

const columns = Object.entries(REQUESTS) as [RequestName, RequestKind][]

const rows = Object.entries(FAULTS).map(([name, fault]) => ({
  name,
  fault,
  cells: new Map<RequestName, Cell>(),
}))

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const begun = Math.floor(Date.now() / 1000) * 1000
  vi.useFakeTimers({ toFake: ['Date'], now: begun })
  await inTurn(rows.flatMap((row) => columns.map(([name, request]) => ({ row, name, request }))))(
    async ({ row, name, request }) => {
      const { fault, cells } = row
      // One whose own bindings are broken is of one cell, as its other cells would break them anew.
      const monitors = fault.prepare ? `${row.name}: ${name}` : row.name
      const scene = await begin(monitors, request, fault.botCheck)
      cells.set(name, { fault, request, expected: expectedOf(fault, name, request), scene })
    },
  )
  const cells = rows.flatMap((row) => [...row.cells.values()])
  const byTime = Map.groupBy(cells, ({ fault }) => fault.at ?? WAIT)
  for (const [at, group] of [...byTime].toSorted(([a], [b]) => a - b)) {
    vi.setSystemTime(begun + at)
    await inTurn(group)(run)
  }
  vi.useRealTimers()
  vi.restoreAllMocks()
}, 600_000)

/** Does something with each of many, so many at once. */
function inTurn<T>(items: readonly T[]) {
  const left = items.values()
  return async (act: (item: T) => Promise<void>) => {
    const worker = async () => {
      for (const item of left) await act(item)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
}

async function run(cell: Cell): Promise<void> {
  const { fault, request, scene } = cell
  let struck = 0
  const strikes = () => void (struck += 1)
  const twoGateways = fault.first && asking(request.by ?? 'twilio')
  const breaches = fault.breaches && {
    BREACHED_PASSWORDS_URL: `${inject('breaches').origin}/${fault.breaches}/`,
  }
  const register = fault.register && { SETU_ORIGIN: inject('failing')[fault.register] }
  const changes = { ...twoGateways, ...breaches, ...register, ...fault.bindings?.(strikes) }
  await fault.prepare?.(scene, strikes)
  const { gateway, first } = fault
  if (gateway) await both(scene, (phone) => receiverAnswers(phone, gateway))
  if (first) await both(scene, (phone) => twilioAnswers(phone, first))
  const usual = usualEnv(request)
  const { bindings, sessions } = noting(ownEnv(scene, { ...usual, ...changes }))
  const reply = await askWith(scene, request.ask, bindings)
  const after = await observe(scene, scene.signup.sessionId || sessions.at(-1), {
    begun: request.begun,
    bindings: ownEnv(scene, usual),
    changesPhone: request === REQUESTS.changePhone,
  })
  if (gateway) await both(scene, (phone) => receiverAnswers(phone, { kind: 'status', status: 204 }))
  const failed = reply.status >= 500
  const again = failed ? await askWith(scene, request.ask, ownEnv(scene, usual)) : undefined
  if (first) struck += (await both(scene, takenFor)).flat().length
  cell.result = { reply, after, again, struck }
}

/** A plain form comes to what the API's call does; its page has the status and no code. */
function expectedOf({ cells }: Fault, name: RequestName, { good, formOf }: RequestKind): Outcome {
  const own = cells[name]
  const like = Object.entries(cells).find(([one]) => one === formOf)?.[1]
  if (own || !like) return own ?? good
  const shown = (reply: string) => {
    if (reply === '200') return good.reply
    return reply.endsWith('not_configured') ? reply : (reply.split(' ')[0] ?? '')
  }
  return { ...like, reply: shown(like.reply), again: like.again && shown(like.again) }
}

function usualEnv({ botCheck, by, vars = {} }: RequestKind): Env {
  if (botCheck) return envWithBotCheck()
  return envWith({ ...(by ? asking(by) : quickHashes()), ...vars })
}

/** Does something with the gateways of both phones. */
function both<Done>({ phone, other }: Scene, act: (phone: string) => Promise<Done>) {
  return Promise.all([phone, other].map(act))
}

/** The same bindings, with a note of each session that is called. */
function noting(bindings: Env) {
  const sessions: string[] = []
  const getByName = (name: string) => {
    sessions.push(name)
    return bindings.SIGNUP_SESSION.getByName(name)
  }
  const SIGNUP_SESSION = { getByName } as unknown as Env['SIGNUP_SESSION']
  return { sessions, bindings: { ...bindings, SIGNUP_SESSION } }
}

function changed(before: State, change: Partial<State>): State {
  const { step, left, phone, delivery, ...more } = { ...before, ...change }
  return {
    ...more,
    step,
    left: step === 1 ? left : undefined,
    phone: step > 0 ? phone : undefined,
    delivery: step === 1 ? delivery : undefined,
    asked: before.asked + (change.asked ?? 0),
    counted: before.counted + (change.counted ?? 0),
  }
}

describe.each(rows)('where $name', ({ cells }) => {
  it.each(columns)('[R29] %s is answered as declared', (name, kind) => {
    const { begun, good, ownHeaders, formOf } = kind
    const cell = cells.get(name)
    if (!cell?.result) throw new Error('the cell was not run')
    const { expected, result } = cell
    const { reply, after, again } = result
    expect({ reply: answerOf(reply), state: after, again: again && answerOf(again) }).toEqual({
      reply: expected.reply,
      state: changed(BEFORE[begun], expected.change),
      again: reply.status >= 500 ? (expected.again ?? good.reply) : undefined,
    })
    if (formOf !== undefined && reply.text.startsWith('<')) return
    if (!ownHeaders || reply.status !== 200) expectReplyHeaders(reply)
    expectRetryHeader(reply)
    if (reply.status >= 400 && name !== 'health') expect(reply.body.success).toBe(false)
  })
})

/** What the replies do not show must show otherwise. */
function isHarmless({ bindings, prepare, first, cells }: Fault): boolean {
  return (bindings ?? prepare ?? first) !== undefined && Object.keys(cells).length === 0
}

describe('the table', () => {
  it.each(rows.filter(({ fault }) => isHarmless(fault)))(
    'has a fault that shows where $name, though it harms nothing',
    ({ cells }) => {
      const shown = [...cells.values()].reduce((sum, { result }) => sum + (result?.struck ?? 0), 0)
      expect(shown).toBeGreaterThan(0)
    },
  )

  it('has a column for every route of the app', () => {
    const known = new Set(columns.map(([, { route }]) => route))
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`)
    expect(routes.length).toBeGreaterThan(0)
    expect(routes.filter((route) => !known.has(route))).toEqual([])
  })
})
