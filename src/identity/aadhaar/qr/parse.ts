import type { Buffer } from 'node:buffer'
import { type AadhaarQr, type QrMobile, type QrRefusal, refuseQr } from './aadhaar-qr.ts'
import { readQrBirthDate, readIssue } from './dates.ts'

const SEPARATOR = 0xff

/** Counts the bytes of a SHA-256. */
const HASH = 32

/** Counts the texts of the address, from care-of to the village or town. */
const ADDRESS = 11

/** Lists the versions that say theirs; in all of them the texts are the same. */
const VERSIONS = new Map([
  ['V2', 2],
  ['V3', 3],
  ['V4', 4],
  ['V5', 5],
])

/** Lists how photos begin, in hex: JPEG 2000 (bare, or in its box), JPEG, WebP. */
const PHOTOS = ['ff4fff51', '0000000c6a502020', 'ffd8ff', '52494646']

const GENDERS = ['F', 'M', 'T'] as const

type ParsedQr = { readonly ok: true; readonly qr: AadhaarQr } | QrRefusal

/** Reads what is signed: texts with a separator after each, the photo, and in version 1 hashes. */
export function parseQr(signed: Buffer): ParsedQr {
  const first = split(signed, 1)?.texts[0] ?? ''
  if (/^[0-3]$/.test(first)) return parseVersion1(signed)
  const version = VERSIONS.get(first)
  if (version !== undefined) return parseVersion(version, signed)
  return refuseQr(/^V\d+$/.test(first) ? 'qr_version_unknown' : 'invalid_qr')
}

function parseVersion1(signed: Buffer): ParsedQr {
  const parts = split(signed, 5 + ADDRESS)
  if (!parts) return refuseQr('invalid_qr')
  const [indicator = '', ...texts] = parts.texts
  const hasMobile = indicator === '2' || indicator === '3'
  const hasEmail = indicator === '1' || indicator === '3'
  // The mobile number's hash is the last thing that is signed.
  const photo = parts.rest.length - HASH * (Number(hasMobile) + Number(hasEmail))
  if (photo < 0 || !isPhoto(parts.rest.subarray(0, photo))) return refuseQr('invalid_qr')
  const hash = parts.rest.subarray(-HASH).toString('hex')
  const rounds = Math.max(1, Number(texts[0]?.charAt(3)))
  return parsePerson(1, texts, hasMobile ? { kind: 'hash', hash, rounds } : { kind: 'none' })
}

function parseVersion(version: number, signed: Buffer): ParsedQr {
  const parts = split(signed, 7 + ADDRESS)
  if (!parts || !isPhoto(parts.rest)) return refuseQr('invalid_qr')
  // Version 5 has it masked, as `XXXXXX1234`.
  const last4 = /^[Xx*]*(\d{4})$/.exec(parts.texts.at(-1) ?? '')?.[1]
  const mobile: QrMobile = last4 === undefined ? { kind: 'none' } : { kind: 'last4', last4 }
  return parsePerson(version, parts.texts.slice(2), mobile)
}

/** Cuts off so many texts, which are in ISO 8859-1; undefined where there are not so many. */
function split(bytes: Buffer, count: number) {
  const texts: string[] = []
  let from = 0
  while (texts.length < count) {
    const to = bytes.indexOf(SEPARATOR, from)
    if (to < 0) return undefined
    texts.push(bytes.toString('latin1', from, to))
    from = to + 1
  }
  return { texts, rest: bytes.subarray(from) }
}

/** Tells whether this is a photo or nothing; a text more or less in front of it leaves neither. */
function isPhoto(bytes: Buffer): boolean {
  const start = bytes.toString('hex', 0, 8)
  return start === '' || PHOTOS.some((photo) => start.startsWith(photo))
}

function parsePerson(version: number, texts: readonly string[], mobile: QrMobile): ParsedQr {
  const [referenceId = '', rawName = '', birth = '', letter = ''] = texts
  const issuedAt = readIssue(referenceId)
  const name = rawName.trim()
  const dateOfBirth = readQrBirthDate(birth)
  if (issuedAt === undefined || name === '' || dateOfBirth === undefined) {
    return refuseQr('invalid_qr')
  }
  const gender = GENDERS.find((one) => one === letter)
  const last4 = referenceId.slice(0, 4)
  return {
    ok: true,
    qr: { version, referenceId, last4, issuedAt, name, dateOfBirth, gender, mobile },
  }
}
