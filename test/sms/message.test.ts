import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeMessage } from '../../src/sms/message.ts'
import { SEGMENT, septets } from '../support/gsm7.ts'

const lastLine = (text: string) => text.split('\n').at(-1)

describe('codeMessage', () => {
  const text = codeMessage('012345', 'NeoBank', 'signup.example')

  it('begins with the code, so that it is read in the notification', () => {
    expect(text).toMatch(/^012345 is your NeoBank code\. /)
  })

  it('warns not to share the code', () => {
    expect(text).toMatch(/do not share/i)
  })

  it('has nothing on its last line but the host and the code', () => {
    expect(lastLine(text)).toBe('@signup.example #012345')
  })

  it('names the host without a port, as browsers compare it', () => {
    expect(lastLine(codeMessage('012345', 'NeoBank', 'localhost:8787'))).toBe('@localhost #012345')
  })

  it('holds no link', () => {
    expect(text).not.toMatch(/https?:|www\./)
  })

  it('is one segment of GSM-7', () => {
    expect(septets(text)).toBeLessThanOrEqual(SEGMENT)
  })

  it('is one segment for every brand of 30 plain characters on a host of 60', () => {
    const brand = fc.string({
      unit: fc.constantFrom(...Array.from('ABCXYZabcxyz0189 .&-')),
      minLength: 1,
      maxLength: 30,
    })
    const host = fc.string({
      unit: fc.constantFrom(...Array.from('abz019-.')),
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(brand, host, (brandName, hostName) => {
        expect(septets(codeMessage('000000', brandName, hostName))).toBeLessThanOrEqual(SEGMENT)
      }),
    )
  })
})
