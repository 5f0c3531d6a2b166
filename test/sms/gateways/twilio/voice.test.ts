import { describe, expect, it } from 'vitest'
import { askForKey, KEY, speakCode } from '../../../../src/sms/gateways/twilio/voice.ts'
import { type Element, elements, parseTwiml } from '../../../support/twiml.ts'

const ACTION = 'https://signup.example/webhooks/sms/twilio/voice/?ref=abc&x="<\'>'

const spoken = (twiml: string) =>
  elements(parseTwiml(twiml), 'Say').flatMap(({ children }) => children)

const names = ({ children }: Element) =>
  children.map((child) => (typeof child === 'string' ? child : child.name))

describe('a call', () => {
  it('asks three times for one key, then hangs up', () => {
    const response = parseTwiml(askForKey(ACTION, 'en', 'Neo & Co'))
    expect(names(response)).toEqual(['Gather', 'Gather', 'Gather', 'Hangup'])
    const gather = { input: 'dtmf', numDigits: KEY, timeout: '5', method: 'POST', action: ACTION }
    for (const { attributes } of elements(response, 'Gather')) expect(attributes).toEqual(gather)
    expect(spoken(askForKey(ACTION, 'en', 'Neo & Co'))).toEqual(
      Array(3).fill('Hello, this is Neo & Co. You asked for a code. To hear it, press one.'),
    )
    expect(KEY).toBe('1')
  })

  it('fits in the 4,000 characters that Twilio takes, in each language', () => {
    const action = `https://${'x'.repeat(60)}/webhooks/sms/twilio/voice/?ref=${'y'.repeat(80)}`
    for (const language of ['en', 'hi']) {
      expect(askForKey(action, language, 'B'.repeat(30)).length).toBeLessThan(4000)
    }
  })

  it.each([
    ['en', 'en-IN'],
    ['en-GB', 'en-IN'],
    ['hi', 'hi-IN'],
    ['hi-IN', 'hi-IN'],
    ['HI-in', 'hi-IN'],
    ['hil', 'en-IN'],
    ['ur', 'en-IN'],
    ['', 'en-IN'],
  ])('speaks for %j in %s, and the words of that language', (language, locale) => {
    const ask = askForKey(ACTION, language, 'NeoBank')
    expect(spoken(ask)[0]).toMatch(locale === 'en-IN' ? /^Hello, this is NeoBank/ : /^नमस्ते/)
    for (const twiml of [ask, speakCode('012345', language), speakCode(undefined, language)]) {
      for (const { attributes } of elements(parseTwiml(twiml), 'Say')) {
        expect(attributes).toEqual({ voice: 'Polly.Aditi', language: locale })
      }
    }
  })
})

describe('the answer to a pressed key', () => {
  it('is the code, digit by digit with pauses, three times, then the end', () => {
    const twiml = speakCode('012349', 'en')
    const once = ['Your code is', 'zero', 'one', 'two', 'three', 'four', 'nine']
    const end = 'Do not tell it to anybody. Goodbye.'
    expect(spoken(twiml)).toEqual([...once, ...once, ...once, end])
    const verbs = names(parseTwiml(twiml))
    expect(verbs.slice(0, 6)).toEqual(['Say', 'Pause', 'Say', 'Pause', 'Say', 'Pause'])
    expect(verbs.at(-1)).toBe('Hangup')
  })

  it('has another word for each digit, in each language', () => {
    for (const language of ['en', 'hi']) {
      const words = spoken(speakCode('0123456789', language)).slice(1, 11)
      expect(new Set(words).size).toBe(10)
      expect(JSON.stringify(words)).not.toMatch(/\d/)
    }
  })

  it('says where there is no code any more that it is not valid, and no digit', () => {
    expect(spoken(speakCode(undefined, 'en'))).toEqual([
      'This code is no longer valid. Please ask for a new one on the page. Goodbye.',
    ])
    expect(spoken(speakCode(undefined, 'hi'))).toHaveLength(1)
    expect(names(parseTwiml(speakCode(undefined, 'hi')))).toEqual(['Say', 'Hangup'])
  })

  it('escapes whatever it is given', () => {
    expect(spoken(speakCode('<&>', 'en')).slice(1, 4)).toEqual(['<', '&', '>'])
  })
})
