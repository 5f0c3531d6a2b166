import type { Config } from '../config.ts'
import { numberOf } from '../contract/steps.ts'
import { reviewMarks, type VerifiedAadhaar, type VerifiedPan } from '../identity/verified.ts'
import { callDesk, callSession, callSignIn, type Objects } from '../objects.ts'
import type { Consent, PersonalDetails } from '../person/personal-details.ts'
import type { Phone } from '../phone/number.ts'
import { logEvent } from '../platform/log.ts'
import { deriveKey, hmac, randomToken } from '../platform/secrets.ts'
import { isBreached } from './breached.ts'
import { sealCells } from './cells.ts'
import { accountIdFor, claimHash, signupHash } from './claims.ts'
import { readCommonPasswords } from './common-passwords.ts'
import { accountStore } from './d1-store.ts'
import { judgePassword, type PasswordFault } from './password-rules.ts'
import type { NewAccount } from './store.ts'

/** Asks for the account of a signup, as the bearer of its cookie. */
export type Opening = {
  readonly sessionId: string
  readonly token: string
  readonly key: { readonly hash: string; readonly body: string } | undefined
  readonly password: string
}

type Opened = {
  readonly ok: true
  readonly accountId: string
  /** Of the account's cookie; none in a repeat once it has signed out. */
  readonly token: string | undefined
  /** Another request made it, with its own password. */
  readonly wasThere: boolean
}

type Refusal =
  | { readonly ok: false; readonly reason: PasswordFault | 'password_breached' }
  | { readonly ok: false; readonly reason: 'account_exists'; readonly field: 'phone' | 'pan' }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfter: number }
  | { readonly ok: false; readonly reason: 'accounts_unavailable' | 'password_unjudged' }
  | { readonly ok: false; readonly reason: 'session_not_found' | 'account_in_progress' }

export type OpeningRefusal = Extract<
  Awaited<ReturnType<typeof openAccount>>,
  { readonly ok: false }
>

/**
 * Makes the account of a signup whose steps are done, and signs its owner in. Asked again after a lost
 * reply, it makes no second one. Throws `ObjectUnavailableError` where an object cannot be reached.
 */
export async function openAccount(objects: Objects, request: Opening) {
  const { sessionId, token, key } = request
  const bearer = { id: randomToken(), token, key }
  const begun = await callSession(objects, sessionId, (one) => one.beginAccount(bearer))
  if (!begun.ok) return { ...begun }
  if ('madeId' in begun) {
    const found = await findMade(objects, token, begun.madeId)
    return found.ok ? { ...found, wasThere: !begun.isRepeat } : found
  }
  const release = (making: Making) =>
    callSession(objects, sessionId, (one) => one.releaseAccount(bearer, making)).catch(
      (error: unknown) => {
        // The lease runs out, and a repeat finds the account.
        logEvent('signup_not_released', {}, error)
        return true
      },
    )
  const made = await make(objects, request, bearer, begun).catch(async (error: unknown) => {
    await release({})
    throw error
  })
  const making = made.ok ? { accountId: made.accountId } : { phoneTaken: isPhoneTaken(made) }
  const isLast = await release(making)
  // Somebody came after the lease: whoever asks again is told what the signup came to.
  return made.ok && !isLast ? ({ ok: false, reason: 'account_in_progress' } as const) : made
}

type Making = { readonly accountId?: string; readonly phoneTaken?: boolean }

type Bearer = Pick<Opening, 'token' | 'key'> & { readonly id: string }

function isPhoneTaken(refusal: Refusal): boolean {
  return refusal.reason === 'account_exists' && refusal.field === 'phone'
}

type Begun = {
  readonly phone: Phone
  readonly phoneTaken: boolean
  readonly answers: {
    readonly 'personal-details'?: PersonalDetails
    readonly aadhaar?: VerifiedAadhaar
    readonly pan?: VerifiedPan
  }
}

async function make(
  objects: Objects,
  { sessionId, token, password }: Opening,
  bearer: Bearer,
  { phone, phoneTaken, answers }: Begun,
): Promise<Opened | Refusal> {
  const { config, env } = objects
  const { 'personal-details': details, aadhaar, pan } = answers
  if (!details) throw new Error('the last step came before the second')
  const id = accountIdFor(config, sessionId, phone)
  const phoneHash = claimHash(config, 'phone', phone.e164)
  if (phoneTaken) {
    const claim = { kind: 'phone', hash: phoneHash } as const
    const held = await accountStore(config).isHeld(claim, id, Date.now())
    if (!held.ok) return held
    if (held.isHeld) return { ok: false, reason: 'account_exists', field: 'phone' }
  }
  const { fullName, dateOfBirth, email } = details
  const own = {
    names: [fullName],
    phone: phone.e164,
    email,
    birthDate: dateOfBirth,
    brand: config.brand,
    pan: pan?.pan,
  }
  const common = await readCommonPasswords(env.ASSETS)
  if (!common) return { ok: false, reason: 'password_unjudged' }
  const fault = judgePassword(password, own, common)
  if (fault) return { ok: false, reason: fault }
  // Before the hash, which may stop this very isolate, and the look-up's timer goes on.
  if (await isBreached(config, password)) return { ok: false, reason: 'password_breached' }
  const hashed = await callSignIn(objects, phone, (one) => one.hashPassword(password))
  if (!hashed.ok) return { ...hashed }
  const { key } = await callDesk(objects, id, (desk) => desk.prepare())
  const account: NewAccount = {
    id,
    signup: signupHash(config, sessionId),
    claims: {
      phone: phoneHash,
      ...(pan && { pan: claimHash(config, 'pan', pan.pan) }),
    },
    cells: sealCells(key, id, {
      phone: { text: phone.e164, source: 'code' },
      full_name: { text: fullName, source: 'person' },
      date_of_birth: { text: dateOfBirth, source: 'person' },
      email: { text: email, source: 'person' },
      pin_code: { text: details.pinCode, source: 'person' },
      ...(aadhaar && { aadhaar_last4: { text: aadhaar.last4, source: 'register' } }),
      ...(pan && { pan: { text: pan.pan, source: 'register' } }),
    }),
    consents: consentsOf(answers),
    passwordHash: hashed.hash,
    identity: aadhaar?.mode ?? 'none',
    verifications: verificationsOf(answers),
    reviews: reviewMarks(aadhaar, pan),
    ...(aadhaar?.reference !== undefined && { print: aadhaar.reference }),
  }
  // As the hash may have waited for longer than the lease; what follows takes less.
  const renewed = await callSession(objects, sessionId, (one) => one.renewAccount(bearer))
  if (!renewed.ok) return { ...renewed }
  const created = await accountStore(config).create(account, Date.now())
  // It was closed as it was asked for again.
  if (!created.ok && created.reason === 'account_closed') {
    return { ok: false, reason: 'session_not_found' }
  }
  if (!created.ok) return created
  const first = firstToken(config, token, id)
  const opened = await callDesk(objects, id, (desk) => desk.openSession(first))
  return { ok: true, accountId: id, token: opened.ok ? first : undefined, wasThere: false }
}

type Answers = Begun['answers']

function consentsOf(answers: Answers): NewAccount['consents'] {
  return (['personal-details', 'aadhaar', 'pan'] as const).flatMap((step) => {
    const { noticeVersion, language, purposes, at: givenAt } = answers[step]?.consent ?? NONE
    const number = numberOf(step)
    return purposes.map((purpose) => ({ step: number, purpose, noticeVersion, language, givenAt }))
  })
}

const NONE: Consent = { noticeVersion: '', language: '', purposes: [], at: 0 }

function verificationsOf(answers: Answers): NewAccount['verifications'] {
  return (['aadhaar', 'pan'] as const).flatMap((step) => {
    const verified = answers[step]
    if (!verified) return []
    const { source, nameMatch, dateMatch, at } = verified
    const told = { step: numberOf(step), source, nameMatch, dateMatch, at }
    if (!('mode' in verified)) return [told]
    const { mobileLinked, issuedOn } = verified
    return [{ ...told, mobileLinked, issuedOn }]
  })
}

/**
 * Finds the account that a signup became, for the bearer of its cookie; the account's token only while
 * it is of a live session. One that was closed since is not found.
 */
export async function findMade(
  objects: Objects,
  token: string,
  accountId: string,
): Promise<
  | Omit<Opened, 'wasThere'>
  | { readonly ok: false; readonly reason: 'accounts_unavailable' | 'session_not_found' }
> {
  const first = firstToken(objects.config, token, accountId)
  const desk = await callDesk(objects, accountId, (one) => one.session(first))
  if (desk.ok) return { ok: true, accountId, token: first }
  const found = await accountStore(objects.config).find(accountId)
  if (found.ok && found.account.closedAt === undefined) {
    return { ok: true, accountId, token: undefined }
  }
  const isGone = found.ok || found.reason === 'account_not_found'
  return { ok: false, reason: isGone ? 'session_not_found' : 'accounts_unavailable' }
}

/** Derives the account's first token from the signup's, so that a lost reply can give it again. */
function firstToken({ dataSecret }: Config, token: string, accountId: string): string {
  return hmac(deriveKey(dataSecret[0].bytes, 'account-token'), token, accountId)
}
