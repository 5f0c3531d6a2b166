import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { readCommonPasswords } from '../../src/accounts/common-passwords.ts'

it('the Worker reads the list that was built from its assets', async () => {
  const common = await readCommonPasswords(env.ASSETS)
  expect([common.has('Password'), common.has('peacock of the river')]).toEqual([true, false])
})

it('a list that was not built is a bug, not an empty list', async () => {
  const assets = { fetch: async () => new Response('', { status: 404 }) }
  await expect(readCommonPasswords(assets)).rejects.toThrow('was not built')
})
