import type { OperationName } from './api.ts'
import type { Example } from './example.ts'
import { NOTICES } from './notices.ts'

const session_id = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'

const consentTo = (step: 'aadhaar' | 'pan') => ({
  notice_version: NOTICES[step].version,
  language: 'en',
  purposes: [step],
})

const code = { session_id, qr_data: '6979414848205548…', consent: consentTo('aadhaar') }
const card = { session_id, pan: 'SNDPA0001A', consent: consentTo('pan') }
const placeholders = ['__Host-signup', 'session_id']

/** Shows the steps that verify the person, likewise; the PANs are those of the sandbox. */
export const IDENTITY_EXAMPLES: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  'POST /users/api/verify-aadhaar-qr/': {
    code: {
      summary: 'A code that UIDAI signed, of the person of step 2, whose phone it knows',
      body: code,
      status: 200,
      reply: {
        success: true,
        message: 'Aadhaar verified.',
        next_step: 4,
        aadhaar: {
          last4: '4821',
          issued_on: '2026-10-02',
          name_match: 'match',
          mobile_linked: true,
        },
      },
      placeholders: [...placeholders, 'qr_data'],
    },
    old_code: {
      summary: 'A code of 2018 or before',
      body: { ...code, qr_data: '<PrintLetterBarcodeData uid="…"/>' },
      status: 400,
      reply: {
        success: false,
        error: 'unsigned_qr',
        message:
          'This is an old Aadhaar code, which is not signed. Please use that of a new e-Aadhaar.',
        field: 'qr_data',
      },
      placeholders,
    },
  },
  'POST /users/api/start-aadhaar/': {
    led: {
      summary: 'The person goes to DigiLocker',
      body: { session_id, consent: consentTo('aadhaar') },
      status: 200,
      reply: {
        success: true,
        message: 'DigiLocker opens next.',
        redirect_url: 'https://digilocker.example/consent/8f1c…',
      },
      placeholders: [...placeholders, 'redirect_url'],
    },
  },
  'POST /users/api/finish-aadhaar/': {
    back: {
      summary: 'The person is back, and has consented',
      body: { session_id, return_query: 'state=…&success=True&id=…&scope=ADHAR' },
      status: 200,
      reply: {
        success: true,
        message: 'Aadhaar verified.',
        next_step: 4,
        aadhaar: {
          last4: '0019',
          issued_on: '2024-01-01',
          name_match: 'match',
          mobile_linked: null,
        },
      },
      placeholders: [...placeholders, 'return_query'],
    },
    away: {
      summary: 'The person is not back yet',
      body: { session_id },
      status: 409,
      reply: {
        success: false,
        error: 'aadhaar_pending',
        message: 'DigiLocker has not told us of your consent yet.',
        retry_after: 5,
      },
      placeholders,
    },
  },
  'POST /users/api/verify-pan/': {
    card: {
      summary: 'The PAN of the person of step 2',
      body: card,
      status: 200,
      reply: {
        success: true,
        message: 'PAN verified.',
        next_step: 5,
        pan: { masked: 'XXXXXX001A', name_match: 'match' },
      },
      placeholders,
    },
    other_card: {
      summary: "Somebody else's",
      body: { ...card, pan: 'SNDPA0003A' },
      status: 409,
      reply: {
        success: false,
        error: 'name_mismatch',
        message: 'The name on this document differs from the one that you gave. Please check it.',
        step: 2,
      },
      placeholders,
    },
  },
} satisfies { readonly [Name in OperationName]?: unknown }
