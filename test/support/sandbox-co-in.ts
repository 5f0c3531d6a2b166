import { json, startStandIn, steering, type TextBehaviour, treat } from './stand-in.ts'

/** A look-up that Sandbox.co.in carried out, by its PAN. */
export type SandboxLookUp = {
  readonly to: string
  readonly name_as_per_pan: string
  readonly date_of_birth: string
}

type Account = { readonly apiKey: string; readonly apiSecret: string }

const told = (data: object) => ({
  status: 200,
  body: {
    code: 200,
    timestamp: 1_760_504_569_212,
    transaction_id: '609a142a-42d6-489e-9499-be795f0c1fa7',
    data: {
      '@entity': 'in.co.sandbox.kyc.pan_verification.response',
      pan: 'XXXPX1234A',
      category: 'individual',
      status: 'valid',
      remarks: null,
      name_as_per_pan_match: true,
      date_of_birth_match: true,
      aadhaar_seeding_status: 'y',
      ...data,
    },
  },
})

const refuse = (status: number, message: string, code = status) => ({
  status,
  body: { code, timestamp: 1_763_727_760_000, transaction_id: '65a16945', message },
})

/** Answers as Sandbox.co.in's documents show them, by name; the remarks' words are guesses. */
export const SANDBOX_CO_IN_ANSWERS = {
  valid: told({}),
  another_name: told({ name_as_per_pan_match: false }),
  another_date: told({ date_of_birth_match: false }),
  no_date: told({ date_of_birth_match: null }),
  unlinked: told({ aadhaar_seeding_status: 'n' }),
  exempt: told({ aadhaar_seeding_status: 'na' }),
  invalid: told({ status: 'invalid', name_as_per_pan_match: false, date_of_birth_match: false }),
  deceased: told({ status: 'invalid', remarks: 'Holder is deceased' }),
  deactivated: told({ status: 'invalid', remarks: 'PAN is deactivated' }),
  inoperative: told({ status: 'invalid', remarks: 'PAN is inoperative' }),
  no_name: told({ name_as_per_pan_match: null }),
  pattern: refuse(422, 'Invalid Pan pattern'),
  refused_at_200: refuse(200, 'Insufficient credits', 403),
  failing_at_200: refuse(200, 'Source unavailable', 503),
  unauthorized: refuse(401, 'Unauthorized'),
  forbidden: refuse(403, 'Insufficient privilege'),
  rate: refuse(429, 'Too many requests'),
  internal: refuse(500, 'Internal server error'),
}

type SandboxAnswerName = keyof typeof SANDBOX_CO_IN_ANSWERS

/**
 * A stand-in for Sandbox.co.in's PAN verification; `to` is a PAN. `DELETE /tokens` makes all tokens
 * void, `GET /tokens` counts those that were given.
 */
export function startSandboxCoIn({ apiKey, apiSecret }: Account) {
  const control = steering<SandboxLookUp, TextBehaviour<SandboxAnswerName>>({ kind: 'take' })
  const tokens = new Set<string>()
  let given = 0

  return startStandIn((received, response) => {
    if (control.steered(received, response)) return
    const { method, url, headers, body } = received
    if (url.pathname === '/tokens') {
      if (method === 'DELETE') tokens.clear()
      return json(response, { status: 200, body: { given } })
    }
    if (
      method !== 'POST' ||
      headers['x-api-key'] !== apiKey ||
      headers['x-api-version'] !== '1.0'
    ) {
      return json(response, SANDBOX_CO_IN_ANSWERS.forbidden)
    }
    if (url.pathname === '/authenticate') {
      if (headers['x-api-secret'] !== apiSecret)
        return json(response, SANDBOX_CO_IN_ANSWERS.unauthorized)
      const access_token = `eyJ.${crypto.randomUUID()}.sig`
      tokens.add(access_token)
      given += 1
      return json(response, { status: 200, body: { code: 200, data: { access_token } } })
    }
    // No bearer token: the keyword would make it another one.
    if (!tokens.has(headers['authorization'] ?? '')) {
      return json(response, SANDBOX_CO_IN_ANSWERS.unauthorized)
    }
    const question = JSON.parse(body) as Record<string, string>
    const { pan = '', name_as_per_pan = '', date_of_birth = '' } = question
    const isRead =
      url.pathname === '/kyc/pan/verify' &&
      question['@entity'] === 'in.co.sandbox.kyc.pan_verification.request' &&
      question['consent'] === 'Y' &&
      Boolean(question['reason']) &&
      /^\d\d\/\d\d\/\d{4}$/.test(date_of_birth)
    if (!isRead) return json(response, SANDBOX_CO_IN_ANSWERS.pattern)
    const behaviour = control.take({ to: pan, name_as_per_pan, date_of_birth })
    treat(response, behaviour, SANDBOX_CO_IN_ANSWERS.valid, SANDBOX_CO_IN_ANSWERS)
  })
}
