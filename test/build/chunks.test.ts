import { expect, test } from 'vitest'
import { withOwnQuery } from '../../src/build/chunks.ts'

test('a script imports what it shares under its own query', () => {
  expect(withOwnQuery('import{a as b,c}from"./x.js";import"./y.js";b(c)')).toBe(
    'const $query=new URL(import.meta.url).search,[{a:b,c},{}]=await Promise.all([import("./x.js"+$query),import("./y.js"+$query)]);b(c)',
  )
})

test('a script that shares nothing stays as it is', () => {
  expect(withOwnQuery('let a=import("/x.js")')).toBe('let a=import("/x.js")')
})
