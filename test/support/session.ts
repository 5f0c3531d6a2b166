import { NOTICES } from '../../src/contract/notices.ts'
import type { Challenge } from '../../src/otp/challenge.ts'
import type { PersonalDetails } from '../../src/person/personal-details.ts'
import { SessionSecrets } from '../../src/signup/session-secrets.ts'
import {
  type SessionState,
  startSession,
  type Verification,
} from '../../src/signup/session-state.ts'
import { at, PHONE, send } from './challenge.ts'
import { config, DEVELOPMENT } from './config.ts'

const BYTES = { k1: 7, k2: 8 }

/** Writes a ring of these secrets, the one for new things first. */
export const ring = (...ids: readonly (keyof typeof BYTES)[]) =>
  ids.map((id) => `${id}:${Buffer.alloc(32, BYTES[id]).toString('base64')}`).join()

/** The secrets of a session by rings and other vars. */
export const secretsOf = (vars: object = {}, sessionId = 'session') =>
  new SessionSecrets(
    config({ ...DEVELOPMENT, OTP_SECRET: ring('k1'), DATA_SECRET: ring('k1'), ...vars }),
    sessionId,
  )

export const SECRETS = secretsOf()

export const KEY = { value: 'a'.repeat(22), hash: 'hash', body: 'body' }

/** The token of the session's first cookie. */
export const TOKEN = SECRETS.firstToken(KEY.value)

const { next: begun } = startSession(undefined, send({ isFirst: true, key: KEY }), SECRETS, at(0))

/** Makes a session as its first send leaves it. */
export const session = (more: Partial<SessionState> = {}): SessionState => ({ ...begun, ...more })

/** The same with another challenge. */
export const sessionWith = (change: (from: Challenge) => Challenge): SessionState =>
  session({ challenge: change(begun.challenge) })

export const verifiedAt = (seconds: number): { readonly verified: Verification } => ({
  verified: { at: at(seconds), replay: undefined },
})

/** The answers of step 2. */
export const DETAILS: PersonalDetails = {
  fullName: 'S. Janaki',
  dateOfBirth: '1990-03-27',
  email: 'janaki@example.com',
  pinCode: '560001',
  consent: {
    noticeVersion: NOTICES['personal-details'].version,
    language: 'en',
    purposes: ['account', 'contact'],
    at: at(9),
  },
}

/** The code that the session's last text brought. */
export const codeOf = ({ challenge }: SessionState, phone = PHONE) =>
  SECRETS.code(challenge.issue, phone, at(0))
