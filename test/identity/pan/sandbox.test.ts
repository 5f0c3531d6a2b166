import { describe, expect, it } from 'vitest'
import { judgePan, type PanAnswer, type PanVerifier } from '../../../src/identity/pan/verifier.ts'
import { readPanVerifier } from '../../../src/identity/pan/verifiers.ts'
import { parsePan } from '../../../src/person/pan.ts'

const ASKED = {
  name: 'Anita Rao',
  dateOfBirth: '1990-01-15',
  consent: true,
  requestId: 'x',
} as const

function sandbox(): PanVerifier {
  const read = readPanVerifier({ PAN_VERIFIER: 'sandbox' }, true)
  if (!read.ok || !read.settings) throw new Error('no sandbox')
  return read.settings
}

const verify = (pan: string, signal = AbortSignal.timeout(20)): Promise<PanAnswer> =>
  sandbox().verify({ ...ASKED, pan }, signal)

describe('the sandbox', () => {
  it.each([
    ['SNDPA0001A', 'match', 'match'],
    ['SNDPZ9991Z', 'match', 'match'],
    ['SNDPA0002A', 'review', 'match'],
    ['SNDPA0003A', 'mismatch', 'match'],
    ['SNDPA0004A', 'match', 'mismatch'],
  ])('finds %s: name %s, date of birth %s', async (pan, name, dateOfBirth) => {
    expect(parsePan(pan)).toEqual({ ok: true, pan })
    const answer = await verify(pan)
    expect(answer.kind === 'found' && judgePan(answer, ASKED)).toEqual({ name, dateOfBirth })
  })

  it.each([
    ['SNDPA0005A', 'not_found'],
    ['SNDPA0006A', 'deceased'],
    ['SNDPA0007A', 'deactivated'],
    ['SNDPA0008A', 'not_linked'],
    ['ABCPE1234F', 'not_found'],
  ])('answers %s: %s', async (pan, kind) => {
    expect(await verify(pan)).toEqual({ kind })
  })

  it('is unavailable at once, or after it hung', async () => {
    const kind = 'unavailable'
    const at = { misconfigured: false, kind }
    expect(await verify('SNDPA0009A')).toEqual({ ...at, code: 'sandbox', spent: false })
    expect(await verify('SNDPA0010A')).toEqual({ ...at, code: 'no_answer', spent: true })
    expect((await verify('SNDPA0010A', AbortSignal.abort())).kind).toBe(kind)
  })
})
