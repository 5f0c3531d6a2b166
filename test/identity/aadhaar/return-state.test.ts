import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkState, makeState } from '../../../src/identity/aadhaar/return-state.ts'
import { anyText } from '../../support/any-text.ts'

const KEY = Buffer.alloc(32, 1)
const [SESSION, NOW] = ['0f9a7c4e-1111-8222-9333-444455556666', 1_764_000_000_000]
const LATER = NOW + 1000

describe('the state of a return', () => {
  it('comes back to its session in time, with the nonce that makes it usable once', () => {
    const { state, nonce } = makeState(KEY, SESSION, LATER)
    expect(checkState(KEY, SESSION, state, NOW)).toEqual({ ok: true, nonce })
    expect(makeState(KEY, SESSION, LATER).nonce).not.toBe(nonce)
  })

  it('says nothing of the session, and needs no escape in an address', () => {
    const { state } = makeState(KEY, SESSION, LATER)
    expect(state).toMatch(/^[\w.-]{95,110}$/)
    expect(state).not.toContain(SESSION.slice(0, 8))
  })

  it('is of no use in another session, or under another key', () => {
    const { state } = makeState(KEY, SESSION, LATER)
    const forged = { ok: false, reason: 'forged' }
    expect(checkState(KEY, `${SESSION}0`, state, NOW)).toEqual(forged)
    expect(checkState(Buffer.alloc(32, 2), SESSION, state, NOW)).toEqual(forged)
  })

  it('expires', () => {
    const { state } = makeState(KEY, SESSION, LATER)
    expect(checkState(KEY, SESSION, state, LATER - 1).ok).toBe(true)
    expect(checkState(KEY, SESSION, state, LATER)).toEqual({ ok: false, reason: 'expired' })
  })

  it('is forged where any character is another', () => {
    const { state } = makeState(KEY, SESSION, LATER, 'n'.repeat(43))
    for (let at = 0; at < state.length; at += 1) {
      const other = state[at] === 'x' ? 'y' : 'x'
      const changed = state.slice(0, at) + other + state.slice(at + 1)
      expect(checkState(KEY, SESSION, changed, NOW), changed).toEqual({
        ok: false,
        reason: 'forged',
      })
    }
  })

  it('is forged of any other text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(checkState(KEY, SESSION, text, NOW)).toEqual({ ok: false, reason: 'forged' })
      }),
    )
  })
})
