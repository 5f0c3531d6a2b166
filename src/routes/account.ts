import type { Context } from 'hono'
import { isRequired, readAccount } from '../accounts/account.ts'
import { CELL_NAMES, type CellSource, type Fields } from '../accounts/cells.ts'
import { maskCell } from '../accounts/mask.ts'
import { findMade } from '../accounts/open-account.ts'
import { endOf } from '../accounts/sessions.ts'
import type { AccountReply } from '../contract/replies.ts'
import { accountBearer, setAccountCookie } from '../http/account-cookie.ts'
import type { Answer } from '../http/answer.ts'
import { edgeOf } from '../http/edge.ts'
import { refuse } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { replyWords } from '../http/language.ts'
import { clearSessionCookie } from '../http/session-cookie.ts'
import { signupBearer } from '../http/signup-bearer.ts'
import type { ReviewMark } from '../identity/verified.ts'
import { callSession } from '../objects.ts'

const PATH = '/users/api/account'

const SIGNED_OUT = { ok: false, reason: 'signed_out' } as const

type Reply = Answer<'GET /users/api/account/'>

const SOURCES = {
  code: 'verified_by_code',
  person: 'given',
  register: 'verified_by_register',
} as const satisfies Record<CellSource, string>

/** Shows an account to its owner: all that is held, masked, the consents and the sessions. */
export const account = factory.createApp().get(PATH, async (c): Promise<Reply> => {
  const bearer = await accountBearer(c)
  let result = bearer.ok ? await readAccount(edgeOf(c), bearer) : bearer
  if (!result.ok && result.reason === 'signed_out') result = await readMade(c)
  if (!result.ok) return refuse(c, result)
  const { account: held, fields, session, sessions } = result
  return c.json<AccountReply, 200>({
    success: true as const,
    message: replyWords(c).replies.account_shown,
    account_id: held.id,
    opened_at: textOf(held.createdAt),
    tier: tierOf(fields),
    identity: held.identity,
    reviews: reviewsOf(held.reviews),
    data: dataOf(fields),
    consents: held.consents.map(({ noticeVersion, givenAt, withdrawnAt, ...consent }) => ({
      step: consent.step,
      purpose: consent.purpose,
      required: isRequired(consent.purpose),
      notice_version: noticeVersion,
      language: consent.language,
      given_at: textOf(givenAt),
      withdrawn_at: withdrawnAt === undefined ? undefined : textOf(withdrawnAt),
    })),
    passkeys: [],
    sessions: sessions.map((one) => ({
      opened_at: textOf(one.openedAt),
      seen_at: textOf(one.lastSeenAt),
      ends_at: textOf(endOf(one)),
      current: one.id === session.id,
    })),
  })
})

/** Reads, and signs in to, the account of a signup of whose making its bearer never heard. */
async function readMade(c: Context<AppEnv>) {
  const signup = await signupBearer(c)
  if (!signup.ok) return SIGNED_OUT
  const { sessionId, token } = signup
  const status = await callSession(edgeOf(c), sessionId, (one) => one.status({ token }))
  if (status.ok || status.madeId === undefined) return SIGNED_OUT
  const found = await findMade(edgeOf(c), token, status.madeId)
  if (!found.ok && found.reason === 'accounts_unavailable')
    return { ...found, reason: found.reason }
  if (!found.ok || found.token === undefined) return SIGNED_OUT
  const bearer = { accountId: found.accountId, token: found.token }
  const result = await readAccount(edgeOf(c), bearer)
  if (result.ok) {
    setAccountCookie(c, bearer)
    clearSessionCookie(c)
  }
  return result
}

/** Says honestly what was verified: nobody was seen, so that even both leave a risk. */
function tierOf({ aadhaar_last4: aadhaar, pan }: Fields): AccountReply['tier'] {
  if (aadhaar && pan) return 'non_face_to_face'
  return aadhaar || pan ? 'partly_identified' : 'unidentified'
}

/** Tells what is about the person alone by its name; what is about others, too, as something else. */
function reviewsOf(marks: readonly ReviewMark[] = []): AccountReply['reviews'] {
  const told = marks.map((mark) =>
    mark === 'same_aadhaar_print' || mark === 'phone_reassigned' ? 'other' : mark,
  )
  return [...new Set(told)]
}

function dataOf(fields: Fields): AccountReply['data'] {
  return CELL_NAMES.flatMap((item) => {
    const field = fields[item]
    if (!field) return []
    const source = SOURCES[field.source]
    return [{ item, value: maskCell(item, field.text), source, kept_until: 'closing' as const }]
  })
}

function textOf(moment: number): string {
  return new Date(moment).toISOString()
}
