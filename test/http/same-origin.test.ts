import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config.ts'
import { factory } from '../../src/http/factory.ts'
import { isSameOrigin, sameOrigin } from '../../src/http/same-origin.ts'

const OWN = 'https://signup.example'

/** What one request gets: 200 from the route behind it, or its refusal. */
async function ask(
  { development = false, method = 'POST', host = 'signup.example' },
  headers: Record<string, string>,
) {
  const app = factory
    .createApp()
    .use(async (c, next) => {
      c.set('config', { development, publicHost: 'signup.example' } as Config)
      await next()
    })
    .use(sameOrigin)
    .all('/', (c) => c.json({ success: true }))
  const response = await app.request(`https://${host}/`, { method, headers })
  const text = await response.text()
  return response.status === 200 ? 200 : [response.status, JSON.parse(text).error]
}

const refused = [403, 'cross_site']

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

describe('sameOrigin', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s pass from anywhere', async (method) => {
    expect(await ask({ method }, { 'Sec-Fetch-Site': 'cross-site' })).toBe(200)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('[R43] looks at every %s', async (method) => {
    expect(await ask({ method }, { 'Sec-Fetch-Site': 'cross-site' })).toEqual(refused)
    expect(await ask({ method }, { 'Sec-Fetch-Site': 'same-origin' })).toBe(200)
    expect(await ask({ method }, { Origin: 'https://evil.example' })).toEqual(refused)
    expect(await ask({ method }, { Origin: OWN })).toBe(200)
    expect(await ask({ method }, { Cookie: 'theme=dark' })).toEqual(refused)
    expect(await ask({ method }, {})).toBe(200)
  })

  it('takes PUBLIC_HOST for its own in production, and in development what was asked', async () => {
    const host = 'localhost:8787'
    const headers = { Origin: `https://${host}` }
    expect(await ask({ host }, headers)).toEqual(refused)
    expect(await ask({ host: 'signup.example:1' }, { Origin: `${OWN}:1` })).toEqual(refused)
    expect(await ask({ host }, { Origin: OWN })).toBe(200)
    expect(await ask({ host, development: true }, headers)).toBe(200)
    expect(await ask({ host, development: true }, { Origin: OWN })).toEqual(refused)
  })
})
