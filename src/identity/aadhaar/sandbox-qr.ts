import { Buffer } from 'node:buffer'
import { sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { hashesOf } from './qr/mobile.ts'

/** Holds whom a made code is of. */
export type SandboxPerson = {
  readonly name: string
  /** As the code has it: `DD-MM-YYYY`, or `YYYY`. */
  readonly dateOfBirth: string
  readonly gender: string
  /** The last four digits of the Aadhaar number. */
  readonly last4: string
  readonly issuedAt: number
  /** The ten digits of the mobile number; empty where UIDAI knows none. */
  readonly mobile: string
  /** As in `V2`; empty for version 1. */
  readonly version: string
}

const INDIA_MS = 19_800_000

/**
 * Lists care-of, district, landmark, house, location, PIN code, post office, state, street,
 * sub-district, village or town.
 */
const ADDRESS = ['', 'Pune', '', '12', '', '411001', '', 'Maharashtra', '', '', 'Pune']

/** Stands for a photo: how a JPEG 2000 begins and ends. */
const PHOTO = Buffer.from('ff4fff51ffd9', 'hex')

/** Makes the text of a code as UIDAI does, signed by a key (PEM) that production trusts not. */
export function makeSandboxQr(person: SandboxPerson, privateKey: string): string {
  return signQr(signedPart(person), privateKey)
}

/** Signs any bytes as the data of a code, and gives the code's digits. */
export function signQr(signed: Buffer, privateKey: string): string {
  return digitsOf(gzipSync(Buffer.concat([signed, sign('sha256', signed, privateKey)])))
}

/** Gives the digits that stand for bytes, of which the first is not zero. */
export function digitsOf(bytes: Buffer): string {
  return BigInt(`0x${bytes.toString('hex')}`).toString()
}

/** Lays out what is signed: texts, the photo, and in version 1 the hash of the mobile number. */
export function signedPart({ version, mobile, ...person }: SandboxPerson): Buffer {
  const { name, dateOfBirth, gender, last4, issuedAt } = person
  const clock = new Date(issuedAt + INDIA_MS).toISOString().replaceAll(/\D/g, '')
  const mark = version === '' ? [] : [version]
  const end = version === '' ? [] : [mobile.slice(-4)]
  const indicator = mobile === '' ? '0' : '2'
  const about = [indicator, `${last4}${clock}`, name, dateOfBirth, gender]
  const texts = [...mark, ...about, ...ADDRESS, ...end]
  const [hash = ''] = hashesOf(mobile, Math.max(1, Number(last4[3])))
  return Buffer.concat([
    ...texts.flatMap((text) => [Buffer.from(text, 'latin1'), Buffer.of(0xff)]),
    PHOTO,
    Buffer.from(version === '' && mobile !== '' ? hash : '', 'hex'),
  ])
}
