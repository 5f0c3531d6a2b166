import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Words } from '../../src/sms/gateway.ts'
import { readTemplates } from '../../src/sms/read-templates.ts'
import {
  costlyTemplates,
  type Destination,
  SHIPPED,
  type Template,
  wordsFor,
} from '../../src/sms/templates.ts'
import { segmentsOf } from '../../src/sms/segments.ts'
import { SEGMENT, septets } from '../support/gsm7.ts'

const HASH = 'FA+9qCX9VSu'
const VALUES = { code: '012345', brand: 'NeoBank', host: 'signup.example' }
const BROWSER: Destination = { gateway: 'webhook', channel: 'sms', country: 'IN', language: 'en' }

const SETTINGS = {
  gateways: new Set(['webhook', 'twilio', 'msg91']),
  languages: ['en', 'hi'],
  retrieverHash: HASH,
  values: VALUES,
}

function templates(own: unknown = [], settings: object = {}): readonly Template[] {
  const result = readTemplates(own, { ...SETTINGS, ...settings })
  if (!result.ok) throw new Error(result.unusable.join())
  return result.settings
}

const shipped = templates()

const words = (own: unknown, destination: Partial<Destination> = {}): Words =>
  wordsFor(templates(own), { ...BROWSER, ...destination }, VALUES)

const body = (destination: Partial<Destination> = {}, values: Partial<typeof VALUES> = {}) =>
  wordsFor(shipped, { ...BROWSER, ...destination }, { ...VALUES, ...values }).body

const own = (text: string, more: object = {}) => ({
  language: 'en',
  text: `${text} {code}`,
  ...more,
})

const HELD = { language: 'en', gateway: 'msg91', template_id: '1', variables: { otp: '{code}' } }

const lastLine = (text: string) => text.split('\n').at(-1)

const some = (letters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(letters)), minLength: 1, maxLength })
const brands = some('ABCXYZabcxyz0189 .&-', 30)
const hosts = some('abz019-.', 60)

describe.each(['en', 'hi'])('the text that ships in %s', (language) => {
  const text = body({ language })

  it('begins with the code, so that it is read in the notification, and holds no link', () => {
    expect(text).toMatch(/^012345 .*NeoBank/)
    expect(text).not.toMatch(/https?:|www\./)
  })

  it('[R15] has on its last line only the code and the host, without a port', () => {
    expect(lastLine(text)).toBe('@signup.example #012345')
    expect(lastLine(body({ language }, { host: 'localhost:8787' }))).toBe('@localhost #012345')
  })

  it.each(['voice', 'whatsapp'] as const)('has no line for browsers by %s', (channel) => {
    const said = body({ language, channel })
    expect(said).toBe(text.split('\n')[0])
    expect(body({ language, channel, app: 'android' })).toBe(said)
  })
})

describe('the English text that ships', () => {
  it('says never to tell the code, and that we never ask for it', () => {
    expect(body()).toBe(
      '012345 is your NeoBank code. Do not share it: we never ask for it.\n\n@signup.example #012345',
    )
  })

  it('[R15] is one segment of GSM-7 for every brand of 30 plain characters on a host of 60', () => {
    fc.assert(
      fc.property(brands, hosts, (brand, host) => {
        expect(septets(body({}, { brand, host }))).toBeLessThanOrEqual(SEGMENT)
      }),
    )
  })
})

describe('the Hindi text that ships', () => {
  const hindi = SHIPPED.filter(({ language }) => language === 'hi')

  it.each(hindi)('has Devanagari and punctuation alone beside its values: $text', ({ text }) => {
    const said = text.replace('\n\n@{host} #{code}', '').replace(/\{(code|brand)\}/g, '')
    expect(said).toMatch(/^[\u0904-\u0939\u093E-\u094D\u0901-\u0903\u0964 ]+$/)
    expect(said).toBe(said.normalize('NFC'))
    expect(text).not.toMatch(/तू|तुम|तेरा/)
  })

  it('says never to tell the code, and that we never ask for it', () => {
    expect(body({ language: 'hi' })).toContain('किसी को न बताएँ')
    expect(body({ language: 'hi' })).toContain('कभी नहीं माँगते')
  })

  it('is two segments of UCS-2 where brand and host are 58 characters or fewer', () => {
    for (const [brand, host, segments] of [
      ['NeoBank', 'signup.example', 2],
      ['b'.repeat(28), 'h'.repeat(30), 2],
      ['b'.repeat(29), 'h'.repeat(30), 3],
    ] as const) {
      expect(segmentsOf(body({ language: 'hi' }, { brand, host }))).toMatchObject({
        encoding: 'UCS-2',
        segments,
      })
    }
  })
})

describe('the Urdu text that ships', () => {
  const asked: Destination = { ...BROWSER, language: 'ur' }

  it('goes out where Urdu is one of the languages, in two segments', () => {
    expect(wordsFor(shipped, asked, VALUES).language).toBe('en')
    const { body: text } = wordsFor(templates([], { languages: ['en', 'ur'] }), asked, VALUES)
    expect(text).toMatch(/^012345 آپ کا NeoBank .*\n\n@signup\.example #012345$/)
    expect(segmentsOf(text)).toMatchObject({ encoding: 'UCS-2', segments: 2 })
  })
})

describe('the text for SMS Retriever', () => {
  it.each(['en', 'hi'])('ends with the hash of the app, and not with the host: %s', (language) => {
    const text = body({ language, app: 'android' })
    expect(text).toMatch(/^012345 .*NeoBank/)
    expect(lastLine(text)).toBe(HASH)
    expect(text).not.toContain('@')
  })

  it('is at most 140 bytes for every brand, in English where Hindi is longer', () => {
    for (let length = 1; length <= 30; length += 1) {
      const values = { ...VALUES, brand: 'b'.repeat(length) }
      const asked: Destination = { ...BROWSER, language: 'hi', app: 'android' }
      const { body: text, language } = wordsFor(templates([], { values }), asked, values)
      expect(language).toBe(length <= 21 ? 'hi' : 'en')
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(140)
      expect(segmentsOf(text).segments).toBe(1)
    }
  })

  it('has its hash where the gateway holds it', () => {
    const held = { ...HELD, app: 'android' }
    const filled = { body: '', variables: { otp: '012345' } }
    expect(words([held], { app: 'android', gateway: 'msg91' })).toMatchObject(filled)
  })

  it('does not exist without the hash', () => {
    const none = templates([], { retrieverHash: undefined })
    expect(none.every(({ app }) => app === undefined)).toBe(true)
  })
})

describe('the template that is chosen', () => {
  const ANYWHERE = [own('any'), own('hindi', { language: 'hi' })]
  const OWN = [
    own('IN', { country: 'IN' }),
    own('msg91', { gateway: 'msg91' }),
    own('msg91 IN', { gateway: 'msg91', country: 'IN' }),
    own('android', { app: 'android' }),
    own('called', { channel: 'voice', gateway: 'twilio' }),
  ]

  it.each<[Partial<Destination>, string, string?]>([
    [{ country: 'GB' }, 'any'],
    [{ country: 'GB', language: 'hi' }, 'hindi'],
    [{}, 'IN'],
    [{ app: 'android' }, 'android', `\n${HASH}`],
    [{ language: 'hi' }, 'IN'],
    [{ gateway: 'msg91', country: 'GB' }, 'msg91'],
    [{ gateway: 'msg91' }, 'msg91 IN'],
    [{ gateway: 'msg91', language: 'hi' }, 'msg91 IN'],
    [{ channel: 'voice', gateway: 'twilio' }, 'called'],
    [{ channel: 'voice', gateway: 'twilio', language: 'hi' }, 'called'],
  ])('is the closest for %j: %s', (destination, text, end = '') => {
    expect(words([...ANYWHERE, ...OWN], destination).body).toBe(`${text} 012345${end}`)
  })

  it('ships where no other applies', () => {
    expect(words([...ANYWHERE, ...OWN], { channel: 'voice' }).body).toBe(body({ channel: 'voice' }))
    expect(words([own('msg91', { gateway: 'msg91' })]).body).toBe(body())
    const hindi = [own('msg91', { gateway: 'msg91' })]
    expect(words(hindi, { language: 'hi' }).language).toBe('hi')
    expect(words(hindi, { language: 'hi', gateway: 'msg91' }).language).toBe('en')
  })

  it('is in the first language there is where the one asked for has none', () => {
    const india = { country: 'IN' }
    const two = [own('english', india), own('tamil', { language: 'ta', ...india })]
    const settings = { languages: ['ta', 'en', 'hi'] }
    const chosen = wordsFor(templates(two, settings), { ...BROWSER, language: 'hi' }, VALUES)
    expect(chosen).toMatchObject({ body: 'tamil 012345', language: 'ta' })
  })

  it('is in no language that may not be used, but for English where nothing else is left', () => {
    const hindiOnly = templates([own('english')], { languages: ['hi'] })
    expect(wordsFor(hindiOnly, { ...BROWSER, language: 'hi' }, VALUES).body).toBe(
      body({ language: 'hi' }),
    )
    expect(hindiOnly.some(({ language }) => language === 'en')).toBe(false)
    const tamil = [own('tamil', { language: 'ta', country: 'LK' })]
    const tamilOnly = templates(tamil, { languages: ['ta'] })
    expect(wordsFor(tamilOnly, { ...BROWSER, language: 'ta' }, VALUES).body).toBe(body())
    expect(tamilOnly.some(({ language }) => language === 'hi')).toBe(false)
  })

  it('is always one', () => {
    const subsets = fc
      .tuple(fc.constantFrom([], ANYWHERE), fc.subarray(OWN))
      .map(([anywhere, closer]) => [...anywhere, ...closer])
    const destinations = fc.record({
      gateway: fc.constantFrom('webhook', 'twilio', 'msg91'),
      channel: fc.constantFrom('sms', 'whatsapp', 'voice'),
      country: fc.constantFrom('IN', 'GB'),
      language: fc.constantFrom('en', 'hi'),
    })
    fc.assert(
      fc.property(destinations, fc.boolean(), subsets, (destination, reads, given) => {
        const app = reads ? ({ app: 'android' } as const) : {}
        const { body: text, language } = words(given, { ...(destination as Destination), ...app })
        expect(text).toContain('012345')
        expect(['en', 'hi']).toContain(language)
      }),
    )
  })

  it('carries the ids and variables of the gateway', () => {
    const registered = {
      ...HELD,
      entity_id: '1101000000000012345',
      header: 'NEOBNK',
      variables: { otp: '{code}', line: '{brand}: @{host}' },
    }
    expect(words([registered], { gateway: 'msg91' })).toEqual({
      body: '',
      language: 'en',
      entityId: '1101000000000012345',
      header: 'NEOBNK',
      templateId: '1',
      variables: { otp: '012345', line: 'NeoBank: @signup.example' },
    })
    expect(words([])).toEqual({ body: body(), language: 'en', variables: {} })
  })

  it('has its values put in once, whatever they look like', () => {
    const odd = { code: '{host}', brand: '$& {code} $1', host: 'h' }
    const [text] = wordsFor(shipped, BROWSER, odd).body.split('\n')
    expect(text).toBe('{host} is your $& {code} $1 code. Do not share it: we never ask for it.')
  })
})

describe('a template that costs more than one segment', () => {
  it('is told of with the reason, and none that fits one', () => {
    expect(costlyTemplates(shipped, VALUES)).toEqual([
      {
        language: 'hi',
        segments: 2,
        because: expect.stringMatching(/^आ \(U\+0906\) is not in GSM-7; \d+ UTF-16 units are more/),
      },
    ])
    expect(costlyTemplates(templates([], { languages: ['en'] }), VALUES)).toEqual([])
  })

  it('is none that is spoken, or that the gateway holds', () => {
    const long = `{code} ${'a'.repeat(200)}`
    const spoken = { language: 'en', channel: 'voice', text: long }
    const given = templates([spoken, HELD], { languages: ['en'] })
    expect(costlyTemplates(given, VALUES)).toEqual([])
    const texted = templates([{ ...spoken, channel: 'sms', gateway: 'twilio' }, HELD])
    expect(costlyTemplates(texted, VALUES)).toContainEqual({
      gateway: 'twilio',
      language: 'en',
      segments: 2,
      because: '207 septets are more than 160',
    })
  })
})
