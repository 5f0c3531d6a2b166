import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { readCommonPasswords } from '../../src/accounts/common-passwords.ts'

it('the Worker reads the list that was built from its assets', async () => {
  const common = await readCommonPasswords(env.ASSETS)
  expect(common?.has('Password')).toBe(true)
  expect(common?.has('peacock of the river')).toBe(false)
})

it.each([
  ['is not there', async () => new Response('', { status: 404 })],
  ['cannot be reached', () => Promise.reject(new Error('of the assets'))],
])('a list that %s is told as such, and is no empty one', async (_, fetch) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  expect(await readCommonPasswords({ fetch })).toBeUndefined()
  expect(String(log.mock.calls[0])).toContain('common_passwords_unread')
})
