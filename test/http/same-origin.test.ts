import { describe, expect, it } from 'vitest'
import { isSameOrigin } from '../../src/http/same-origin.ts'

const OWN = 'https://signup.example'

describe('isSameOrigin', () => {
  it.each([
    ['same-origin', true],
    ['same-site', false],
    ['cross-site', false],
    ['none', false],
    ['', false],
    ['Same-Origin', false],
  ])('takes the word of Sec-Fetch-Site: %j', (secFetchSite, expected) => {
    for (const origin of [undefined, OWN, 'https://evil.example']) {
      for (const bearsCookie of [true, false]) {
        expect(isSameOrigin({ secFetchSite, origin, bearsCookie }, OWN)).toBe(expected)
      }
    }
  })

  it.each([
    [OWN, true],
    ['https://evil.example', false],
    ['http://signup.example', false],
    ['https://signup.example:8443', false],
    ['https://www.signup.example', false],
    ['https://signup.example.evil.example', false],
    ['https://signup.example/', false],
    ['HTTPS://SIGNUP.EXAMPLE', false],
    ['null', false],
    ['', false],
  ])('compares Origin %j exactly where Sec-Fetch-Site is not sent', (origin, expected) => {
    for (const bearsCookie of [true, false]) {
      expect(isSameOrigin({ origin, bearsCookie }, OWN)).toBe(expected)
    }
  })

  it('lets a client that sends neither pass only without a cookie', () => {
    expect(isSameOrigin({ bearsCookie: false }, OWN)).toBe(true)
    expect(isSameOrigin({ bearsCookie: true }, OWN)).toBe(false)
  })
})
