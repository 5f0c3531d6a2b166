import { describe, expect, it } from 'vitest'
import { fictitiousCode, readFictitious } from '../../src/phone/fictitious.ts'

const NUMBER = '+919876543210'
const lastMoment = Date.parse('2026-12-31T23:59:59.999Z')

describe('fictitious numbers', () => {
  it('have their code until their last day is over, in UTC', () => {
    const numbers = readFictitious(`${NUMBER}:012345:2026-12-31`) ?? new Map()
    expect(fictitiousCode(numbers, NUMBER, lastMoment)).toBe('012345')
    expect(fictitiousCode(numbers, NUMBER, lastMoment + 1)).toBeUndefined()
    expect(fictitiousCode(numbers, '+919876543211', lastMoment)).toBeUndefined()
  })

  it('can be several, each with its own code and day', () => {
    const text = `${NUMBER}:012345:2026-12-31, +919876543211:999999:2026-01-01`
    const numbers = readFictitious(text) ?? new Map()
    expect(fictitiousCode(numbers, NUMBER, lastMoment)).toBe('012345')
    expect(fictitiousCode(numbers, '+919876543211', lastMoment)).toBeUndefined()
    expect(fictitiousCode(numbers, '+919876543211', Date.UTC(2026, 0, 1))).toBe('999999')
  })

  it.each([
    '',
    ',',
    NUMBER,
    `${NUMBER}:012345`,
    `${NUMBER}:12345:2026-12-31`,
    `${NUMBER}:1234567:2026-12-31`,
    `${NUMBER}:abcdef:2026-12-31`,
    `${NUMBER}:012345:2026-13-01`,
    `${NUMBER}:012345:2026-02-30`,
    `${NUMBER}:012345:31-12-2026`,
    `${NUMBER}:012345:`,
    `9876543210:012345:2026-12-31`,
    `+0876543210:012345:2026-12-31`,
    `${NUMBER}:012345:2026-12-31,`,
    `${NUMBER}:012345:2026-12-31;+919876543211:012345:2026-12-31`,
  ])('are not read from %j', (text) => {
    expect(readFictitious(text)).toBeUndefined()
  })
})
