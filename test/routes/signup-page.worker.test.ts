import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as LOCALES from '../../src/locales/locales.ts'
import { SECURITY_HEADERS, signupPageHeaders } from '../../src/http/security-headers.ts'
import { envWith } from '../support/bindings.ts'
import { expectRefusal, expectReplyHeaders, raw } from '../support/contract.ts'

const PATH = '/users/signup/'

type Visit = { readonly path?: string; readonly env?: Env; readonly method?: string }

const open = (headers: Record<string, string> = {}, { path = PATH, ...more }: Visit = {}) =>
  raw(path, { method: 'GET', headers, ...more })

/** The page without its script, which has words for every country. */
const markupOf = (html: string) => html.replace(/<script.*<\/script>/s, '')

const languageOf = (html: string) => /<html lang=(\w+) dir=(\w+)>/.exec(html)?.slice(1).join()

describe('the language of the signup page', () => {
  it.each([
    [{}, 'en,ltr'],
    [{ 'Accept-Language': 'hi-IN,hi;q=0.9,en;q=0.8' }, 'hi,ltr'],
    [{ 'Accept-Language': 'tlh, ur;q=0.5' }, 'ur,rtl'],
    [{ 'Accept-Language': 'tlh' }, 'en,ltr'],
    [{ 'Accept-Language': 'hi', Cookie: 'language=ur' }, 'ur,rtl'],
    [{ 'Accept-Language': 'hi', Cookie: 'a=b; language=en; c=d' }, 'en,ltr'],
    [{ 'Accept-Language': 'hi', Cookie: 'language=__proto__' }, 'hi,ltr'],
    [{ 'Accept-Language': 'hi', Cookie: 'language=../en' }, 'hi,ltr'],
  ])('is for %j: %s', async (headers, language) => {
    const reply = await open(headers)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(reply.headers.get('Content-Language')).toBe(language.split(',')[0])
    expect(languageOf(reply.text)).toBe(language)
    expect(reply.text).not.toContain('{{')
  })

  it('is chosen by a link, remembered for a year, and shown without the choice in the URL', async () => {
    const reply = await open({}, { path: `${PATH}?language=hi` })
    expect(reply.status).toBe(303)
    expect(reply.headers.get('Location')).toBe(PATH)
    expect(reply.headers.getSetCookie()).toEqual([
      'language=hi; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax',
    ])
    expectReplyHeaders(reply)
  })

  it.each(['', 'tlh', 'EN', 'toString', 'hi;%20Domain=x'])(
    'is not changed by a choice that is none: %j',
    async (choice) => {
      const reply = await open({}, { path: `${PATH}?language=${choice}` })
      expect(reply.status).toBe(303)
      expect(reply.headers.getSetCookie()).toEqual([])
    },
  )

  it('has no file that can be asked for by its own name', async () => {
    for (const path of [`${PATH}hi`, `${PATH}hi.html`, `${PATH}index.html`]) {
      const { status, text } = await open({}, { path })
      expect([status, text.includes('<form')]).toEqual([404, false])
    }
  })
})

describe('the signup page', () => {
  it('[R46] is checked again by ETag, one for each language and deployment', async () => {
    const first = await open()
    const etag = first.headers.get('ETag') ?? ''
    expect(first.headers.get('Cache-Control')).toBe('private, max-age=0, must-revalidate')
    const again = await open({ 'If-None-Match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
    for (const { headers } of [first, again]) {
      expect(headers.get('Vary')).toBe('Accept-Language, Cookie')
      expect(headers.get('X-Frame-Options')).toBe('DENY')
      // The browser goes on with the headers of the later reply.
      expect(headers.get('Content-Security-Policy')).toContain("script-src 'self' 'sha256-")
      expect(headers.get('Content-Security-Policy')).toContain('trusted-types aadhaar-reader')
      expect(headers.get('Permissions-Policy')).toContain('camera=(self)')
    }
    const others = [
      await open({ 'If-None-Match': etag, 'Accept-Language': 'hi' }),
      await open({ 'If-None-Match': etag }, { env: envWith({ BRAND: 'Other' }) }),
      await open({ 'If-None-Match': etag }, { env: envWith({ ALLOWED_COUNTRIES: 'IN,GB' }) }),
    ]
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it.each(Object.keys(LOCALES))(
    '[R46] has in %s the security headers, with its style and script allowed by hash and no other',
    async (language) => {
      const path = PATH.slice(0, -1)
      const { headers, text } = await open({ 'Accept-Language': language }, { path })
      const hashOf = (element: RegExp) => {
        const content = element.exec(text)?.[1] ?? ''
        return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
      }
      const policy = SECURITY_HEADERS['Content-Security-Policy'] ?? ''
      const own = policy
        .replace("style-src 'self'", `$& ${hashOf(/<style>(.*?)<\/style>/s)}`)
        .replace("script-src 'self'", `$& ${hashOf(/<script type=module>(.*?)<\/script>/s)}`)
      const expected = { ...SECURITY_HEADERS, ...signupPageHeaders(own) }
      const given = Object.keys(expected).map((name) => [name, headers.get(name)])
      expect(Object.fromEntries(given)).toEqual(expected)
    },
  )

  it('names the brand of the deployment everywhere, as text', async () => {
    const { text } = await open({}, { env: envWith({ BRAND: "Bank & Daughter's" }) })
    expect(text).not.toContain('NeoBank')
    expect(text).toContain('<bdi id=brand>Bank &amp; Daughter&apos;s</bdi>')
    expect(text).toMatch(/<title>Step 1 of 3: [\w ]+ – Bank &amp; Daughter&apos;s<\/title>/)
    expect(text).toContain('<p>Bank &amp; Daughter&apos;s never asks for it')
  })

  it('is not served where the service is not set up', async () => {
    expectRefusal(await open({}, { env: envWith({ BRAND: '' }) }), 503, 'not_configured')
  })

  it('asks for an Indian number where there is no other country', async () => {
    const { text } = await open()
    expect(text).toMatch(/<data id="dial-code" class="dial-code" value="91">.*India .*\+91<\/data>/)
    expect(text).toContain('An Indian number that can receive texts.')
    expect(text).not.toContain('<select')
    expect((await open({ 'Accept-Language': 'hi' })).text).toContain('>भारत </span>+91<')
  })

  it('asks for a number of the one country that there is', async () => {
    const { text } = await open({}, { env: envWith({ ALLOWED_COUNTRIES: 'AE' }) })
    expect(text).toMatch(/class="dial-code wide" value="971">.*United Arab Emirates .*\+971</)
    expect(markupOf(text)).not.toContain('Indian')
  })

  it.each([
    [
      'en',
      ['44 United Kingdom', '91 India', '971 United Arab Emirates'],
      ['India', 'United Arab Emirates', 'United Kingdom'],
    ],
    ['hi', [], ['भारत', 'यूनाइटेड किंगडम', 'संयुक्त अरब अमीरात']],
  ] as const)(
    'offers the countries there are by their names in %s, the first one chosen',
    async (language, codes, names) => {
      const env = envWith({ ALLOWED_COUNTRIES: 'IN,GB,AE' })
      const { text } = await open({ 'Accept-Language': language }, { env })
      const options = [
        ...text.matchAll(/<option value="(\d+)"(?: (\w+))?>(.*?) \u200e\+\1<\/option>/g),
      ]
      expect(options.map(([, , , name]) => name)).toEqual(names)
      expect(
        options.filter(([, , selected]) => selected === 'selected').map(([, code]) => code),
      ).toEqual(['91'])
      const named = options.map(([, code, , name]) => `${code} ${name}`)
      for (const one of codes) expect(named).toContain(one)
      expect(text).not.toContain('<data')
    },
  )
})
