import * as z from 'zod'
import { providerKind } from '../../platform/settings.ts'
import { readJson } from '../../platform/body.ts'
import { postOnce } from '../../platform/post.ts'
import { readRegisterBirthDate } from '../birth-date-match.ts'
import { setuCode, setuForm, setuHeaders, setuProduct } from '../setu.ts'
import {
  type DigiLocker,
  type FinishAnswer,
  type StartAnswer,
  type Unavailable,
} from './digilocker.ts'

const form = () => z.object({ SETU_DIGILOCKER_PRODUCT_ID: setuProduct('DigiLocker') })

const settings = (development: boolean) => form().extend(setuForm(development).shape)

/** Needs Setu's account, and its DigiLocker product. */
export const setuKind = providerKind(form, settings, setuDigiLocker)

/** Bounds the Aadhaar data, which has a photo. */
const MAX_BYTES = 512 * 1024

/** Matches Setu's ids, which become a part of a path. */
const REQUEST_ID = /^[\w-]{8,100}$/

/** Asks Setu for DigiLocker (https://docs.setu.co/data/digilocker/quickstart). */
function setuDigiLocker(vars: z.infer<ReturnType<typeof settings>>): DigiLocker {
  const headers = setuHeaders(vars, vars.SETU_DIGILOCKER_PRODUCT_ID)
  const api = `${vars.SETU_ORIGIN}/api/digilocker`

  /** Reads a resource of a request; undefined where nothing came. */
  async function read(path: string, signal: AbortSignal) {
    try {
      const response = await fetch(`${api}/${path}`, { headers, redirect: 'manual', signal })
      return { status: response.status, body: await readJson(response, MAX_BYTES) }
    } catch {
      return undefined
    }
  }

  return {
    name: 'setu',

    async start(returnUrl, signal) {
      const body = JSON.stringify({ redirectUrl: returnUrl })
      const response = await postOnce(api, { headers, body, signal })
      if (!response) return unavailable('no_answer')
      return classifyStart(response.status, await readJson(response), vars.SETU_ORIGIN)
    },

    async finish(requestId, _, signal) {
      if (!REQUEST_ID.test(requestId)) return { kind: 'expired' }
      const status = await read(`${requestId}/status`, signal)
      if (!status) return unavailable('no_answer')
      const consent = classifyStatus(status.status, status.body, Date.now())
      if (consent.kind !== 'authenticated') return consent
      const aadhaar = await read(`${requestId}/aadhaar`, signal)
      if (!aadhaar) return unavailable('no_answer')
      return classifyAadhaar(aadhaar.status, aadhaar.body, consent.phone)
    },
  }
}

const time = z.string().transform(Date.parse).refine(Number.isFinite)

const created = z.object({ id: z.string().regex(REQUEST_ID), url: z.url(), validUpto: time })

/** Takes a request for made where Setu gave a page to go to, by HTTPS but of a stand-in. */
export function classifyStart(status: number, body: unknown, origin: string): StartAnswer {
  if (status < 200 || status >= 300) return refusal(status, body)
  const { data } = created.safeParse(body)
  const isSafe =
    data !== undefined && (data.url.startsWith('https:') || data.url.startsWith(`${origin}/`))
  if (!isSafe) return unavailable('unreadable')
  return { kind: 'started', requestId: data.id, url: data.url, expiresAt: data.validUpto }
}

const state = z.object({
  status: z.string(),
  validUpto: time.optional(),
  digilockerUserDetails: z
    .object({ phoneNumber: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

type Consent = FinishAnswer | { readonly kind: 'authenticated'; readonly phone: string | undefined }

/** Tells whether there is consent. */
export function classifyStatus(status: number, body: unknown, now: number): Consent {
  if (status !== 200) return classifyError(status, body)
  const { data } = state.safeParse(body)
  if (!data) return unavailable('unreadable')
  switch (data.status.toLowerCase()) {
    case 'unauthenticated':
      return { kind: data.validUpto !== undefined && data.validUpto <= now ? 'expired' : 'pending' }
    case 'authenticated': {
      const phone = /^(?:\+?91|0)?([6-9]\d{9})$/.exec(data.digilockerUserDetails?.phoneNumber ?? '')
      return { kind: 'authenticated', phone: phone?.[1] }
    }
    case 'revoked':
      return { kind: 'refused' }
    default:
      return unavailable('unreadable')
  }
}

const document = z.object({
  status: z.literal('complete'),
  aadhaar: z.object({
    maskedNumber: z.string().regex(/^[xX*-]*\d{4}$/),
    name: z.string().trim().min(1).max(300),
    dateOfBirth: z.string(),
    generatedAt: z.string().regex(/^\d{4}-\d\d-\d\dT/),
    verified: z.object({ signature: z.boolean() }),
  }),
})

/** Takes Aadhaar data only where Setu says that its signature was verified. */
export function classifyAadhaar(
  status: number,
  body: unknown,
  phone: string | undefined,
): FinishAnswer {
  if (status !== 200) return classifyError(status, body)
  const { data } = document.safeParse(body)
  const dateOfBirth = readRegisterBirthDate(data?.aadhaar.dateOfBirth ?? '')
  if (!data || dateOfBirth === undefined) return unavailable('unreadable')
  const { aadhaar } = data
  if (!aadhaar.verified.signature) return unavailable('signature_not_verified')
  const { name, maskedNumber, generatedAt } = aadhaar
  return {
    kind: 'verified',
    holder: {
      name,
      dateOfBirth,
      last4: maskedNumber.slice(-4),
      issuedOn: generatedAt.slice(0, 10),
      ...(phone !== undefined && { phone }),
    },
  }
}

/** Lists the errors of https://docs.setu.co/data/digilocker/error-codes that are the person's part. */
const OF_THE_PERSON: ReadonlyMap<string, FinishAnswer> = new Map([
  ['user_not_authenticated', { kind: 'pending' }],
  ['token_revoked', { kind: 'refused' }],
  ['user_consent_not_given', { kind: 'refused' }],
  ['invalid_grant', { kind: 'refused' }],
  ['request_not_found', { kind: 'expired' }],
  ['invalid_token', { kind: 'expired' }],
  ['aadhaar_not_linked', { kind: 'not_linked' }],
  ['aadhaar_not_available', { kind: 'not_linked' }],
])

function classifyError(status: number, body: unknown): FinishAnswer {
  return OF_THE_PERSON.get(setuCode(status, body)) ?? refusal(status, body)
}

/** Lists the errors that an operator mends. */
const OURS = /^(http_(401|402|403|404)|invalid_redirect_url|invalid_payload|vault_secret_error)$/

function refusal(status: number, body: unknown): Unavailable {
  const code = setuCode(status, body)
  return unavailable(code, OURS.test(code) || REFUSED.has(status))
}

const REFUSED: ReadonlySet<number> = new Set([401, 402, 403])

function unavailable(code: string, misconfigured = false): Unavailable {
  return { kind: 'unavailable', code, misconfigured }
}
