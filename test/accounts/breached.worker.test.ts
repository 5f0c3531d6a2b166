import { afterEach, expect, it, vi } from 'vitest'
import { isBreached } from '../../src/accounts/breached.ts'

const CONFIG = { breachedPasswordsUrl: 'https://range.example/range/' }

// SHA-1 of "password": 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8.
const SUFFIX = '1E4C9B93F3F0682250B6CF8331B7EE68FD8'

const lines = (...some: readonly string[]) => ['0'.repeat(35).concat(':7'), ...some].join('\r\n')

const answers = (...given: readonly [string, ResponseInit?]) =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(...given))

const logged = () => vi.spyOn(console, 'log').mockImplementation(() => undefined)

afterEach(() => vi.restoreAllMocks())

it('a password that leaked is found by the first five digits of its hash, and no more is told', async () => {
  const fetched = answers(lines(`${SUFFIX}:52256179`))
  expect(await isBreached(CONFIG, 'password')).toBe(true)
  expect(fetched).toHaveBeenCalledTimes(1)
  const [url, init] = fetched.mock.calls[0] ?? []
  expect(url).toBe('https://range.example/range/5BAA6')
  expect(init).toMatchObject({ headers: { 'Add-Padding': 'true' }, redirect: 'manual' })
  expect(init).not.toHaveProperty('body')
})

it.each([
  ['whose hash is not listed', lines('1'.repeat(35).concat(':9'))],
  ['whose hash is padding, counted 0', lines(`${SUFFIX}:0`)],
  ['in whose range nothing is', ''],
])('a password %s did not leak', async (_, text) => {
  const log = logged()
  answers(text)
  expect(await isBreached(CONFIG, 'password')).toBe(false)
  expect(log).not.toHaveBeenCalled()
})

it('the last of the lines is read too', async () => {
  answers(lines('1'.repeat(35).concat(':9'), `${SUFFIX}:1`))
  expect(await isBreached(CONFIG, 'password')).toBe(true)
})

it('composed and decomposed spellings are one password', async () => {
  const fetched = answers('')
  await isBreached(CONFIG, 'caf\u00e9')
  await isBreached(CONFIG, 'cafe\u0301')
  expect(fetched.mock.calls[0]?.[0]).toBe(fetched.mock.calls[1]?.[0])
})

it('nobody is asked where no service is set', async () => {
  const fetched = answers(lines(`${SUFFIX}:1`))
  expect(await isBreached({}, 'password')).toBe(false)
  expect(fetched).not.toHaveBeenCalled()
})

it('a service that refuses stops nobody, and is logged without the password', async () => {
  const log = logged()
  answers('slow down', { status: 429 })
  expect(await isBreached(CONFIG, 'password')).toBe(false)
  expect(log.mock.calls).toEqual([[JSON.stringify({ event: 'breach_lookup_silent', status: 429 })]])
})

it('an answer that does not end is read no further than a range is long', async () => {
  const log = logged()
  let read = 0
  const endless = new ReadableStream({
    pull(controller) {
      read += 16_384
      controller.enqueue(new Uint8Array(16_384).fill(10))
    },
  })
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(endless))
  expect(await isBreached(CONFIG, 'password')).toBe(false)
  expect(read).toBeLessThan(1024 * 1024)
  expect(String(log.mock.calls[0]?.[0])).toContain('breach_lookup_silent')
})

it('a service that is silent is waited for a second, and stops nobody', async () => {
  const log = logged()
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    init?.signal?.throwIfAborted()
    return new Response()
  })
  expect(await isBreached(CONFIG, 'password')).toBe(false)
  expect(timeout).toHaveBeenCalledWith(1000)
  expect(String(log.mock.calls[0]?.[0])).toContain('breach_lookup_silent')
  expect(String(log.mock.calls)).not.toMatch(/password|5BAA6/)
})
