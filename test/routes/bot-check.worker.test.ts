import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { describe, expect, inject, it } from 'vitest'
import { SECURITY_HEADERS } from '../../src/http/security-headers.ts'
import worker from '../../src/index.ts'
import { call, ORIGIN, replyTo } from '../support/app.ts'
import { envWithBotCheck, SITE_KEY } from '../support/bot-check.ts'
import { envWith, PRODUCTION } from '../support/bindings.ts'
import { expectRefusal, raw } from '../support/contract.ts'

const { origin, secret } = inject('turnstile')

async function page(env = envWithBotCheck(), language = 'en') {
  const context = createExecutionContext()
  const url = `${ORIGIN}/users/bot-check/`
  const asking = { headers: { 'Accept-Language': language } }
  const request = new Request<unknown, IncomingRequestCfProperties>(url, asking)
  const response = await worker.fetch(request, env, context)
  const { headers, text: html } = await replyTo(request, response)
  await waitOnExecutionContext(context)
  const csp = headers.get('Content-Security-Policy') ?? ''
  const nonce = /'nonce-([\w-]+)'/.exec(csp)?.[1] ?? ''
  return { headers, html, csp, nonce }
}

describe('the page of the bot check', () => {
  it.each(['/users/bot-check', '/users/bot-check/'])('is at %s', async (path) => {
    const reply = await call(path, { env: envWithBotCheck() })
    expect(reply.status).toBe(200)
    expect(reply.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(reply.headers.get('Cache-Control')).toBe('no-store')
  })

  it('allows one script and style by nonce, Turnstile, and nothing else', async () => {
    const { csp, nonce } = await page()
    expect(csp.split('; ').toSorted()).toEqual(
      [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' ${origin}`,
        `style-src 'nonce-${nonce}'`,
        `frame-src ${origin}`,
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "object-src 'none'",
      ].toSorted(),
    )
  })

  it('allows Cloudflare alone in production', async () => {
    const { csp } = await page(envWithBotCheck({ ...PRODUCTION, TURNSTILE_ORIGIN: undefined }))
    expect(csp.match(/https?:[^ ;]+/g)).toEqual([
      'https://challenges.cloudflare.com',
      'https://challenges.cloudflare.com',
    ])
  })

  it('may stand in a frame of our own pages alone, and is as strict as they are in all else', async () => {
    const { headers } = await page()
    expect(headers.get('X-Frame-Options')).toBe('SAMEORIGIN')
    const others = Object.entries(SECURITY_HEADERS).filter(
      ([name]) => !['Content-Security-Policy', 'X-Frame-Options'].includes(name),
    )
    expect(others.map(([name]) => [name, headers.get(name)])).toEqual(others)
  })

  it('has one script and one style, each with the nonce, and a new nonce each time', async () => {
    const { html, nonce } = await page()
    expect(html.match(/<(script|style)[^>]*>/g)).toEqual([
      `<style nonce="${nonce}">`,
      `<script nonce="${nonce}" type="module" src="/assets/bot-check-frame.js">`,
    ])
    expect(html).not.toMatch(/\sstyle=|\son\w+=/)
    expect(nonce).toMatch(/^[\w-]{43}$/)
    expect((await page()).nonce).not.toBe(nonce)
  })

  it('knows the site key and the action, and no secret', async () => {
    const { html } = await page()
    expect(html).toContain(`data-site-key="${SITE_KEY}"`)
    expect(html).toContain('data-action="send-otp"')
    expect(html).not.toContain(secret)
  })

  it('names the brand, in the language of whoever asks', async () => {
    const { html } = await page(envWithBotCheck({ BRAND: "Ann & Bob's" }))
    expect(html).toContain('<html lang="en" dir="ltr">')
    const title = 'Check that you are a person – Ann &amp; Bob&apos;s'
    expect(html).toContain(`<title>${title}</title>`)
    const urdu = await page(envWithBotCheck(), 'ur')
    expect(urdu.html).toContain('<html lang="ur" dir="rtl">')
    expect(urdu.html).toMatch(/<title>[^<]*\p{sc=Arab}[^<]* – NeoBank<\/title>/u)
  })

  it('is not there where no check is configured', async () => {
    for (const env of [envWith({}), envWithBotCheck({ TURNSTILE_SITE_KEY: undefined })]) {
      expectRefusal(await call('/users/bot-check/', { env }), 404, 'not_found')
    }
  })

  it('answers no other method', async () => {
    const reply = await raw('/users/bot-check/', { method: 'POST', env: envWithBotCheck() })
    expectRefusal(reply, 405, 'method_not_allowed')
    expect(reply.headers.get('Allow')).toBe('GET, HEAD')
  })
})
