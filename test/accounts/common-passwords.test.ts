import ranked from '@zxcvbn-ts/language-common/src/passwords.json' with { type: 'json' }
import { expect, it } from 'vitest'
import { CommonPasswords } from '../../src/accounts/common-passwords.ts'
import { commonPasswordsFile } from '../../src/build/common-passwords.ts'

const FILE = commonPasswordsFile()
const COMMON = new CommonPasswords(FILE.buffer)
const LONG = ranked.filter((one) => Array.from(one).length >= 8)

it('the list has 10,000 entries in 40,000 bytes, in order, each once', () => {
  expect(FILE.byteLength).toBe(40_000)
  const entries = Array.from({ length: 10_000 }, (_, i) => FILE.getUint32(i * 4))
  expect(entries).toEqual([...new Set(entries)].toSorted((a, b) => a - b))
})

it('the 10,000 most used passwords of 8 or more are found, in any case, and no other', () => {
  expect(LONG.slice(0, 10_000).filter((one) => !COMMON.has(one))).toEqual([])
  expect(LONG.slice(0, 100).filter((one) => !COMMON.has(one.toUpperCase()))).toEqual([])
  expect(LONG.slice(10_000).filter((one) => COMMON.has(one))).toEqual([])
  const others = Array.from({ length: 20_000 }, (_, i) => `peacock ${i} of the river`)
  expect(others.filter((one) => COMMON.has(one))).toEqual([])
})
