import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as LOCALES from '../../src/locales/locales.ts'
import { SECURITY_HEADERS, signupPageHeaders } from '../../src/http/security-headers.ts'

const POLICY = SECURITY_HEADERS['Content-Security-Policy'] ?? ''

const directivesOf = (policy = '') =>
  new Map(
    policy.split('; ').map((directive) => {
      const [name, ...values] = directive.split(' ')
      return [name, values.join(' ')] as const
    }),
  )

const csp = directivesOf(POLICY)

function hashesIn(policy = ''): readonly string[] {
  return policy.match(/'sha\d+-[^']*'/g) ?? []
}

type Rule = { readonly path: string; readonly lines: readonly string[] }

/** Reads the rules of a _headers file: a path each, with the lines under it. */
async function rulesOf(path: string): Promise<readonly Rule[]> {
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const starts = lines.flatMap((line, index) => (line.startsWith(' ') ? [] : [index]))
  return starts.map((start, index) => ({
    path: lines[start] ?? '',
    lines: lines.slice(start + 1, starts[index + 1]),
  }))
}

describe('static/_headers', () => {
  it('[R46] gives every asset exactly the headers of the Worker, but for the hash of a stylesheet', async () => {
    const [{ path, lines } = { path: '', lines: [] }] = await rulesOf('static/_headers')
    expect(path).toBe('/*')
    const parsed = lines.map((line) => {
      expect(line).toMatch(/^ {2}\S/)
      const [name = '', ...value] = line.trim().split(': ')
      return [name, value.join(': ')]
    })
    expect(new Set(parsed.map(([name]) => name)).size).toBe(parsed.length)
    const given = Object.fromEntries(parsed)
    const [hash, ...others] = hashesIn(given['Content-Security-Policy'])
    expect(others).toEqual([])
    expect(given).toEqual({
      ...SECURITY_HEADERS,
      // For the 405 that assets give to other methods, without a body.
      Allow: 'GET, HEAD',
      'Content-Security-Policy': POLICY.replace("style-src 'self'", `$& ${hash}`),
    })
  })

  it('[R46] gives one asset a policy of its own: the worker, which alone compiles WebAssembly', async () => {
    const [, ...others] = await rulesOf('static/_headers')
    expect(others.map(({ path }) => path)).toEqual(['/assets/aadhaar-reader.js'])
    // Of two policies both would apply, so the one of all assets is taken away first.
    const [removal, own = '', ...more] = others[0]?.lines ?? []
    expect([removal, more]).toEqual(['  ! Content-Security-Policy', []])
    const directives = directivesOf(own.replace('  Content-Security-Policy: ', ''))
    expect(Object.fromEntries(directives)).toEqual({
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

  it('[R46] allows by its hash the stylesheet in the signup page, which has no other', async () => {
    const allowed = hashesIn(await readFile('static/_headers', 'utf8'))
    for (const language of Object.keys(LOCALES)) {
      const page = await readFile(`static/users/signup/${language}.html`, 'utf8')
      const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text = '']) => text)
      expect(styles).toHaveLength(1)
      const hashes = styles.map((text) => createHash('sha256').update(text).digest('base64'))
      expect(allowed).toEqual(hashes.map((hash) => `'sha256-${hash}'`))
    }
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
