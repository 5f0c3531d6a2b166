import { afterEach, describe, expect, it, vi } from 'vitest'
import { newKey, newPhone, sendOtp, start, textsTo } from '../support/app.ts'
import { envUntouched, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const HINDI =
  /^\d{6} आपका NeoBank कोड है। इसे किसी को न बताएँ। हम इसे कभी नहीं माँगते।\n\n@signup\.example #\d{6}$/

const HASH = 'FA+9qCX9VSu'
const withApp = () => envWith({ SMS_RETRIEVER_HASH: HASH })

const asking = (language: string) => ({ headers: { 'Accept-Language': language } })

describe('the language of a text', () => {
  it.each(['hi', 'hi-IN,hi;q=0.9,en;q=0.8', 'ta, hi;q=0.5'])(
    'is Hindi where the browser asks: %s',
    async (header) => {
      const phone = newPhone()
      await start({ phone, ...asking(header) })
      expect(await textsTo(phone)).toMatchObject([
        { language: 'hi', text: expect.stringMatching(HINDI) },
      ])
    },
  )

  it.each([
    'en-IN,en;q=0.9,hi;q=0.8',
    'ta',
    '*',
    'hi;q=0',
    ';;;,,,q==',
    '"',
    `${'a,'.repeat(5000)}hi`,
    '__proto__',
  ])('is English for %j', async (header) => {
    const phone = newPhone()
    await start({ phone, ...asking(header) })
    expect(await textsTo(phone)).toMatchObject([
      { language: 'en', text: expect.stringMatching(/^\d{6} is your NeoBank code\. /) },
    ])
  })

  it('is the one of each request, though the code is the same', async () => {
    const { phone, sessionId, code } = await start(asking('hi'))
    clock.pass(30_000)
    await sendOtp({ phone, session_id: sessionId }, asking('en'))
    const texts = await textsTo(phone)
    expect(texts.map(({ language }) => language)).toEqual(['hi', 'en'])
    expect(texts.map(({ text }) => text.slice(0, 6))).toEqual([code, code])
  })

  it('is one that may be used', async () => {
    const phone = newPhone()
    await start({ phone, env: envWith({ SMS_LANGUAGES: 'en' }), ...asking('hi') })
    expect((await textsTo(phone))[0]?.language).toBe('en')
  })
})

describe('the text of a code', () => {
  it('[R15] names the host of the configuration, whatever host was asked', async () => {
    const phone = newPhone()
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Original-Host': 'evil.example',
      Forwarded: 'host=evil.example',
    }
    await start({ phone, headers })
    const [text] = await textsTo(phone)
    expect(text?.text).toMatch(/\n@signup\.example #\d{6}$/)
    expect(text?.text).not.toContain('evil')
  })

  it('names the brand of the configuration', async () => {
    const phone = newPhone()
    await start({ phone, env: envWith({ BRAND: 'Other Bank' }) })
    expect((await textsTo(phone))[0]?.text).toMatch(/^\d{6} is your Other Bank code\./)
  })

  it('bears another id for each send', async () => {
    const phones = [newPhone(), newPhone()]
    for (const phone of phones) await start({ phone })
    const ids = (await Promise.all(phones.map(textsTo))).flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })
})

describe('the template of a text', () => {
  it('is the one of the configuration', async () => {
    const phone = newPhone()
    const own = { language: 'en', country: 'IN', text: '{code}: {brand}\n@{host} #{code}' }
    const { code } = await start({ phone, env: envWith({ SMS_TEMPLATES: JSON.stringify([own]) }) })
    expect((await textsTo(phone))[0]?.text).toBe(`${code}: NeoBank\n@signup.example #${code}`)
  })

  it('stops the API where it is wrong', async () => {
    const env = envWith({ SMS_TEMPLATES: [{ language: 'en', text: 'no code' }] })
    expectRefusal(await sendOtp({ phone: newPhone() }, { env }), 503, 'not_configured')
  })
})

describe('a text that the Android app reads', () => {
  it('ends with the hash of the configuration, in the language asked for', async () => {
    for (const language of ['en', 'hi']) {
      const phone = newPhone()
      const reply = await sendOtp(
        { phone, app: 'android' },
        { env: withApp(), ...asking(language) },
      )
      expect(reply.status).toBe(200)
      const [text] = await textsTo(phone)
      expect(text?.language).toBe(language)
      expect(text?.text).toMatch(/^\d{6} [^@]*\nFA\+9qCX9VSu$/)
    }
  })

  it('is asked for by the body alone: others get the line for browsers', async () => {
    const phone = newPhone()
    await start({ phone, env: withApp() })
    expect((await textsTo(phone))[0]?.text).toMatch(/\n@signup\.example #\d{6}$/)
  })

  it('cannot be asked for where there is no app, nor for another', async () => {
    const phone = newPhone()
    const refused = await sendOtp({ phone, app: 'android' }, { env: envUntouched() })
    expectRefusal(refused, 400, 'invalid_request', { field: 'app' })
    for (const app of ['ios', '', 1, null, HASH, ['android']]) {
      const reply = await sendOtp({ phone, app }, { env: withApp() })
      expectRefusal(reply, 400, 'invalid_request', { field: 'app' })
    }
    expect(await textsTo(phone)).toEqual([])
  })

  it('is another request under the same key', async () => {
    const phone = newPhone()
    const options = { env: withApp(), headers: { 'Idempotency-Key': newKey() } }
    expect((await sendOtp({ phone, app: 'android' }, options)).status).toBe(200)
    expect((await sendOtp({ phone, app: 'android' }, options)).status).toBe(200)
    const another = await sendOtp({ phone }, options)
    expectRefusal(another, 400, 'invalid_request', { field: 'Idempotency-Key' })
    expect(await textsTo(phone)).toHaveLength(1)
  })
})
