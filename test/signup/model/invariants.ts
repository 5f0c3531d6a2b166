import { expect } from 'vitest'
import type { Seen } from './contract.ts'
import { ATTEMPTS, FROM_EACH_TEXT, FROM_FIRST_TEXT, ISSUES, PHONE_LIMITS } from './world.ts'

type TextSent = {
  readonly kind: 'text'
  readonly at: number
  readonly phone: string
  readonly code: string
}
type TextRefused = { readonly kind: 'refused'; readonly text: TextSent }
type Guessed = {
  readonly kind: 'guess'
  readonly at: number
  readonly sessionId: string
  readonly code: string
  readonly seen: Seen
}

/** What can be told from outside: a text at the gateway, its refusal there, a guess. */
export type Happening = TextSent | TextRefused | Guessed

/** Holds a history against what must be true of any, whatever was asked in whichever order. */
export function expectInvariants(history: readonly Happening[]): void {
  const guesses = history.filter((one) => one.kind === 'guess')
  for (const sessionId of new Set(guesses.map((guess) => guess.sessionId))) {
    const own = guesses.filter((guess) => guess.sessionId === sessionId)
    const right = own.filter(({ seen }) => seen.status === 200)
    // Told again of one success, one gets the same cookie: there is never a second.
    expect(new Set(right.map(({ seen, code }) => `${code} ${seen.cookie}`)).size).toBeLessThan(2)
    const evaluated = wrong(own).length + Math.min(1, right.length)
    expect(evaluated).toBeLessThanOrEqual(ATTEMPTS * ISSUES)
    if (right[0]) expectLiveCode(history.slice(0, history.indexOf(right[0])), right[0])
  }
  const texts = history.filter((one) => one.kind === 'text')
  const codes = new Set(texts.map(({ code }) => code)).size
  expect(wrong(guesses).length).toBeLessThanOrEqual(ATTEMPTS * codes)
  for (const phone of new Set(texts.map((text) => text.phone))) {
    expectBudget(counted(history).filter((text) => text.phone === phone))
  }
}

function wrong(guesses: readonly Guessed[]): readonly Guessed[] {
  return guesses.filter(({ seen }) => seen.body.error === 'otp_incorrect')
}

/** A right guess was a code texted, not taken back, and neither too old nor too long in use. */
function expectLiveCode(before: readonly Happening[], { at, code }: Guessed): void {
  const texts = counted(before).filter((text) => text.code === code)
  const [first] = texts
  expect(first && at < first.at + FROM_FIRST_TEXT).toBe(true)
  expect(texts.some((text) => at < text.at + FROM_EACH_TEXT)).toBe(true)
}

/** The texts that went out or may have. */
function counted(history: readonly Happening[]): readonly TextSent[] {
  const refused = new Set(history.flatMap((one) => (one.kind === 'refused' ? [one.text] : [])))
  return history.filter((one) => one.kind === 'text').filter((text) => !refused.has(text))
}

function expectBudget(texts: readonly TextSent[]): void {
  for (const { limit, span } of PHONE_LIMITS) {
    for (const { at } of texts) {
      const within = texts.filter((text) => text.at > at - span && text.at <= at)
      expect(within.length).toBeLessThanOrEqual(limit)
    }
  }
}
