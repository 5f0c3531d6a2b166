import type { ServerResponse } from 'node:http'
import {
  type Answer,
  json,
  type Received,
  startStandIn,
  steering,
  type TextBehaviour,
  treat,
} from './stand-in.ts'

/** A look-up that Setu carried out, by its PAN. */
export type SetuLookUp = { readonly to: string; readonly reason: string }

type Account = {
  readonly clientId: string
  readonly clientSecret: string
  readonly panProduct: string
  readonly digiLockerProduct: string
}

const refuse = (status: number, code: string) => ({
  status,
  body: { error: { code, detail: 'of Setu', traceId: '1-6346a91a' } },
})

const found = (data: object) => ({
  status: 200,
  body: { data, message: 'PAN is valid', verification: 'success', traceId: '1-6346a91a' },
})

/** Answers to a PAN as Setu's documents show them, by name. */
export const SETU_PAN_ANSWERS = {
  valid: found({ category: 'Individual', full_name: 'ASHA RAO', aadhaar_seeding_status: 'LINKED' }),
  valid_in_capitals: {
    status: 200,
    body: {
      data: { category: 'Individual', full_name: 'ASHA RAO' },
      message: 'PAN is valid',
      verification: 'SUCCESS',
    },
  },
  invalid: { status: 200, body: { verification: 'failed', message: 'PAN is invalid' } },
  unlinked: {
    status: 200,
    body: {
      verification: 'failed',
      message: 'PAN is invalid',
      data: { aadhaar_seeding_status: 'NOT_LINKED' },
    },
  },
  not_found: { status: 404, body: { message: 'PAN not found.', verification: 'failed' } },
  no_consent: refuse(400, 'consent_not_given'),
  reason: refuse(400, 'insufficient_reason_length'),
  credentials: { status: 401, body: { message: 'Unauthorized' } },
  no_path: { status: 404, body: { message: 'no Route matched with those values' } },
  rate: { status: 429, body: {} },
  internal: refuse(500, 'internal_server_error'),
}

type PanAnswerName = keyof typeof SETU_PAN_ANSWERS

/** Holds a request for DigiLocker; `status` and `aadhaar` are what a test set in place of its own. */
type Request = { readonly redirectUrl: string; consent: string; aadhaar?: Answer; status?: Answer }

/** Aadhaar data as Setu's documents show it. */
export const aadhaarData = (changes: object = {}, id = '391a45be-d08d-4dd0-b8a8-06e53392d435') => ({
  id,
  status: 'complete',
  aadhaar: {
    address: { careOf: 'S/O John Doe', country: 'India', pin: '123456' },
    dateOfBirth: '01-01-1990',
    email: '',
    gender: 'M',
    generatedAt: '2021-10-26T17:17:36.342+05:30',
    maskedNumber: 'xxxx-xxxx-1234',
    name: 'Jack Doe',
    phone: '',
    photo: 'A'.repeat(40_000),
    verified: { email: false, phone: false, signature: true },
    xml: {
      fileUrl: 'https://files.example/a',
      shareCode: '',
      validUntil: '2021-10-09T06:04:16+05:30',
    },
    ...changes,
  },
})

/**
 * A stand-in for Setu's data gateway that refuses what its documents do not show. Beside `steering`
 * (`to` is a PAN), `PUT /requests?id=` sets the consent to a request for DigiLocker, and its answers.
 */
export function startSetu(account: Account) {
  const control = steering<SetuLookUp, TextBehaviour<PanAnswerName>>({ kind: 'take' })
  const requests = new Map<string, Request>()

  return startStandIn((received, response) => {
    if (control.steered(received, response)) return
    const { method, url, body } = received
    const id = url.searchParams.get('id') ?? ''
    if (method === 'PUT' && url.pathname === '/requests') {
      const request = { ...requests.get(id), ...(JSON.parse(body) as Request) }
      requests.set(id, request)
      return json(response, { status: 200, body: request })
    }
    const [, , product = ''] = url.pathname.split('/')
    if (!isOurs(received, product === 'verify' ? account.panProduct : account.digiLockerProduct)) {
      return json(response, SETU_PAN_ANSWERS.credentials)
    }
    if (method === 'POST' && url.pathname === '/api/verify/pan') return lookUp(received, response)
    if (method === 'POST' && url.pathname === '/api/digilocker') return create(received, response)
    const [, requestId = '', part] =
      /^\/api\/digilocker\/([\w-]+)\/(status|aadhaar)$/.exec(url.pathname) ?? []
    if (method !== 'GET' || body !== '') return json(response, SETU_PAN_ANSWERS.no_path)
    json(response, part === 'status' ? statusOf(requestId) : aadhaarOf(requestId))
  })

  function isOurs({ headers }: Received, product: string): boolean {
    return (
      headers['x-client-id'] === account.clientId &&
      headers['x-client-secret'] === account.clientSecret &&
      headers['x-product-instance-id'] === product
    )
  }

  function lookUp({ headers, body }: Received, response: ServerResponse): void {
    const { pan, consent, reason, ...more } = JSON.parse(body) as Record<string, string>
    if (headers['content-type'] !== 'application/json' || Object.keys(more).length > 0) {
      return json(response, refuse(400, 'bad_request'))
    }
    if (consent !== 'Y') return json(response, SETU_PAN_ANSWERS.no_consent)
    if (!reason || reason.length < 20) return json(response, SETU_PAN_ANSWERS.reason)
    const behaviour = control.take({ to: pan ?? '', reason })
    treat(response, behaviour, SETU_PAN_ANSWERS.valid, SETU_PAN_ANSWERS)
  }

  function create({ headers, body }: Received, response: ServerResponse): void {
    const { redirectUrl, ...more } = JSON.parse(body) as Record<string, string>
    const isRead = headers['content-type'] === 'application/json' && Object.keys(more).length === 0
    if (!isRead || !redirectUrl || !URL.canParse(redirectUrl)) {
      return json(response, refuse(400, 'invalid_redirect_url'))
    }
    const id = crypto.randomUUID()
    requests.set(id, { redirectUrl, consent: 'unauthenticated' })
    json(response, { status: 201, body: requestBody(id, 'unauthenticated') })
  }

  function statusOf(id: string): Answer {
    const request = requests.get(id)
    if (!request) return refuse(404, 'request_not_found')
    const digilockerUserDetails =
      request.consent === 'authenticated' ? { digilockerId: 'DL-1', phoneNumber: '9876543210' } : {}
    const body = {
      ...requestBody(id, request.consent),
      digilockerUserDetails,
      traceId: '1-65f9b08c',
    }
    return request.status ?? { status: 200, body }
  }

  function aadhaarOf(id: string): Answer {
    const request = requests.get(id)
    if (!request) return refuse(404, 'request_not_found')
    if (request.consent !== 'authenticated') return refuse(401, 'user_not_authenticated')
    return request.aadhaar ?? { status: 200, body: aadhaarData({}, id) }
  }
}

function requestBody(id: string, status: string) {
  const validUpto = new Date(Date.now() + 1_800_000).toISOString()
  return { id, status, url: `https://digilocker.example/${id}`, validUpto }
}
