import { describe, expect, it } from 'vitest'
import { readTemplates, type TemplateSettings } from '../../src/sms/read-templates.ts'

const SETTINGS: TemplateSettings = {
  gateways: new Set(['webhook', 'msg91']),
  languages: ['en', 'hi'],
  retrieverHash: 'FA+9qCX9VSu',
  values: { code: '000000', brand: 'NeoBank', host: 'signup.example' },
}

const GOOD = { language: 'en', text: '{code} is your {brand} code.\n\n@{host} #{code}' }
const HELD = { language: 'en', gateway: 'msg91', template_id: '1', variables: { a: '{code}' } }

const { retrieverHash: _, ...WITHOUT_HASH } = SETTINGS

function unusable(given: unknown, settings: TemplateSettings = SETTINGS) {
  const result = readTemplates(given, settings)
  return result.ok ? [] : result.unusable
}

const forApp = (text: string) => [{ language: 'en', app: 'android', text }]

/** A text for an app of so many bytes, a line and the hash of the app included. */
const ofBytes = (bytes: number) => forApp(`{code}${'a'.repeat(bytes - 6 - 12)}`)

/** The same of so many UTF-16 units, each of two bytes. */
const hindiOf = (units: number) => forApp(`{code}${'a'.repeat(units - 7 - 12)}क`)

describe('readTemplates', () => {
  it.each([
    ['nothing', undefined],
    ['an empty list', []],
    ['a text', [GOOD]],
    ['a text without a line for browsers', [{ ...GOOD, text: '{code} is your code for {host}.' }]],
    ['JSON', JSON.stringify([GOOD, HELD])],
    ['a template that the gateway holds', [HELD]],
    ['one with its text too', [{ ...HELD, ...GOOD }]],
    ['one in a language that may not be used yet', [{ ...GOOD, language: 'ta' }]],
    ['a region', [{ ...GOOD, language: 'pt-BR' }]],
    ['a script and region', [{ ...GOOD, language: 'uz-Latn-UZ' }]],
    ['an address of mail within a line', [{ ...GOOD, text: '{code}\nask help@bank.example' }]],
    ['a text by WhatsApp', [{ ...GOOD, channel: 'whatsapp' }]],
    ['DLT ids', [{ ...GOOD, country: 'IN', entity_id: '1', header: 'NEOBNK', template_id: '2' }]],
    ['one for an app', [{ ...GOOD, app: 'android', text: '{code} is your code' }]],
  ])('takes %s', (_name, given) => {
    expect(unusable(given, { ...SETTINGS, languages: ['en'] })).toEqual([])
  })

  it.each([
    ['what is no list', { ...GOOD }],
    ['what is no JSON', '[{'],
    ['JSON of no list', '"x"'],
    ['no language', [{ text: GOOD.text }]],
    ['a language that is none', [{ ...GOOD, language: 'English' }]],
    ['a language and more', [{ ...GOOD, language: 'en us' }]],
    ['a script that is none', [{ ...GOOD, language: 'uz-LATN' }]],
    ['a header that is none', [{ ...GOOD, header: 'NEO@BNK' }]],
    ['a header that is too long', [{ ...GOOD, header: 'N'.repeat(41) }]],
    ['a variable that has no name', [{ ...HELD, variables: { '': '{code}' } }]],
    ['a variable of an odd name', [{ ...HELD, variables: { 'a.b': '{code}' } }]],
    ['an unknown member', [{ ...GOOD, entityId: '1' }]],
    ['an unknown gateway', [{ ...GOOD, gateway: 'pigeon' }]],
    ['an unknown channel', [{ ...GOOD, channel: 'fax' }]],
    ['an unknown country', [{ ...GOOD, country: 'XX' }]],
    ['an unknown app', [{ ...GOOD, app: 'ios', text: '{code}' }]],
    ['neither text nor variables', [{ language: 'en', gateway: 'msg91', template_id: '1' }]],
    ['variables without the id of their template', [{ ...GOOD, variables: { a: '{code}' } }]],
    ['variables without the code', [{ ...HELD, variables: { a: '{brand}' } }]],
    ['a held template of no gateway', [{ ...HELD, gateway: undefined }]],
    ['an unknown placeholder in a variable', [{ ...HELD, variables: { a: '{code} {otp}' } }]],
    ['two of one kind', [GOOD, { ...GOOD, channel: 'sms' }]],
    ['a line for browsers where the app wants its hash', [{ ...GOOD, app: 'android' }]],
    ['a call for an app', [{ ...GOOD, channel: 'voice', app: 'android', text: '{code}' }]],
    ['more than an app reads', [{ ...GOOD, app: 'android', text: `{code}${'a'.repeat(123)}` }]],
    ['a blank in an id', [{ ...GOOD, template_id: '1 2' }]],
  ])('refuses %s', (_name, given) => {
    expect(unusable(given)).toEqual([expect.stringMatching(/^SMS_TEMPLATES\b/)])
  })

  it.each([
    'without the code',
    '{code} of {bank}',
    '{code} of {CODE}',
    '{code} of {code',
    '{code} of {}',
    '{code} of {#var#}',
    '{code} of ${brand',
    '{code}\n@{host} #{code}\n',
    '{code}\n@{host} #{code} ',
    '{code}\n@{host} {code}',
    '{code}\n@{host}  #{code}',
    '{code}\n @{host} #{code}',
    '{code} @{host} #{code}',
    '@{host} #{code}\n{code}',
    '@{host} #{code}\n@{host} #{code}',
    '{code}\n@signup.example #{code}',
    '{code}\n@{host}:8787 #{code}',
  ])('refuses the text %j', (text) => {
    expect(unusable([{ ...GOOD, text }])).toContain('SMS_TEMPLATES[0].text')
  })

  it('takes for an app just what it reads', () => {
    expect(unusable(ofBytes(140))).toEqual([])
    expect(unusable(ofBytes(141))).toEqual(['SMS_TEMPLATES'])
    expect(unusable(hindiOf(70))).toEqual([])
    expect(unusable(hindiOf(71))).toEqual(['SMS_TEMPLATES'])
  })

  it('needs the hash of an app that has a template', () => {
    expect(unusable(forApp('{code} is your code'), WITHOUT_HASH)).toEqual(['SMS_RETRIEVER_HASH'])
    expect(unusable([{ ...GOOD, country: 'IN' }], WITHOUT_HASH)).toEqual([])
  })

  it('needs a text in every language that may be used', () => {
    const settings = { ...SETTINGS, languages: ['en', 'ta'] }
    const tamil = { ...GOOD, language: 'ta' }
    expect(unusable([GOOD], settings)).toEqual(['SMS_LANGUAGES'])
    expect(unusable([GOOD, { ...tamil, channel: 'voice' }], settings)).toEqual(['SMS_LANGUAGES'])
    expect(unusable([GOOD, tamil], settings)).toEqual([])
    expect(unusable([{ ...tamil, country: 'LK' }], settings)).toEqual([])
  })

  it('needs a Hindi text, or no Hindi, beside an English one that always comes first', () => {
    expect(unusable([GOOD])).toEqual(['SMS_LANGUAGES'])
    expect(unusable([GOOD], { ...SETTINGS, languages: ['en'] })).toEqual([])
    expect(unusable([GOOD, { ...GOOD, language: 'hi' }])).toEqual([])
    expect(unusable([{ ...GOOD, country: 'IN' }])).toEqual([])
  })
})
