import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logEvent } from '../../src/platform/log.ts'

const log = vi.spyOn(console, 'log')

beforeEach(() => log.mockImplementation(() => undefined))
afterEach(() => log.mockReset())

function logged(error: unknown): { event: string; error: string } {
  logEvent('task_failed', {}, error)
  return JSON.parse(String(log.mock.lastCall?.[0]))
}

describe('logEvent', () => {
  it('[R66] writes one line of JSON, whatever the fields hold', () => {
    logEvent('request', { route: '/x\r\n{"event":"forged"}', status: 200, ms: 3, id: undefined })
    expect(log).toHaveBeenCalledTimes(1)
    const [line] = log.mock.lastCall ?? []
    expect(line).not.toMatch(/[\r\n]/)
    expect(JSON.parse(line)).toEqual({
      event: 'request',
      route: '/x\r\n{"event":"forged"}',
      status: 200,
      ms: 3,
    })
  })

  it('tells the kind of an error and where it was thrown', () => {
    const { error } = logged(new TypeError('x'))
    expect(error).toMatch(/^TypeError at .*log\.test\.ts/)
    expect(error).not.toContain('\n')
  })

  it('[R66] never tells what an error says, nor what its cause says', () => {
    const cause = new RangeError('code 424242')
    const { error } = logged(new Error('phone +919876543210', { cause }))
    expect(error).toMatch(/^Error at .*; caused by RangeError at /)
    expect(error).not.toMatch(/9876543210|424242/)
  })

  it('never tells it where the message has lines like those of a stack', () => {
    const { error } = logged(new Error('of\n    at +919876543210\n    at 424242'))
    expect(error).not.toMatch(/9876543210|424242/)
  })

  it('tells only the type of what is thrown and is no error', () => {
    expect(logged('+919876543210').error).toBe('string')
    expect(logged({ phone: '+919876543210' }).error).toBe('object')
    expect(logged(null).error).toBe('object')
  })

  it('keeps a few frames, not the whole stack', () => {
    const deep = (left: number): unknown => (left === 0 ? new Error('x') : [deep(left - 1)].at(0))
    expect(logged(deep(50)).error.split(' at ').length).toBeLessThanOrEqual(6)
  })
})
