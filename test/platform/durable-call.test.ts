import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callObject, ObjectUnavailableError } from '../../src/platform/durable-call.ts'
import type { PhoneGuard } from '../../src/guard/guard.ts'

const wait = vi.fn(async () => undefined)

beforeEach(() => vi.stubGlobal('scheduler', { wait }))
afterEach(() => {
  vi.unstubAllGlobals()
  wait.mockClear()
})

const error = (marks: object) => Object.assign(new Error('of the object'), marks)
const RETRYABLE = () => error({ retryable: true })
const OVERLOADED = () => error({ overloaded: true })

type Stub = DurableObjectStub<PhoneGuard>

/** A namespace whose every stub is new, and the outcomes of the calls that are made. */
function calling(...outcomes: readonly (Error | string)[]) {
  const stubs: Stub[] = []
  const names: string[] = []
  const used: Stub[] = []
  const namespace = {
    getByName(name: string) {
      names.push(name)
      const stub = {} as unknown as Stub
      stubs.push(stub)
      return stub
    },
  } as unknown as DurableObjectNamespace<PhoneGuard>
  const call = async (stub: Stub) => {
    const outcome = outcomes[used.length]
    used.push(stub)
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  return { used, names, result: callObject(namespace, 'name', call) }
}

describe('callObject', () => {
  it('calls the object of the name once where all is well', async () => {
    const { used, names, result } = calling('answer')
    expect(await result).toBe('answer')
    expect(used).toHaveLength(1)
    expect(names).toEqual(['name'])
    expect(wait).not.toHaveBeenCalled()
  })

  it('[R54] tries a retryable error again, on a fresh stub', async () => {
    const { used, names, result } = calling(RETRYABLE(), RETRYABLE(), 'answer')
    expect(await result).toBe('answer')
    expect(new Set(used).size).toBe(3)
    expect(names).toEqual(['name', 'name', 'name'])
  })

  it('[R54] gives up after three tries', async () => {
    const [first, second, third] = [RETRYABLE(), RETRYABLE(), RETRYABLE()]
    const { used, result } = calling(first, second, third, 'too late')
    await expect(result).rejects.toThrow(ObjectUnavailableError)
    await expect(result).rejects.toMatchObject({ cause: third })
    expect(used).toHaveLength(3)
  })

  it('waits longer before the third try than before the second, and a little at random', async () => {
    await calling(RETRYABLE(), RETRYABLE(), 'answer').result
    const [[first], [second]] = wait.mock.calls as unknown as [[number], [number]]
    expect(first).toBeGreaterThanOrEqual(50)
    expect(first).toBeLessThanOrEqual(100)
    expect(second).toBeGreaterThanOrEqual(100)
    expect(second).toBeLessThanOrEqual(200)
  })

  it('[R55] never tries an overloaded object again, be it retryable or not', async () => {
    for (const overload of [OVERLOADED(), error({ overloaded: true, retryable: true })]) {
      const { used, result } = calling(overload, 'answer')
      await expect(result).rejects.toThrow(ObjectUnavailableError)
      expect(used).toHaveLength(1)
    }
  })

  it('gives up at an overload that follows a retryable error', async () => {
    const { used, result } = calling(RETRYABLE(), OVERLOADED(), 'answer')
    await expect(result).rejects.toThrow(ObjectUnavailableError)
    expect(used).toHaveLength(2)
  })

  it('passes bugs on as they are, at once', async () => {
    const bug = new TypeError('a bug')
    for (const thrown of [bug, error({ retryable: false }), error({ remote: true })]) {
      const { used, result } = calling(thrown, 'answer')
      await expect(result).rejects.toBe(thrown)
      expect(used).toHaveLength(1)
    }
  })

  it('passes a bug on that follows a retryable error', async () => {
    const bug = new TypeError('a bug')
    const { used, result } = calling(RETRYABLE(), bug, 'answer')
    await expect(result).rejects.toBe(bug)
    expect(used).toHaveLength(2)
  })
})
