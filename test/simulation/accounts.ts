import { isDeepStrictEqual } from 'node:util'
import { claimHash, signupHash } from '../../src/accounts/claims.ts'
import { IDLE } from '../../src/accounts/sessions.ts'
import { ACCOUNT_COOKIE, cookiesSet, errorOf, SESSION_COOKIE } from '../support/people.ts'
import type { Exchange, TimedReply } from './exchange.ts'
import {
  claimsWithoutAccount,
  isOfPassword,
  keptAccount,
  type KeptAccount,
  keptAccounts,
  keyOf,
} from './kept-accounts.ts'
import { Identities, type Shown } from './identities.ts'
import { isOf, isShownOf, SeenSignup, settledAt } from './seen-signup.ts'
import type { Verdict } from './verdict.ts'
import type { World } from './world.ts'

/** The steps that verify the person. */
const IDENTIFYING: ReadonlySet<string> = new Set([
  'verify-aadhaar-qr',
  'finish-aadhaar',
  'verify-pan',
])

type Answered = Exchange & { readonly reply: TimedReply }

/** A cookie of an account, as replies gave it. */
type GivenCookie = { usedAt: number; endedAt: number }

/** Holds the steps after the first, and the accounts that come of them, to what they promise. */
export class Accounts {
  /** Since when answers are as the operators' last change of secrets left them. */
  secretsDroppedAt = 0
  readonly #verdict: Verdict
  readonly #world: World
  readonly #signups = new Map<string, SeenSignup>()
  readonly #owners = new Map<string, SeenSignup>()
  readonly #cookies = new Map<string, GivenCookie>()
  /** Signup cookies that a verification gave. */
  readonly #verified = new Set<string>()
  /** Requests to close an account, by its id. */
  readonly #closings = new Map<string, Exchange[]>()

  readonly #identities: Identities

  constructor(verdict: Verdict, world: World) {
    this.#verdict = verdict
    this.#world = world
    this.#identities = new Identities(verdict, world)
  }

  lookedUp(pan: string, { body }: Exchange): void {
    this.#identities.lookedUp(pan, this.#signup(body.session_id), this.secretsDroppedAt)
  }

  requested(exchange: Exchange): void {
    const { body, route, cookies } = exchange
    const signup = this.#signup(body.session_id)
    if (route === 'personal-details') signup.details.push(exchange)
    if (route === 'create-account') signup.creates.push(exchange)
    if (route === 'withdraw-consent' && body.session_id !== undefined) {
      signup.withdrawals.push(exchange)
    }
    const accountId = cookies[ACCOUNT_COOKIE]?.slice(0, 36) ?? ''
    if (isClosing(exchange)) {
      this.#closings.set(accountId, [...(this.#closings.get(accountId) ?? []), exchange])
    }
  }

  replied(exchange: Exchange): void {
    if (!isAnswered(exchange)) return
    const { route, reply, cookies } = exchange
    if (route === 'verify-otp' && reply.status === 200) this.#phoneVerified(exchange)
    if (route === 'personal-details' && reply.status === 200) this.#stepAnswered(exchange)
    if (route === 'session' && reply.status === 200) this.#shownSignup(exchange)
    if (route === 'create-account') this.#asked(exchange)
    if (IDENTIFYING.has(route)) {
      this.#identities.replied(exchange, reply, this.#signup(exchange.body.session_id))
    }
    if (route === 'account' && reply.status === 200) this.#shownAccount(exchange)
    const given = this.#cookies.get(cookies[ACCOUNT_COOKIE] ?? '')
    if (given) given.usedAt = Math.max(given.usedAt, settledAt(exchange))
    if (given && route === 'sign-out' && reply.status === 200) given.endedAt = reply.at
    if (isClosing(exchange) && reply.status === 200) this.#closed(exchange)
  }

  /** Once all is over. */
  checkAtTheEnd(): void {
    const { desks, config, timeline } = this.#world
    const accounts = keptAccounts(this.#world)
    const bySignup = new Map(
      [...this.#signups].map(([id, signup]) => [signupHash(config, id), signup] as const),
    )
    const open = accounts.filter(({ isClosed }) => !isClosed)
    for (const account of open) {
      const signup = bySignup.get(account.signup)
      const answers = signup?.kept(timeline.now) ?? []
      this.#hold(
        answers.some((one) => isOf(one, account)),
        'an account comes of a signup in order, and is whole',
        () => JSON.stringify([account, answers]),
      )
      this.#claims(account)
      this.#identities.kept(account)
      const isDeleted = signup?.withdrawals.some(({ reply }) => reply?.status === 200)
      this.#hold(!isDeleted, 'a signup that was deleted makes no account', () => account.id)
    }
    const phones = open.map(({ fields }) => fields.phone)
    this.#hold(new Set(phones).size === phones.length, 'a phone has one account', () =>
      phones.join(),
    )
    for (const account of accounts) if (account.isClosed) this.#emptied(account)
    const orphans = claimsWithoutAccount(this.#world)
    const signups = [...this.#signups.values()]
    // In another database than the account, the claim of a making that broke off stays, and counts as
    // none after an hour.
    const brokenOff = signups.filter(({ creates }) =>
      creates.some(({ reply }) => reply === undefined || reply.status === 503),
    )
    this.#hold(
      orphans.length <= brokenOff.length,
      'a claim has its account, unless its making broke off',
      () => orphans.join(),
    )
    const ids = new Set(open.map(({ id }) => id))
    for (const [id, { storage }] of desks.objects) {
      this.#hold(
        ids.has(id) ? keyOf(storage) !== undefined : storage.isEmpty,
        'a desk keeps the key of an open account, and of no other',
        () => `${id} keeps ${storage.dump()}`,
      )
    }
  }

  #phoneVerified({ body, reply }: Answered): void {
    const cookie = cookieSet(reply, SESSION_COOKIE)
    if (cookie !== undefined) this.#verified.add(cookie)
    const texts = this.#world.exchanges.flatMap((one) => one.texts)
    for (const { code, to } of texts) {
      if (code === body.otp_code) this.#signup(body.session_id).phones.add(to)
    }
  }

  #stepAnswered({ id, body, cookies }: Answered): void {
    const cookie = cookies[SESSION_COOKIE] ?? ''
    this.#hold(
      this.#verified.has(cookie) && cookie.startsWith(String(body.session_id)),
      'a step is answered by the bearer of a verified session',
      () => `#${id}`,
    )
  }

  #shownSignup({ id, cookies, reply, arrivedAt }: Answered): void {
    if (reply.body.answers === undefined) return
    const { aadhaar, pan, ...answers } = reply.body.answers as Shown & Record<string, unknown>
    this.#identities.shown({ aadhaar, pan }, answers.full_name)
    const signup = this.#signup(cookies[SESSION_COOKIE]?.slice(0, 36))
    const given = signup.inForce(arrivedAt, reply.at)
    const isNone = isDeepStrictEqual(answers, {})
    this.#hold(
      isNone ? !this.#hasAnswers(signup, arrivedAt) : given.some(same(answers)),
      "a session shows its own person's last answers",
      () => `#${id} shows ${reply.text} of ${JSON.stringify(given)}`,
    )
    const isDeleted = signup.withdrawals.some(
      (one) => one.reply?.status === 200 && one.reply.at < arrivedAt,
    )
    this.#hold(!isDeleted, 'a signup that was deleted is gone', () => `#${id}`)
  }

  #asked(exchange: Answered): void {
    const { id, reply, body, arrivedAt } = exchange
    const signup = this.#signup(body.session_id)
    if (reply.status === 201) return this.#opened(signup, exchange)
    this.#hold(
      errorOf(reply) !== 'step_out_of_order' ||
        this.#world.identifies ||
        !this.#hasAnswers(signup, arrivedAt),
      'the step that comes next is not out of order',
      () => `#${id}`,
    )
  }

  /** A 201 means that the account is there, with what its person answered, and opens to its cookie. */
  #opened(signup: SeenSignup, exchange: Answered): void {
    const { id, reply, body, cookies } = exchange
    const accountId = String(reply.body.account_id)
    const said = () => `#${id} ${accountId}`
    this.#hold(
      (signup.accountId ?? accountId) === accountId &&
        (this.#owners.get(accountId) ?? signup) === signup,
      'a signup makes one account',
      said,
    )
    signup.accountId = accountId
    this.#owners.set(accountId, signup)
    this.#hold(
      this.#verified.has(cookies[SESSION_COOKIE] ?? '') &&
        cookies[SESSION_COOKIE]?.startsWith(String(body.session_id)) === true,
      'an account is opened by the bearer of a verified session',
      said,
    )
    const cookie = cookieSet(reply, ACCOUNT_COOKIE)
    if (cookie !== undefined) {
      this.#hold(cookie.startsWith(accountId), "the cookie is the account's", said)
      this.#cookies.set(cookie, { usedAt: reply.at, endedAt: Infinity })
    }
    if (this.#closings.has(accountId)) return
    const account = keptAccount(this.#world, accountId)
    const answers = signup.kept(reply.at)
    this.#hold(
      account !== undefined && !account.isClosed && answers.some((one) => isOf(one, account)),
      "a 201 means that the account is there, with its person's answers alone",
      () => `#${id} ${JSON.stringify([account, answers])}`,
    )
    if (!account) return
    const wasThere = reply.body['was_there'] === true
    const passwords = signup.mayHaveMade
      .filter((one) => one.reply?.body['was_there'] !== true)
      .filter((one) => wasThere || one === exchange || settledAt(one) >= exchange.arrivedAt)
      .map((one) => String(one.body.password))
    this.#hold(
      passwords.some((one) => isOfPassword(this.#world, account.passwordHash ?? '', one)),
      'a 201 means that the account has the password that came with it, or says that it was there',
      said,
    )
    this.#hold(
      signup.phones.has(account.fields.phone ?? ''),
      'an account has the phone that was verified',
      said,
    )
    this.#claims(account)
    this.#identities.kept(account)
  }

  #shownAccount({ id, cookies, reply, arrivedAt }: Answered): void {
    const made = cookieSet(reply, ACCOUNT_COOKIE)
    if (made !== undefined) {
      const signup = this.#signup(cookies[SESSION_COOKIE]?.slice(0, 36))
      this.#hold(
        this.#verified.has(cookies[SESSION_COOKIE] ?? '') &&
          made.startsWith(signup.accountId ?? ''),
        'an account is opened to the bearer of its signup alone',
        () => `#${id}`,
      )
      this.#owners.set(made.slice(0, 36), signup)
      this.#cookies.set(made, this.#cookies.get(made) ?? { usedAt: reply.at, endedAt: Infinity })
    }
    const cookie = made ?? cookies[ACCOUNT_COOKIE] ?? ''
    const given = this.#cookies.get(cookie)
    const accountId = cookie.slice(0, 36)
    const signup = this.#owners.get(accountId)
    const said = () => `#${id}`
    this.#hold(given !== undefined, 'an account is shown to its cookie', said)
    if (!given || !signup) return
    const isReopened = signup.creates.some((one) => settledAt(one) >= given.endedAt)
    this.#hold(given.endedAt > arrivedAt || isReopened, 'who signed out is out', said)
    this.#hold(given.usedAt + IDLE > arrivedAt, 'an idle session ends', said)
    const closings = this.#closings.get(accountId) ?? []
    const isClosed = closings.some((one) => one.reply?.status === 200 && one.reply.at <= arrivedAt)
    this.#hold(!isClosed, 'a closed account is shown to nobody', said)
    if (closings.length > 0) return
    const [phone = ''] = signup.phones
    this.#hold(
      signup
        .kept(reply.at)
        .some((one) =>
          isShownOf(one, phone, this.#identities.masked(one.full_name), reply.body.data),
        ),
      "an account shows its own person's answers",
      () => `#${id} ${reply.text}`,
    )
  }

  #closed({ cookies }: Answered): void {
    const account = keptAccount(this.#world, cookies[ACCOUNT_COOKIE]?.slice(0, 36) ?? '')
    this.#hold(account?.isClosed === true, 'who closed an account has', () => String(account?.id))
    if (account) this.#emptied(account)
  }

  #emptied({ id, cells, claims, passwordHash }: KeptAccount): void {
    this.#hold(
      cells === 0 && claims.length === 0 && passwordHash === undefined,
      'a closed account keeps no cell, no claim and no password',
      () => id,
    )
  }

  #claims({ id, fields, claims }: KeptAccount): void {
    const { config } = this.#world
    const { phone = '', pan } = fields
    const own = [
      ...(pan === undefined ? [] : [`pan ${claimHash(config, 'pan', pan)}`]),
      `phone ${claimHash(config, 'phone', phone)}`,
    ]
    this.#hold(
      isDeepStrictEqual(claims.toSorted(), own),
      'an open account claims its phone, and its PAN',
      () => id,
    )
  }

  #hasAnswers(signup: SeenSignup, when: number): boolean {
    return signup.answeredAt < when && signup.answeredAt > this.secretsDroppedAt
  }

  #signup(id: unknown): SeenSignup {
    const name = String(id)
    const signup = this.#signups.get(name) ?? new SeenSignup()
    this.#signups.set(name, signup)
    return signup
  }

  #hold(holds: boolean, invariant: string, detail: () => string): void {
    this.#verdict.hold(holds, invariant, detail)
  }
}

function isAnswered(exchange: Exchange): exchange is Answered {
  return exchange.reply !== undefined
}

function isClosing({ route, body }: Exchange): boolean {
  const isWithdrawal = route === 'withdraw-consent' && body.session_id === undefined
  return route === 'close-account' || (isWithdrawal && body.purpose !== 'offers')
}

const same = (shown: unknown) => (answers: unknown) => isDeepStrictEqual(shown, answers)

function cookieSet(reply: TimedReply, name: string): string | undefined {
  return cookiesSet(reply).find(([one, value]) => one === name && value !== '')?.[1]
}
