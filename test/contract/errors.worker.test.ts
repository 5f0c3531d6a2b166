import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { API, ELSEWHERE, type Operation, type OperationName } from '../../src/contract/api.ts'
import { type ErrorCode, ERRORS } from '../../src/contract/errors.ts'
import type { Reply } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { listen } from '../support/monitor.ts'
import { answerOf } from '../support/people.ts'
import { ELSEWHERE_PROVOCATIONS, provocations } from './provocations.ts'

const { pass } = stopClock()
let heard: ReturnType<typeof listen>
beforeEach(() => void (heard = listen()))
afterEach(() => vi.restoreAllMocks())

type Asks = Readonly<Record<string, (() => Promise<Reply>) | undefined>>

const answersOf = (codes: readonly ErrorCode[]) =>
  codes.map((code) => [`${ERRORS[code].status} ${code}`, code] as const)

/** Asks for what a test expects; that the reply is the contract's, `call` sees to. */
async function provoke(asks: Asks, key: string): Promise<string> {
  const ask = asks[key]
  if (!ask) throw new Error(`nothing provokes ${key}`)
  return answerOf(await ask())
}

const operations: [string, Operation][] = Object.entries(API)

/** Gives an operation as the log does, by the last route that matches: a call is like a token. */
function loggedAs(name: string) {
  const [method, path = ''] = name.split(' ')
  const route = path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/(?<=.)\/$/, '')
  return { method, route: route.replace(/voice$/, ':token') }
}

describe.each(operations)('%s', (name, { replies, errors, isForm }) => {
  const asks = provocations(pass)[name as OperationName]

  it.each([
    ...Object.keys(replies).map((status) => [status, status, asks.replies as Asks] as const),
    ...answersOf(errors).map(([answer, code]) => [answer, code, asks.errors as Asks] as const),
  ])('is answered %s, as the contract says', async (answer, key, of) => {
    const given = await provoke(of, key)
    // A page has a sentence in place of the code.
    expect(given).toBe(isForm && !given.includes(' ') ? answer.split(' ')[0] : answer)
    expect(heard('request').at(-1)).toMatchObject(loggedAs(name))
  })
})

describe.each(Object.entries(ELSEWHERE))('another %s', (where, { errors }) => {
  const asks: Asks = ELSEWHERE_PROVOCATIONS[where as keyof typeof ELSEWHERE]

  it.each(answersOf(errors))('is answered %s', async (answer, code) => {
    expect(await provoke(asks, code)).toBe(answer)
  })
})

it('has no error code that is of no operation', () => {
  const all = [...operations, ...Object.entries(ELSEWHERE)]
  const known = new Set<string>(all.flatMap(([, { errors }]) => errors))
  expect(Object.keys(ERRORS).filter((code) => !known.has(code))).toEqual([])
})
