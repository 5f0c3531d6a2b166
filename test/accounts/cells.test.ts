import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { type Cells, openCells, sealCells } from '../../src/accounts/cells.ts'

const KEY = randomBytes(32).toString('base64')

const FIELDS = {
  phone: { text: '+919876543210', source: 'code' },
  full_name: { text: 'अनिता राव', source: 'person' },
} as const

const SEALED = sealCells(KEY, 'account', FIELDS)

it('cells open under their key, in their account, at their name', () => {
  expect(openCells(KEY, 'account', SEALED)).toEqual(FIELDS)
})

it('a cell shows nothing of what is in it, and is another each time', () => {
  const again = sealCells(KEY, 'account', FIELDS)
  expect(again.phone?.box).not.toBe(SEALED.phone?.box)
  const stored = Buffer.from(SEALED.phone?.box ?? '', 'base64url').toString('latin1')
  expect(stored).not.toContain('9876543210')
})

const { phone, full_name: name } = SEALED

it.each<readonly [string, string, string, Cells]>([
  ['moved to another account', KEY, 'other', { phone }],
  ['moved to another name', KEY, 'account', { email: phone }],
  ['put in the place of another', KEY, 'account', { phone: name }],
  ['under another key', randomBytes(32).toString('base64'), 'account', { phone }],
  ['cut short', KEY, 'account', { phone: { box: phone?.box.slice(0, 20) ?? '', source: 'code' } }],
])('a cell %s does not open', (_, key, account, cells) => {
  expect(openCells(key, account, cells)).toEqual({})
})
