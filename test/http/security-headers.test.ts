import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as LOCALES from '../../src/locales/locales.ts'
import { SECURITY_HEADERS, signupPageHeaders } from '../../src/http/security-headers.ts'

const CSP = 'Content-Security-Policy'
const POLICY = SECURITY_HEADERS[CSP] ?? ''
const READER = '/assets/aadhaar-reader.js'

const directivesOf = (policy = '') =>
  new Map(
    policy.split('; ').map((directive) => {
      const [name, ...values] = directive.split(' ')
      return [name, values.join(' ')] as const
    }),
  )

const csp = directivesOf(POLICY)

/** Reads static/_headers: the headers that each path is given, a detached one as undefined. */
async function rules(): Promise<Map<string, [string, string | undefined][]>> {
  const read = new Map<string, [string, string | undefined][]>()
  let rule: [string, string | undefined][] = []
  for (const line of (await readFile('static/_headers', 'utf8')).split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    if (!line.startsWith(' ')) {
      expect(read.has(line)).toBe(false)
      read.set(line, (rule = []))
      continue
    }
    const [, detached, name = '', value] = /^ {2}(?:! (\S+)|(\S+): (.+))$/.exec(line) ?? []
    rule.push([detached ?? name, detached === undefined ? value : undefined])
  }
  return read
}

describe('static/_headers', () => {
  it('[R46] gives every asset exactly the headers of the Worker', async () => {
    const all = (await rules()).get('/*') ?? []
    expect(new Set(all.map(([name]) => name)).size).toBe(all.length)
    // `Allow` is for the 405 that assets give to other methods, without a body.
    expect(Object.fromEntries(all)).toEqual({ ...SECURITY_HEADERS, Allow: 'GET, HEAD' })
  })

  it('[R46] gives one asset a policy of its own: the worker, which alone compiles WebAssembly', async () => {
    const [removal, [name, own] = [], ...more] = (await rules()).get(READER) ?? []
    // Of two policies both would apply, so the one of all assets is taken away first.
    expect([removal, name, more]).toEqual([[CSP, undefined], CSP, []])
    expect(Object.fromEntries(directivesOf(own))).toEqual({
      'default-src': "'none'",
      'script-src': "'self' 'wasm-unsafe-eval'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    })
  })

  it('[R46] allows each signup page the style and the script in it by their hashes, and no more', async () => {
    const pages = Object.keys(LOCALES).map(async (language) => {
      const page = await readFile(`static/users/signup/${language}.html`, 'utf8')
      const [style, script] = ['style', 'script'].map((name) => {
        const all = [...page.matchAll(new RegExp(`<${name}\\b[^>]*>(.*?)</${name}>`, 'gs'))]
        expect(all).toHaveLength(1)
        const hash = createHash('sha256').update(all[0]?.[1] ?? '')
        return `'sha256-${hash.digest('base64')}'`
      })
      const own = POLICY.replace("script-src 'self'", `$& ${script}`).replace(
        "style-src 'self'",
        `$& ${style}`,
      )
      // Detached first: of two policies both would hold.
      const given = [
        [CSP, undefined],
        [CSP, own],
      ]
      return [`/users/signup/${language}`, given] as const
    })
    const { ['/*']: _all, [READER]: _reader, ...own } = Object.fromEntries(await rules())
    expect(own).toEqual(Object.fromEntries(await Promise.all(pages)))
  })

  it('keeps every line within the 2,000 characters that Cloudflare reads', async () => {
    const lines = (await readFile('static/_headers', 'utf8')).split('\n')
    for (const line of lines) expect(line.length).toBeLessThan(2000)
  })
})

describe('the security headers', () => {
  it('[R46] allow no script, style, frame or base but our own', () => {
    expect(csp.get('default-src')).toBe("'none'")
    for (const closed of ['base-uri', 'frame-ancestors', 'object-src']) {
      expect(csp.get(closed)).toBe("'none'")
    }
    for (const own of ['script-src', 'style-src', 'connect-src', 'form-action', 'frame-src']) {
      expect(csp.get(own)).toBe("'self'")
    }
    expect([...csp.values()].join(' ')).not.toMatch(/unsafe|\*|https?:|data:/)
  })

  it('[R46] ask for https for a year or more, subdomains included', () => {
    const [, seconds] =
      /^max-age=(\d+); includeSubDomains$/.exec(
        SECURITY_HEADERS['Strict-Transport-Security'] ?? '',
      ) ?? []
    expect(Number(seconds)).toBeGreaterThanOrEqual(31_536_000)
  })

  it('[R46] let the signup page alone have the camera, and the one worker that it starts', () => {
    expect(SECURITY_HEADERS['Permissions-Policy']).toMatch(/^camera=\(\), /)
    expect(csp.get('trusted-types')).toBe("'none'")
    const page = signupPageHeaders(POLICY)
    expect(page).toEqual({
      'Content-Security-Policy': POLICY.replace(/'none'$/, 'aadhaar-reader'),
      'Permissions-Policy': SECURITY_HEADERS['Permissions-Policy']?.replace('()', '(self)'),
    })
    expect(page['Content-Security-Policy']).toContain("script-src 'self';")
  })

  it('refuse sniffing, framing, referrers and shared browsing contexts', () => {
    expect(SECURITY_HEADERS).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
  })
})
