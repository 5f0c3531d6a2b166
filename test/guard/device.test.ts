import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deviceProof, provenDevice } from '../../src/guard/device.ts'

const KEY = randomBytes(32)
const PHONE = '+919876543210'
const SESSION = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'
const AT = Date.UTC(2026, 10, 23)
const DAYS_180 = 180 * 24 * 3600 * 1000

const { proof, device } = deviceProof(KEY, PHONE, SESSION, AT)

describe('the proof that a device verified a phone', () => {
  it('names the device again, for that phone and 180 days', () => {
    expect(provenDevice(KEY, PHONE, proof, AT)).toEqual(device)
    expect(provenDevice(KEY, PHONE, proof, AT + DAYS_180 - 1)).toEqual(device)
    expect(provenDevice(KEY, PHONE, proof, AT + DAYS_180)).toBeUndefined()
    expect(device.verifiedAt).toBe(AT)
  })

  it('is the same whatever release made it, since devices keep it for 180 days', () => {
    const kept =
      'mwsi1hc0.yfGg6h1qHdoBFtO3UY8B6xrY5mjjzrE5tN_SGGyuFiw.WyC-OEy_gZQmv03YR4-x0zV_fyR0Epluk1gdgxxvqac'
    expect(deviceProof(Buffer.alloc(32, 7), PHONE, SESSION, AT).proof).toBe(kept)
  })

  it('proves nothing for another phone, or under another key', () => {
    expect(provenDevice(KEY, '+919876543211', proof, AT)).toBeUndefined()
    expect(provenDevice(Buffer.alloc(32), PHONE, proof, AT)).toBeUndefined()
  })

  it('proves nothing once any of its characters is another', () => {
    for (let i = 0; i < proof.length; i++) {
      const other = proof[i] === 'a' ? 'b' : 'a'
      const forged = `${proof.slice(0, i)}${other}${proof.slice(i + 1)}`
      expect(provenDevice(KEY, PHONE, forged, AT)).toBeUndefined()
    }
  })

  it.each(['', '.', '..', proof.slice(0, -1), `${proof}a`, ` ${proof}`, `${proof}\n`, 'NaN.a.b'])(
    'proves nothing as %j',
    (text) => {
      expect(provenDevice(KEY, PHONE, text, AT)).toBeUndefined()
    },
  )

  it('is the same each time it is made, and another for another session or phone', () => {
    expect(deviceProof(KEY, PHONE, SESSION, AT).proof).toBe(proof)
    expect(deviceProof(KEY, PHONE, 'other', AT).device.id).not.toBe(device.id)
    expect(deviceProof(KEY, '+919876543211', SESSION, AT).device.id).not.toBe(device.id)
  })

  it('shows neither the phone nor the session', () => {
    expect(proof).not.toContain('9876543210')
    expect(proof).not.toContain(SESSION.slice(0, 8))
  })
})
