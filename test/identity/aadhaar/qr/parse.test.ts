import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQr } from '../../../../src/identity/aadhaar/qr/parse.ts'
import { HOLDER } from '../../../support/aadhaar-qr.ts'

const INVALID = { ok: false, reason: 'invalid_qr' }
const PHOTO = Buffer.from('ff4fff51ffd9', 'hex')
const EMAIL_HASH = Buffer.alloc(32, 0xe1)
const MOBILE_HASH = Buffer.alloc(32, 0xff)

const REFERENCE = '482120261002093000125'
const ABOUT = [REFERENCE, 'Anita Rao', '27-03-1990', 'F']
const ADDRESS = 'care,district,landmark,house,place,411001,post,state,street,sub,town'.split(',')

/** Lays out texts with a separator after each, and what comes behind them. */
const layOut = (texts: readonly string[], ...rest: readonly Buffer[]) =>
  Buffer.concat([
    ...texts.flatMap((text) => [Buffer.from(text, 'latin1'), Buffer.of(0xff)]),
    ...rest,
  ])

const version1 = (indicator: string, ...rest: readonly Buffer[]) =>
  parseQr(layOut([indicator, ...ABOUT, ...ADDRESS], ...rest))

const version2 = (mobile: string, mark = 'V2') =>
  parseQr(layOut([mark, '3', ...ABOUT, ...ADDRESS, mobile], PHOTO))

const about = (change: Partial<Record<0 | 1 | 2 | 3, string>>) =>
  parseQr(layOut(['V2', '0', ...Object.assign([...ABOUT], change), ...ADDRESS, ''], PHOTO))

const HASHED = { kind: 'hash', hash: 'ff'.repeat(32), rounds: 1 }

describe('parseQr', () => {
  it('tells of version 1 who it is, and neither address nor photo', () => {
    expect(version1('3', PHOTO, EMAIL_HASH, MOBILE_HASH)).toEqual({
      ok: true,
      qr: {
        version: 1,
        referenceId: REFERENCE,
        last4: '4821',
        issuedAt: HOLDER.issuedAt,
        name: 'Anita Rao',
        dateOfBirth: '1990-03-27',
        gender: 'F',
        mobile: HASHED,
      },
    })
  })

  it.each([
    ['0', [PHOTO], { kind: 'none' }],
    ['1', [PHOTO, EMAIL_HASH], { kind: 'none' }],
    ['2', [PHOTO, MOBILE_HASH], HASHED],
    ['3', [PHOTO, EMAIL_HASH, MOBILE_HASH], HASHED],
    ['3', [EMAIL_HASH, MOBILE_HASH], HASHED],
    ['0', [], { kind: 'none' }],
  ])('finds the mobile number of version 1 by the indicator %s', (indicator, rest, mobile) => {
    expect(version1(indicator, ...rest)).toMatchObject({ ok: true, qr: { mobile } })
  })

  it.each([
    ['1', [EMAIL_HASH.subarray(1)]],
    ['2', [MOBILE_HASH.subarray(1)]],
    ['3', [MOBILE_HASH]],
    ['3', [EMAIL_HASH, MOBILE_HASH.subarray(1)]],
  ])('refuses the indicator %s without its hashes', (indicator, rest) => {
    expect(version1(indicator, ...rest)).toEqual(INVALID)
  })

  it.each([
    ['4820', 1],
    ['4821', 1],
    ['4822', 2],
    ['0009', 9],
    ['9000', 1],
  ])('hashes a mobile number by the last digit of %s: %i rounds', (last4, rounds) => {
    const texts = ['2', `${last4}20261002093000125`, ...ABOUT.slice(1), ...ADDRESS]
    const mobile = { ...HASHED, rounds }
    const parsed = parseQr(layOut(texts, PHOTO, MOBILE_HASH))
    expect(parsed).toMatchObject({ ok: true, qr: { mobile, last4 } })
  })

  it.each([
    ['V2', 2],
    ['V3', 3],
    ['V4', 4],
    ['V5', 5],
  ])('reads %s as version %i', (mark, version) => {
    expect(version2('3210', mark)).toMatchObject({
      ok: true,
      qr: { version, referenceId: REFERENCE, mobile: { kind: 'last4', last4: '3210' } },
    })
  })

  it.each([
    ['3210', { kind: 'last4', last4: '3210' }],
    ['XXXXXX3210', { kind: 'last4', last4: '3210' }],
    ['xxxxxx3210', { kind: 'last4', last4: '3210' }],
    ['******3210', { kind: 'last4', last4: '3210' }],
    ['', { kind: 'none' }],
    ['210', { kind: 'none' }],
    ['43210', { kind: 'none' }],
    ['3210X', { kind: 'none' }],
  ])('reads the mobile number %j', (text, mobile) => {
    expect(version2(text)).toMatchObject({ ok: true, qr: { mobile } })
  })

  it.each(['V1', 'V6', 'V22', 'V0'])('does not know version %s', (mark) => {
    expect(version2('3210', mark)).toEqual({ ok: false, reason: 'qr_version_unknown' })
  })

  it.each(['', '4', '33', 'V', 'V2x', 'xV2', 'v2', '-1'])('refuses what begins with %j', (mark) => {
    expect(version2('3210', mark)).toEqual(INVALID)
  })

  it.each([
    ['ff4fff51', true],
    ['0000000c6a5020200d0a870a', true],
    ['ffd8ffe0', true],
    ['52494646', true],
    ['ff4f', false],
    ['00ff4fff51', false],
    ['ff', false],
    ['54455854', false],
  ])('takes a photo that begins with %s: %s', (start, ok) => {
    expect(version1('0', Buffer.from(start, 'hex')).ok).toBe(ok)
  })

  it('refuses one text more or less, whichever it is', () => {
    const all = [
      { texts: ['1', ...ABOUT, ...ADDRESS], rest: [PHOTO, EMAIL_HASH] },
      { texts: ['V2', '3', ...ABOUT, ...ADDRESS, '3210'], rest: [PHOTO] },
      { texts: ['V2', '3', ...ABOUT, ...ADDRESS, '3210'], rest: [] },
    ]
    for (const { texts, rest } of all) {
      expect(parseQr(layOut(texts, ...rest)).ok).toBe(true)
      for (let place = 1; place < texts.length; place++) {
        expect(parseQr(layOut(texts.toSpliced(place, 1), ...rest))).toEqual(INVALID)
        expect(parseQr(layOut(texts.toSpliced(place, 0, 'more'), ...rest))).toEqual(INVALID)
      }
    }
  })

  it.each([
    ['a reference of 20 digits', { 0: REFERENCE.slice(1) }],
    ['a reference that is no time', { 0: '482120261302093000125' }],
    ['no name', { 1: '' }],
    ['a name of spaces', { 1: '  ' }],
    ['a birth that is no date', { 2: '31-02-1990' }],
    ['no birth', { 2: '' }],
  ])('refuses %s', (_, change) => {
    expect(about(change)).toEqual(INVALID)
  })

  it.each([
    [{ 1: ' Anita Rao ' }, { name: 'Anita Rao' }],
    [{ 1: 'Zo\u00eb' }, { name: 'Zo\u00eb' }],
    [{ 2: '1990' }, { dateOfBirth: '1990' }],
    [{ 3: 'M' }, { gender: 'M' }],
    [{ 3: 'T' }, { gender: 'T' }],
    [{ 3: 'Female' }, { gender: undefined }],
    [{ 3: '' }, { gender: undefined }],
  ])('reads %j as %j', (change, qr) => {
    expect(about(change)).toMatchObject({ ok: true, qr })
  })

  it('throws at no bytes', () => {
    const texts = fc.array(fc.oneof(fc.string(), fc.constantFrom('V2', '3', ...ABOUT)))
    const start = fc.constantFrom(
      '',
      '3\u00ff',
      'V2\u00ff',
      layOut(['2', ...ABOUT]).toString('latin1'),
    )
    fc.assert(
      fc.property(start, texts, fc.uint8Array(), (first, more, bytes) => {
        const mess = Buffer.concat([Buffer.from(first, 'latin1'), layOut(more), bytes])
        for (const signed of [mess, Buffer.from(bytes)]) {
          const parsed = parseQr(signed)
          if (!parsed.ok) expect(parsed.reason).toMatch(/^(invalid_qr|qr_version_unknown)$/)
        }
      }),
    )
  })
})
