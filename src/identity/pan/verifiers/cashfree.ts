import { Buffer } from 'node:buffer'
import { constants, createPublicKey, type KeyObject, publicEncrypt } from 'node:crypto'
import * as z from 'zod'
import { readJson } from '../../../platform/body.ts'
import { postOnce } from '../../../platform/post.ts'
import { credential, providerKind, providerOrigin, STAND_IN } from '../../../platform/settings.ts'
import { SECOND } from '../../../platform/time.ts'
import { errorCode } from '../../error-code.ts'
import { type PanAnswer, type PanVerifier, unavailable } from '../verifier.ts'

const CASHFREE = 'https://api.cashfree.com'

const publicKey = z
  .string()
  .transform(readKey)
  .refine((key) => key !== undefined)

const settings = (development: boolean) =>
  z.object({
    CASHFREE_CLIENT_ID: credential().meta({ description: 'the client id for Secure ID' }),
    CASHFREE_CLIENT_SECRET: credential().meta({ description: 'the client secret for Secure ID' }),
    CASHFREE_PUBLIC_KEY: publicKey
      .optional()
      .meta({ description: 'the public key for signatures, in PEM or its base64 alone' }),
    CASHFREE_ORIGIN: providerOrigin(development, CASHFREE).default(CASHFREE).meta(STAND_IN),
  })

/** Needs an account for Secure ID, and its public key where requests come from any address. */
export const cashfreeKind = providerKind(settings, settings, cashfreeVerifier)

/**
 * Compares name and date by PAN Lite; the name in its answer is the one that was asked
 * (https://www.cashfree.com/docs/api-reference/vrs/v2/pan/pan-lite).
 */
function cashfreeVerifier(vars: z.infer<ReturnType<typeof settings>>): PanVerifier {
  return {
    name: 'cashfree',
    names: 'compared',

    async verify({ pan, name, dateOfBirth, requestId }, signal) {
      const { CASHFREE_PUBLIC_KEY: key } = vars
      const headers = {
        ...(key && { 'x-cf-signature': signatureOf(vars.CASHFREE_CLIENT_ID, key, Date.now()) }),
        'x-client-id': vars.CASHFREE_CLIENT_ID,
        'x-client-secret': vars.CASHFREE_CLIENT_SECRET,
        'content-type': 'application/json',
      }
      // A repeat under the same id is refused with 409, so no look-up is paid twice.
      const body = JSON.stringify({ verification_id: requestId, pan, name, dob: dateOfBirth })
      const url = `${vars.CASHFREE_ORIGIN}/verification/pan-lite`
      const response = await postOnce(url, { headers, body, signal })
      if (!response) return unavailable('no_answer', 'spent')
      return classifyAnswer(response.status, await readJson(response))
    },
  }
}

/** Reads a public key; undefined where it is none of RSA. */
function readKey(text: string): KeyObject | undefined {
  const base64 = text.replace(/-----[A-Z ]+-----|\s|\\n/g, '')
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

/** Makes https://www.cashfree.com/docs/api-reference/vrs/2fa-api-signature-generation's signature. */
function signatureOf(clientId: string, key: KeyObject, now: number): string {
  const text = Buffer.from(`${clientId}.${Math.floor(now / SECOND)}`)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return publicEncrypt({ key, padding, oaepHash: 'sha1' }, text).toString('base64')
}

const flag = z.string().trim().toUpperCase().nullish().catch(null)

const answer = z.object({
  pan_status: z.string().trim().toUpperCase(),
  name_match: flag,
  dob_match: flag,
  aadhaar_seeding_status: flag,
})

const error = z.object({ code: errorCode })

/** Codes of 422 are for an operator, as are refusals of our account. */
const REFUSED: ReadonlySet<number> = new Set([401, 402, 403, 404, 422])

/** Lists the codes of https://docs.cashfree.com/reference/panliteapi that say that a PAN is void. */
const VOID: ReadonlyMap<string, PanAnswer> = new Map([
  ['N', { kind: 'not_found' }],
  ['F', { kind: 'not_found' }],
  ['X', { kind: 'deactivated' }],
  ['D', { kind: 'deactivated' }],
  ['ED', { kind: 'deceased' }],
])

/** Lists the codes of a PAN that is valid, most of them with an event of a firm's life. */
const VALID = /^E[ACILMPSU]?$/

/** Takes a PAN for found only by a code that says so, and a comparison only by `Y` or `N`. */
export function classifyAnswer(status: number, body: unknown): PanAnswer {
  if (status < 200 || status >= 300) return classifyRefusal(status, body)
  const { data } = answer.safeParse(body)
  if (!data) return unavailable('unreadable', 'spent')
  const isVoid = VOID.get(data.pan_status)
  if (isVoid) return isVoid
  const name = sameOf(data.name_match)
  if (!VALID.test(data.pan_status) || !name) return unavailable('unreadable', 'spent')
  const { aadhaar_seeding_status: link } = data
  if (link === 'N') return { kind: 'not_linked' }
  return {
    kind: 'found',
    name,
    dateOfBirth: sameOf(data.dob_match),
    aadhaarLink: link === 'Y' ? 'linked' : link === 'NA' ? 'exempt' : 'unknown',
  }
}

function sameOf(told: string | null | undefined): { readonly same: boolean } | undefined {
  return told === 'Y' || told === 'N' ? { same: told === 'Y' } : undefined
}

function classifyRefusal(status: number, body: unknown): PanAnswer {
  const code = error.safeParse(body).data?.code ?? `http_${status}`
  // 409: this look-up was carried out before, and its answer is lost.
  if (status === 409 || status >= 500 || code === 'verification_id_already_exists') {
    return unavailable(code, 'spent')
  }
  // 400: a form that is checked here before, or a header.
  return unavailable(code, REFUSED.has(status) || status === 400 ? 'misconfigured' : 'not_taken')
}
