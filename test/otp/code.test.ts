import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { codeFor, type CodeSubject, isCode } from '../../src/otp/code.ts'
import type { Secret } from '../../src/platform/secrets.ts'

const SECRET: Secret = { id: 'k1', bytes: Buffer.alloc(32, 7) }

const SUBJECT: CodeSubject = {
  sessionId: 'a1b2c3d4-e5f6-8890-abcd-ef1234567890',
  phone: '+919876543210',
  issue: 1,
}

/** Long enough that two unrelated series of six digits are never the same. */
function series(secret: Secret, { sessionId, phone, issue }: CodeSubject): string {
  return Array.from({ length: 8 }, (_, i) =>
    codeFor(secret, { sessionId, phone, issue: issue + i }),
  ).join()
}

describe('codeFor', () => {
  it('[R1] gives six digits', () => {
    for (let issue = 1; issue <= 2000; issue++) {
      expect(codeFor(SECRET, { ...SUBJECT, issue })).toMatch(/^[0-9]{6}$/)
    }
  })

  it('gives the same code each time, as a resend needs', () => {
    expect(series(SECRET, { ...SUBJECT })).toBe(series(SECRET, SUBJECT))
    const copy = { id: 'k2', bytes: Buffer.from(SECRET.bytes) }
    expect(series(copy, SUBJECT)).toBe(series(SECRET, SUBJECT))
  })

  it.each([
    ['session', SECRET, { ...SUBJECT, sessionId: 'a1b2c3d4-e5f6-8890-abcd-ef1234567891' }],
    ['phone', SECRET, { ...SUBJECT, phone: '+919876543211' }],
    ['issue', SECRET, { ...SUBJECT, issue: 2 }],
    ['secret', { id: 'k1', bytes: Buffer.alloc(32, 8) }, SUBJECT],
  ])('[R9] gives another code to another %s', (_, secret, subject) => {
    expect(series(secret, subject)).not.toBe(series(SECRET, SUBJECT))
  })

  it('[R59] gives the codes of the releases before: those on their way to a phone stay right', () => {
    const codes = '430745,559087,947514,702551,906019,840969,026292,024607'
    expect(series(SECRET, SUBJECT)).toBe(codes)
  })

  it('does not run session and phone together', () => {
    const moved = { ...SUBJECT, sessionId: `${SUBJECT.sessionId}+91`, phone: '9876543210' }
    expect(series(SECRET, moved)).not.toBe(series(SECRET, SUBJECT))
  })
})

describe('isCode', () => {
  const code = codeFor(SECRET, SUBJECT)

  it('knows the code', () => {
    expect(isCode(code, SECRET, SUBJECT)).toBe(true)
  })

  it('refuses the code of any other subject', () => {
    let others = 0
    for (let issue = 2; issue < 500; issue++) {
      const other = codeFor(SECRET, { ...SUBJECT, issue })
      if (other !== code) others++
      expect(isCode(other, SECRET, SUBJECT)).toBe(other === code)
    }
    expect(others).toBeGreaterThan(490)
  })

  it.each(['', '0', code.slice(1), `0${code}`, `${code}0`, ` ${code}`, `${code}\n`, `${code}\0`])(
    'refuses %j, which is not six digits',
    (guess) => {
      expect(isCode(guess, SECRET, SUBJECT)).toBe(false)
    },
  )

  it('refuses its digits in another script', () => {
    const fullWidth = Array.from(code, (one) => String.fromCodePoint(0xff10 + Number(one))).join('')
    expect(isCode(fullWidth, SECRET, SUBJECT)).toBe(false)
  })
})
