import * as z from 'zod'
import { readJson } from '../../../platform/body.ts'
import { postOnce } from '../../../platform/post.ts'
import { credential, providerKind, providerOrigin, STAND_IN } from '../../../platform/settings.ts'
import { HOUR } from '../../../platform/time.ts'
import {
  type PanAnswer,
  type PanQuestion,
  type PanVerifier,
  PURPOSE,
  unavailable,
} from '../verifier.ts'

const SANDBOX = 'https://api.sandbox.co.in'

const settings = (development: boolean) =>
  z.object({
    SANDBOX_CO_IN_API_KEY: credential().meta({ description: 'the API key' }),
    SANDBOX_CO_IN_API_SECRET: credential().meta({ description: 'the API secret' }),
    SANDBOX_CO_IN_ORIGIN: providerOrigin(development, SANDBOX).default(SANDBOX).meta(STAND_IN),
  })

/** Needs a key and its secret. */
export const sandboxCoInKind = providerKind(settings, settings, sandboxCoInVerifier)

const VERSION = '1.0'

/** A token holds for 24 hours. */
const TOKEN_LIFE = 23 * HOUR

/** Compares name and date (https://developer.sandbox.co.in/api-reference/kyc/pan). */
function sandboxCoInVerifier(vars: z.infer<ReturnType<typeof settings>>): PanVerifier {
  const {
    SANDBOX_CO_IN_API_KEY: key,
    SANDBOX_CO_IN_API_SECRET: secret,
    SANDBOX_CO_IN_ORIGIN: origin,
  } = vars
  const common = { 'x-api-key': key, 'x-api-version': VERSION }
  let kept: { readonly token: string; readonly until: number } | undefined

  /** Gets a token, which costs nothing, or the answer where there is none. */
  async function authenticate(signal: AbortSignal): Promise<string | PanAnswer> {
    const headers = { ...common, 'x-api-secret': secret }
    const response = await postOnce(`${origin}/authenticate`, { headers, signal })
    if (!response) return unavailable('no_token')
    const token = tokenOf(response.status, await readJson(response))
    if (typeof token === 'string') kept = { token, until: Date.now() + TOKEN_LIFE }
    return token
  }

  async function ask(token: string, question: PanQuestion, signal: AbortSignal) {
    const headers = { ...common, authorization: token, 'content-type': 'application/json' }
    const body = JSON.stringify(bodyOf(question))
    return postOnce(`${origin}/kyc/pan/verify`, { headers, body, signal })
  }

  return {
    name: 'sandbox_co_in',
    names: 'compared',

    async verify(question, signal) {
      const old = kept !== undefined && Date.now() < kept.until ? kept.token : undefined
      const token = old ?? (await authenticate(signal))
      if (typeof token !== 'string') return token
      let response = await ask(token, question, signal)
      if (old !== undefined && response && isRefused(response.status)) {
        // Whoever is refused for an old token was not answered, so nothing is paid twice.
        await response.body?.cancel()
        const fresh = await authenticate(signal)
        if (typeof fresh !== 'string') return fresh
        response = await ask(fresh, question, signal)
      }
      if (!response) return unavailable('no_answer', 'spent')
      return classifyAnswer(response.status, await readJson(response))
    },
  }
}

function bodyOf({ pan, name, dateOfBirth }: PanQuestion) {
  return {
    '@entity': 'in.co.sandbox.kyc.pan_verification.request',
    pan,
    name_as_per_pan: name,
    date_of_birth: dateOfBirth.split('-').toReversed().join('/'),
    consent: 'Y',
    reason: PURPOSE,
  }
}

function isRefused(status: number): boolean {
  return status === 401 || status === 403
}

/** In `data` today, and beside it in the older form of the answer. */
const tokens = z
  .object({
    access_token: z.string().min(1).max(4096).optional(),
    data: z.object({ access_token: z.string().min(1).max(4096) }).optional(),
  })
  .transform(({ data, access_token }) => data?.access_token ?? access_token)

function tokenOf(status: number, body: unknown): string | PanAnswer {
  const token = status === 200 ? tokens.safeParse(body).data : undefined
  if (token !== undefined && /^[\w.~+/=-]+$/.test(token)) return token
  return unavailable(`token_${status}`, isRefused(status) ? 'misconfigured' : 'not_taken')
}

const flag = z.string().trim().toLowerCase().nullish().catch(null)

const answer = z.object({
  /** Repeats the status, and refuses at HTTP 200. */
  code: z.number().optional(),
  data: z
    .object({
      status: flag,
      remarks: z.string().nullish().catch(null),
      name_as_per_pan_match: z.boolean().nullish().catch(null),
      date_of_birth_match: z.boolean().nullish().catch(null),
      aadhaar_seeding_status: flag,
    })
    .nullish()
    .catch(null),
})

/** Reads a refusal by the body's own code, too: business errors come at HTTP 200. */
export function classifyAnswer(httpStatus: number, body: unknown): PanAnswer {
  const { data: read } = answer.safeParse(body)
  const status = httpStatus === 200 ? (read?.code ?? 200) : httpStatus
  if (status !== 200) return classifyRefusal(status)
  const found = read?.data
  if (found?.status === 'invalid') return classifyInvalid(found.remarks ?? '')
  const name = found?.name_as_per_pan_match
  if (found?.status !== 'valid' || typeof name !== 'boolean') {
    return unavailable('unreadable', 'spent')
  }
  const { aadhaar_seeding_status: link, date_of_birth_match: date } = found
  if (link === 'n') return { kind: 'not_linked' }
  return {
    kind: 'found',
    name: { same: name },
    dateOfBirth: typeof date === 'boolean' ? { same: date } : undefined,
    aadhaarLink: link === 'y' ? 'linked' : link === 'na' ? 'exempt' : 'unknown',
  }
}

/** Looks for a reason in the remarks, whose words no document lists. */
function classifyInvalid(remarks: string): PanAnswer {
  if (/deceased|death/i.test(remarks)) return { kind: 'deceased' }
  if (/deactivat|inactive|deleted/i.test(remarks)) return { kind: 'deactivated' }
  return { kind: /inoperative|not linked/i.test(remarks) ? 'not_linked' : 'not_found' }
}

function classifyRefusal(status: number): PanAnswer {
  const code = `http_${status}`
  if (status >= 500) return unavailable(code, 'spent')
  // 422 refuses the form of what was checked here before.
  const ours = isRefused(status) || [400, 402, 404, 422].includes(status)
  return unavailable(code, ours ? 'misconfigured' : 'not_taken')
}
