import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PAN_VERIFIER_KINDS, readPanVerifier } from '../../../src/identity/pan/verifiers.ts'

const SETU = {
  SETU_CLIENT_ID: 'client-id',
  SETU_CLIENT_SECRET: 'a-secret',
  SETU_PAN_PRODUCT_ID: 'product-1',
}

const VARS = {
  setu: { PAN_VERIFIER: 'setu', ...SETU },
  cashfree: {
    PAN_VERIFIER: 'cashfree',
    CASHFREE_CLIENT_ID: 'client-id',
    CASHFREE_CLIENT_SECRET: 'a-secret',
  },
  sandbox_co_in: {
    PAN_VERIFIER: 'sandbox_co_in',
    SANDBOX_CO_IN_API_KEY: 'key_live_1',
    SANDBOX_CO_IN_API_SECRET: 'secret_live_1',
  },
} as const

type Name = keyof typeof VARS

const unusable = (vars: object, development = false) => {
  const read = readPanVerifier({ ...vars }, development)
  return read.ok ? [] : read.unusable
}

describe('PAN_VERIFIER', () => {
  it('turns the step off where it is not set', () => {
    expect(readPanVerifier({}, false)).toEqual({ ok: true, settings: undefined })
  })

  it.each(['', 'console', 'Setu', 'setu,cashfree'])('refuses %j', (PAN_VERIFIER) => {
    expect(unusable({ PAN_VERIFIER })).toEqual(['PAN_VERIFIER'])
  })

  it('takes the sandbox in development alone', () => {
    expect(unusable({ PAN_VERIFIER: 'sandbox' })).toEqual(['PAN_VERIFIER'])
    expect(unusable({ PAN_VERIFIER: 'sandbox' }, true)).toEqual([])
  })

  it.each(Object.entries(VARS))('makes %s of its settings alone', (name, vars) => {
    const read = readPanVerifier(vars, false)
    expect(read.ok && read.settings?.name).toBe(name)
  })

  it('has every kind under the name that it tells', () => {
    const names = [...PAN_VERIFIER_KINDS].map(([name, kind]) => {
      const read = kind.read({ ...VARS.setu, ...VARS.cashfree, ...VARS.sandbox_co_in }, true)
      return [name, read.ok && read.settings.name]
    })
    expect(names).toEqual(names.map(([name]) => [name, name]))
  })
})

it.each<[Name, string]>([
  ['setu', 'SETU_CLIENT_ID'],
  ['setu', 'SETU_CLIENT_SECRET'],
  ['setu', 'SETU_PAN_PRODUCT_ID'],
  ['cashfree', 'CASHFREE_CLIENT_ID'],
  ['cashfree', 'CASHFREE_CLIENT_SECRET'],
  ['sandbox_co_in', 'SANDBOX_CO_IN_API_KEY'],
  ['sandbox_co_in', 'SANDBOX_CO_IN_API_SECRET'],
])('%s refuses a wrong %s', (name, variable) => {
  for (const value of [
    undefined,
    'short',
    'with a space',
    'line\nbreak',
    'é'.repeat(8),
    'x'.repeat(201),
  ]) {
    expect(unusable({ ...VARS[name], [variable]: value }), String(value)).toEqual([variable])
  }
})

it('cashfree refuses a public key that is none of RSA', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKey = elliptic.publicKey.export({ type: 'spki', format: 'pem' })
  for (const CASHFREE_PUBLIC_KEY of ['a key', publicKey]) {
    expect(unusable({ ...VARS.cashfree, CASHFREE_PUBLIC_KEY })).toEqual(['CASHFREE_PUBLIC_KEY'])
  }
})

it.each<[Name, string, string]>([
  ['setu', 'SETU_ORIGIN', 'https://dg.setu.co'],
  ['cashfree', 'CASHFREE_ORIGIN', 'https://api.cashfree.com'],
  ['sandbox_co_in', 'SANDBOX_CO_IN_ORIGIN', 'https://api.sandbox.co.in'],
])('%s may be elsewhere by %s in development alone', (name, variable, own) => {
  const elsewhere = { ...VARS[name], [variable]: 'https://dg-sandbox.setu.co' }
  expect(unusable(elsewhere)).toEqual([variable])
  expect(unusable(elsewhere, true)).toEqual([])
  expect(unusable({ ...VARS[name], [variable]: own })).toEqual([])
})
