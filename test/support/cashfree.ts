import { Buffer } from 'node:buffer'
import { constants, privateDecrypt } from 'node:crypto'
import { json, startStandIn, steering, type TextBehaviour, treat } from './stand-in.ts'

/** A look-up that Cashfree carried out, by its PAN. */
export type CashfreeLookUp = {
  readonly to: string
  readonly verification_id: string
  readonly name: string
  readonly dob: string
}

type Account = {
  readonly clientId: string
  readonly clientSecret: string
  /** In PEM; whoever has not its public half comes from an address that is not known. */
  readonly privateKey: string
}

const told = (pan_status: string, changes: object = {}) => ({
  status: 200,
  body: {
    verification_id: 'test001',
    reference_id: 21_637_861,
    pan: 'ABCTY1234D',
    name: 'as it was asked',
    dob: '1993-06-30',
    name_match: 'Y',
    dob_match: 'Y',
    pan_status,
    status: pan_status.startsWith('E') ? 'VALID' : 'INVALID',
    aadhaar_seeding_status: 'Y',
    aadhaar_seeding_status_desc: 'Aadhaar is linked to PAN',
    ...changes,
  },
})

const refuse = (status: number, code: string, type = 'validation_error') => ({
  status,
  body: { type, code, message: 'of Cashfree' },
})

/** Answers as Cashfree's documents show them, by name. */
export const CASHFREE_ANSWERS = {
  valid: told('E'),
  another_name: told('E', { name_match: 'N' }),
  another_date: told('E', { dob_match: 'N' }),
  unlinked: told('E', { aadhaar_seeding_status: 'N' }),
  exempt: told('E', { aadhaar_seeding_status: 'NA' }),
  amalgamated: told('EA'),
  death: told('ED'),
  none: told('N', { name_match: 'N', dob_match: 'N' }),
  fake: told('F'),
  deactivated: told('X'),
  deleted: told('D'),
  unknown_status: told('Z'),
  duplicate: refuse(409, 'verification_id_already_exists'),
  duplicate_400: refuse(400, 'verification_id_already_exists'),
  form: refuse(400, 'pan_length_short'),
  credentials: refuse(401, 'authentication_failed', 'authentication_error'),
  address: refuse(403, 'ip_validation_failed', 'authentication_error'),
  balance: refuse(422, 'insufficient_balance'),
  rate: refuse(429, 'too_many_requests_per_ip', 'rate_limit_error'),
  internal: refuse(500, 'verification_failed', 'internal_error'),
}

type CashfreeAnswerName = keyof typeof CASHFREE_ANSWERS

/** A stand-in for Cashfree's PAN Lite, which takes each `verification_id` once; `to` is a PAN. */
export function startCashfree({ clientId, clientSecret, privateKey }: Account) {
  const control = steering<CashfreeLookUp, TextBehaviour<CashfreeAnswerName>>({ kind: 'take' })
  const taken = new Set<string>()

  return startStandIn((received, response) => {
    if (control.steered(received, response)) return
    const { method, url, headers, body } = received
    if (headers['x-client-id'] !== clientId || headers['x-client-secret'] !== clientSecret) {
      return json(response, CASHFREE_ANSWERS.credentials)
    }
    if (!isSigned(headers['x-cf-signature'])) return json(response, CASHFREE_ANSWERS.address)
    if (method !== 'POST' || url.pathname !== '/verification/pan-lite') {
      return json(response, { status: 404, body: {} })
    }
    const { verification_id, pan, name, dob, ...more } = JSON.parse(body) as Record<string, string>
    const isRead =
      headers['content-type'] === 'application/json' &&
      /^[\w.-]{1,50}$/.test(verification_id ?? '') &&
      /^[A-Z]{5}\d{4}[A-Z]$/.test(pan ?? '') &&
      /^\d{4}-\d\d-\d\d$/.test(dob ?? '') &&
      Object.keys(more).length === 0
    if (!isRead || !verification_id || !pan || !name || !dob) {
      return json(response, CASHFREE_ANSWERS.form)
    }
    if (taken.has(verification_id)) return json(response, CASHFREE_ANSWERS.duplicate)
    taken.add(verification_id)
    const behaviour = control.take({ to: pan, verification_id, name, dob })
    treat(response, behaviour, CASHFREE_ANSWERS.valid, CASHFREE_ANSWERS)
  })

  function isSigned(signature = ''): boolean {
    const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
    try {
      const [id, time] = privateDecrypt(key, Buffer.from(signature, 'base64')).toString().split('.')
      return id === clientId && Math.abs(Number(time) * 1000 - Date.now()) < 300_000
    } catch {
      return false
    }
  }
}
