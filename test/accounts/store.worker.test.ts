import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openCells } from '../../src/accounts/cells.ts'
import { accountStore } from '../../src/accounts/d1-store.ts'
import { databaseOf, shardOfHash } from '../../src/accounts/shards.ts'
import { shardOf } from '../../src/accounts/account-id.ts'
import type { NewAccount } from '../../src/accounts/store.ts'
import { DAY, HOUR } from '../../src/platform/time.ts'
import {
  databaseError,
  newAccount,
  newKeyOfAccount,
  type Person,
  secondDatabase,
  type StatementFault,
  tappedDatabase,
} from '../support/accounts.ts'
import { newPhone } from '../support/people.ts'

const CLOSED = { ok: false, reason: 'account_closed' }
const NOW = 1_800_000_000_000

const exists = (field: string) => ({ ok: false, reason: 'account_exists', field })

const newPan = () => crypto.randomUUID()

const [FIRST, SECOND] = [env.ACCOUNTS, secondDatabase()]

const DIVISIONS = [
  ['one database', [FIRST]],
  ['two databases', [FIRST, SECOND]],
] as const

/** Makes accounts until one is as wanted: the hashes that places come from are random. */
function accountWhere(wanted: (account: NewAccount) => boolean, person: Person = {}): NewAccount {
  for (;;) {
    const account = newAccount({ pan: newPan(), ...person })
    if (wanted(account)) return account
  }
}

/** Counts the rows that are left of an account, by table. */
async function rowsOf(id: string) {
  const count = async (table: string, column = 'account_id') => {
    const counts = [FIRST, SECOND].map((database) =>
      database
        .prepare(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?1`)
        .bind(id)
        .first<number>('n'),
    )
    return (await Promise.all(counts)).reduce<number>((sum, one) => sum + (one ?? 0), 0)
  }
  return {
    accounts: await count('accounts', 'id'),
    claims: await count('claims'),
    cells: await count('cells'),
    consents: await count('consents'),
    passwords: await count('passwords'),
  }
}

const NOTHING = { accounts: 0, claims: 0, cells: 0, consents: 0, passwords: 0 }
const WHOLE = { accounts: 1, claims: 2, cells: 5, consents: 2, passwords: 1 }

async function passwordOf({ id }: NewAccount): Promise<string | null> {
  const hashes = [FIRST, SECOND].map((database) =>
    database
      .prepare('SELECT hash FROM passwords WHERE account_id = ?1')
      .bind(id)
      .first<string>('hash'),
  )
  return (await Promise.all(hashes)).find((hash) => hash !== null) ?? null
}

type Faults = (sql: string) => StatementFault | undefined

const faultyStore = (databases: readonly D1Database[], faultOf: Faults) =>
  accountStore({ databases: databases.map((one) => tappedDatabase(one, { faultOf })) })

/** Fails the first creations of an account. */
function failing(times: number, fault: StatementFault): Faults {
  let left = times
  return (sql) => (sql.includes('INTO accounts') && left-- > 0 ? fault : undefined)
}

describe.each(DIVISIONS)('the accounts of %s', (_, databases) => {
  const store = accountStore({ databases })
  const reviewsOf = async ({ id }: NewAccount) => {
    const found = await store.find(id)
    return found.ok ? found.account.reviews : undefined
  }

  it('are found as they were made, their cells sealed', async () => {
    const key = newKeyOfAccount()
    const account = newAccount({ key })
    expect(await store.create(account, NOW)).toEqual({ ok: true, isRepeat: false })
    const found = await store.find(account.id)
    expect(found).toEqual({
      ok: true,
      account: {
        id: account.id,
        createdAt: NOW,
        closedAt: undefined,
        identity: 'none',
        cells: account.cells,
        consents: account.consents,
      },
    })
    expect(openCells(key, account.id, account.cells).full_name?.text).toBe('Asha Rao')
    expect(await passwordOf(account)).toBe(account.passwordHash)
  })

  it('are not found where there are none', async () => {
    const { id } = newAccount()
    expect(await store.find(id)).toEqual({ ok: false, reason: 'account_not_found' })
    expect(await store.close(id, NOW)).toEqual({ ok: false, reason: 'account_not_found' })
  })

  it('are one a phone: of fifty signups at once one makes it', async () => {
    const phone = newPhone()
    const accounts = Array.from({ length: 50 }, () => newAccount({ phone, pan: newPan() }))
    const answers = await Promise.all(accounts.map((one) => store.create(one, NOW)))
    const made = answers.filter(({ ok }) => ok)
    expect(made).toEqual([{ ok: true, isRepeat: false }])
    expect(answers.filter(({ ok }) => !ok)).toEqual(
      Array.from({ length: 49 }, () => exists('phone')),
    )
    const rows = await Promise.all(
      accounts.map(({ id }, i) => rowsOf(id).then((all) => [answers[i]?.ok, all])),
    )
    for (const [ok, all] of rows) expect(all).toEqual(ok ? WHOLE : NOTHING)
  })

  it('lose a phone that was given to somebody else, as the PAN of both shows', async () => {
    const phone = newPhone()
    const former = newAccount({ phone, pan: newPan() })
    await store.create(former, NOW)
    const soon = newAccount({ phone, pan: newPan() })
    expect(await store.create(soon, NOW + 90 * DAY - 1)).toEqual(exists('phone'))
    const later = NOW + 90 * DAY
    expect(await store.create(newAccount({ phone }), later)).toEqual(exists('phone'))
    const held = newPan()
    await store.create(newAccount({ pan: held }), NOW)
    expect(await store.create(newAccount({ phone, pan: held }), later)).toEqual(exists('phone'))
    expect(await reviewsOf(former)).toBeUndefined()

    const next = newAccount({ phone, pan: newPan() })
    expect(await store.create(next, later)).toEqual({ ok: true, isRepeat: false })
    expect(await reviewsOf(former)).toEqual(['phone_reassigned'])
    expect(await reviewsOf(next)).toBeUndefined()
    expect((await rowsOf(former.id)).claims).toBe(1)
  })

  it('keep a phone until the account that gets it is made whole', async () => {
    const phone = newPhone()
    const former = newAccount({ phone, pan: newPan() })
    await store.create(former, NOW)
    const next = newAccount({ phone, pan: newPan() })
    const later = NOW + 90 * DAY
    let creations = 0
    // The first finds the phone taken, the second would take it.
    const faultOf = (sql: string) =>
      sql.includes('INTO accounts') && ++creations === 2
        ? { error: databaseError('D1 DB is overloaded.'), carriedOut: false }
        : undefined
    expect(await faultyStore(databases, faultOf).create(next, later)).toMatchObject({ ok: false })
    expect(creations).toBe(2)
    expect(await rowsOf(former.id)).toEqual(WHOLE)
    expect(await reviewsOf(former)).toBeUndefined()
    expect(await store.create(next, later)).toEqual({ ok: true, isRepeat: false })
    expect((await rowsOf(former.id)).claims).toBe(1)
  })

  it.each(['pan_name', 'birth_date', 'aadhaar_mobile'] as const)(
    'keep a phone where the %s of who would get it is for a human to look at',
    async (mark) => {
      const phone = newPhone()
      const former = newAccount({ phone, pan: newPan() })
      await store.create(former, NOW)
      const doubtful = newAccount({ phone, pan: newPan(), reviews: [mark] })
      expect(await store.create(doubtful, NOW + 90 * DAY)).toEqual(exists('phone'))
      expect(await reviewsOf(former)).toBeUndefined()
      expect((await rowsOf(former.id)).claims).toBe(2)
    },
  )

  it('keep a phone where the same Aadhaar print was shown for both, whatever their PANs', async () => {
    const [phone, print] = [newPhone(), crypto.randomUUID()]
    const former = newAccount({ phone, print, pan: newPan() })
    await store.create(former, NOW)
    const same = newAccount({ phone, print, pan: newPan() })
    expect(await store.create(same, NOW + 90 * DAY)).toEqual(exists('phone'))
    expect(await rowsOf(former.id)).toEqual(WHOLE)
    expect(await reviewsOf(former)).toBeUndefined()
    const another = newAccount({ phone, print: crypto.randomUUID(), pan: newPan() })
    expect(await store.create(another, NOW + 90 * DAY)).toEqual({ ok: true, isRepeat: false })
  })

  it('keep a phone where no PAN shows that it is somebody else who has it', async () => {
    const phone = newPhone()
    await store.create(newAccount({ phone }), NOW)
    const next = newAccount({ phone, pan: newPan() })
    expect(await store.create(next, NOW + 90 * DAY)).toEqual(exists('phone'))
  })

  it('are marked, all for which the same Aadhaar print was shown', async () => {
    const print = crypto.randomUUID()
    const all = [newAccount({ print }), newAccount({ print }), newAccount({ print })]
    const [first, second, third] = all as [NewAccount, NewAccount, NewAccount]
    await store.create(first, NOW)
    await store.create(first, NOW)
    expect(await reviewsOf(first)).toBeUndefined()
    await Promise.all([store.create(second, NOW), store.create(third, NOW)])
    for (const one of all) expect(await reviewsOf(one)).toEqual(['same_aadhaar_print'])
    const other = newAccount({ print: crypto.randomUUID() })
    await store.create(other, NOW)
    expect(await reviewsOf(other)).toBeUndefined()
  })

  it('forget a print that is closed with its account, or another took the place of', async () => {
    const print = crypto.randomUUID()
    const [closed, changed] = [newAccount({ print }), newAccount({ print: crypto.randomUUID() })]
    await store.create({ ...changed, print }, NOW)
    await store.create(changed, NOW + 1)
    await store.create(closed, NOW)
    await store.close(closed.id, NOW)
    const next = newAccount({ print })
    await store.create(next, NOW)
    expect(await reviewsOf(next)).toBeUndefined()
  })

  it('tell whether another has what is claimed', async () => {
    const [pan, { id: other }] = [newPan(), newAccount()]
    const account = newAccount({ pan })
    const claim = { kind: 'pan', hash: account.claims.pan ?? '' } as const
    const isHeld = (by: string) => store.isHeld(claim, by, NOW)
    expect(await isHeld(other)).toEqual({ ok: true, isHeld: false })
    await store.create(account, NOW)
    expect(await isHeld(other)).toEqual({ ok: true, isHeld: true })
    expect(await isHeld(account.id)).toEqual({ ok: true, isHeld: false })
    await store.close(account.id, NOW)
    expect(await isHeld(other)).toEqual({ ok: true, isHeld: false })
  })

  it('are one a PAN', async () => {
    const pan = newPan()
    const accounts = Array.from({ length: 20 }, () => newAccount({ pan }))
    const answers = await Promise.all(accounts.map((one) => store.create(one, NOW)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 19 }, () => exists('pan')))
  })

  it('are refused by the phone first, where phone and PAN are both taken', async () => {
    const [phone, pan] = [newPhone(), newPan()]
    await store.create(newAccount({ phone }), NOW)
    await store.create(newAccount({ pan }), NOW)
    const account = newAccount({ phone, pan })
    expect(await store.create(account, NOW)).toEqual(exists('phone'))
    expect(await rowsOf(account.id)).toEqual(NOTHING)
  })

  it('are made once a signup: a repeat has the new password and answers', async () => {
    const [key, pan] = [newKeyOfAccount(), newPan()]
    const account = newAccount({ key, pan })
    await store.create(account, NOW)
    const { cells } = newAccount({ key, name: 'Asha K Rao' })
    const again = { ...account, cells, passwordHash: 'another' }
    expect(await store.create(again, NOW + 1)).toEqual({ ok: true, isRepeat: true })
    expect(await passwordOf(account)).toBe('another')
    expect(await store.find(account.id)).toMatchObject({ account: { createdAt: NOW, cells } })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  it('are one however often a signup asks at once', async () => {
    const account = newAccount({ pan: newPan() })
    const answers = await Promise.all(
      Array.from({ length: 10 }, (__, i) => store.create(account, NOW + i)),
    )
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(answers.filter((one) => one.ok && !one.isRepeat)).toHaveLength(1)
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  it('remember when a consent was withdrawn, and the first time if it is again', async () => {
    const account = newAccount()
    await store.create(account, NOW)
    expect(await store.withdrawConsent(account.id, 'offers', NOW + 5)).toEqual({ ok: true })
    expect(await store.withdrawConsent(account.id, 'offers', NOW + 9)).toEqual({ ok: true })
    expect(await store.withdrawConsent(account.id, 'none', NOW + 9)).toEqual({
      ok: false,
      reason: 'consent_not_found',
    })
    const found = await store.find(account.id)
    expect(found.ok && found.account.consents).toEqual([
      account.consents[0],
      { ...account.consents[1], withdrawnAt: NOW + 5 },
    ])
  })

  it('keep of one that is closed its dates and consents, and free its phone and PAN', async () => {
    const [phone, pan] = [newPhone(), newPan()]
    const account = newAccount({ phone, pan })
    await store.create(account, NOW)
    expect(await store.close(account.id, NOW + 5)).toEqual({ ok: true })
    expect(await store.close(account.id, NOW + 9)).toEqual({ ok: true })
    const dates = { createdAt: NOW, closedAt: NOW + 5 }
    const { consents } = account
    expect(await store.find(account.id)).toEqual({
      ok: true,
      account: { id: account.id, ...dates, identity: 'none', cells: {}, consents },
    })
    expect(await rowsOf(account.id)).toEqual({ ...NOTHING, accounts: 1, consents: 2 })
    const next = newAccount({ phone, pan })
    expect(await store.create(next, NOW + 10)).toEqual({ ok: true, isRepeat: false })
  })

  it('are never made again by the signup of one that is closed', async () => {
    const account = newAccount()
    await store.create(account, NOW)
    await store.close(account.id, NOW)
    expect(await store.create(account, NOW + 1)).toEqual(CLOSED)
    expect((await rowsOf(account.id)).cells).toBe(0)
  })

  it('are not made by a signup whose account was closed before it was there', async () => {
    const account = newAccount({ pan: newPan() })
    expect(await store.close(account.id, NOW, account.signup)).toEqual({
      ok: false,
      reason: 'account_not_found',
    })
    expect(await store.create(account, NOW + 1)).toEqual(CLOSED)
    expect(await rowsOf(account.id)).toEqual({ ...NOTHING, accounts: 1 })
    await store.close(account.id, NOW + 2, account.signup)
    expect(await store.find(account.id)).toMatchObject({ account: { closedAt: NOW } })
  })

  it('are not made again by a signup whose account is closed just as it asks', async () => {
    const account = newAccount()
    await store.create(account, NOW)
    let batches = 0
    const closing = databases.map((database) => ({
      prepare: (text: string) => database.prepare(text),
      async batch(statements: D1PreparedStatement[]) {
        batches += 1
        // The first finds the account there, the second would take its place.
        if (batches === 2) await store.close(account.id, NOW)
        return database.batch(statements)
      },
    })) as unknown as readonly D1Database[]
    expect(await accountStore({ databases: closing }).create(account, NOW + 1)).toEqual(CLOSED)
    expect(batches).toBeGreaterThanOrEqual(2)
    expect(await rowsOf(account.id)).toEqual({ ...NOTHING, accounts: 1, consents: 2 })
  })

  describe('and faults of a database', () => {
    const lost = databaseError('Network connection lost.')
    const overloaded = databaseError('D1 DB is overloaded. Requests queued for too long.')

    it.each([
      ['before', { error: lost, carriedOut: false }],
      ['after', { error: lost, carriedOut: true }],
    ])('a connection lost %s the creation: it is made all the same', async (__, fault) => {
      const account = newAccount({ pan: newPan() })
      const made = await faultyStore(databases, failing(2, fault)).create(account, NOW)
      expect(made).toEqual({ ok: true, isRepeat: false })
      expect(await rowsOf(account.id)).toEqual(WHOLE)
    })

    it.each([
      ['before', { error: lost, carriedOut: false }, NOTHING],
      ['after', { error: lost, carriedOut: true }, { ...WHOLE, claims: 1 }],
    ])('one that stays lost, %s it: a repeat makes it', async (__, fault, left) => {
      const account = newAccount()
      expect(await faultyStore(databases, failing(3, fault)).create(account, NOW)).toEqual({
        ok: false,
        reason: 'accounts_unavailable',
      })
      expect(await rowsOf(account.id)).toEqual(left)
      expect(await store.create(account, NOW + 1)).toEqual({
        ok: true,
        isRepeat: left !== NOTHING,
      })
      expect(await rowsOf(account.id)).toEqual({ ...WHOLE, claims: 1 })
    })

    it('one that is overloaded is not asked again', async () => {
      const asked = vi.fn<(sql: string) => StatementFault>(() => ({
        error: overloaded,
        carriedOut: false,
      }))
      const { create, find, close, withdrawConsent } = bound(faultyStore(databases, asked))
      const account = newAccount()
      for (const call of [
        () => create(account, NOW),
        () => find(account.id),
        () => close(account.id, NOW),
        () => withdrawConsent(account.id, 'offers', NOW),
      ]) {
        asked.mockClear()
        expect(await call()).toEqual({ ok: false, reason: 'accounts_unavailable' })
        expect(asked).toHaveBeenCalledTimes(1)
      }
    })

    it('a bug is no outage', async () => {
      const fault = { error: databaseError('no such table: accounts'), carriedOut: false }
      await expect(faultyStore(databases, () => fault).find(newAccount().id)).rejects.toThrow(
        'no such table',
      )
    })
  })
})

const bound = (store: ReturnType<typeof accountStore>) => ({
  create: store.create.bind(store),
  find: store.find.bind(store),
  close: store.close.bind(store),
  withdrawConsent: store.withdrawConsent.bind(store),
})

/** The account with another PAN, where that is to be. */
const withPan = (one: NewAccount, wanted: (account: NewAccount) => boolean) => {
  const of = ({ claims }: NewAccount) => ({
    ...one,
    claims: { phone: one.claims.phone, pan: claims.pan ?? '' },
  })
  return of(accountWhere((other) => wanted(of(other))))
}

describe('a claim in another database than its account', () => {
  const databases = [FIRST, SECOND]
  const store = accountStore({ databases })
  const placeOf = (shard: number) => databaseOf(databases, shard)
  const isApart = ({ id, claims }: NewAccount) =>
    placeOf(shardOf(id)) !== placeOf(shardOfHash(claims.pan ?? ''))

  const crashing = (needle: string) => {
    const error = new Error('the isolate went away')
    return faultyStore(databases, (sql) =>
      sql.includes(needle) ? { error, carriedOut: false } : undefined,
    )
  }

  /** A store that has something else done before its first such statement. */
  const once = <Outcome>(needle: string, act: () => Promise<Outcome>) => {
    let acted: Promise<Outcome> | undefined
    const before = async (sql: string) => {
      if (!acted && sql.includes(needle)) await (acted = act())
    }
    const tapped = databases.map((one) => tappedDatabase(one, { before }))
    return { store: accountStore({ databases: tapped }), outcome: () => acted }
  }

  let account: NewAccount
  let pan: string
  beforeEach(() => {
    pan = newPan()
    account = accountWhere(isApart, { pan })
  })

  it('stands in the database of its hash', async () => {
    await store.create(account, NOW)
    const at = placeOf(shardOfHash(account.claims.pan ?? ''))
    const claim = at.prepare('SELECT account_id FROM claims WHERE kind = ?1 AND hash = ?2')
    expect(await claim.bind('pan', account.claims.pan).first('account_id')).toBe(account.id)
  })

  it('is taken back where the account is refused', async () => {
    const phone = newPhone()
    await store.create(newAccount({ phone }), NOW)
    const refused = accountWhere(isApart, { phone })
    expect(await store.create(refused, NOW)).toMatchObject({ field: 'phone' })
    expect(await rowsOf(refused.id)).toEqual(NOTHING)
  })

  it('holds while its account may yet be made, an hour, and then no more', async () => {
    await expect(crashing('INTO accounts').create(account, NOW)).rejects.toThrow('went away')
    expect(await rowsOf(account.id)).toEqual({ ...NOTHING, claims: 1 })
    const other = newAccount({ pan })
    expect(await store.create(other, NOW + HOUR - 1)).toMatchObject({ field: 'pan' })
    expect(await store.create(other, NOW + HOUR)).toEqual({ ok: true, isRepeat: false })
  })

  const overloaded = databaseError('D1 DB is overloaded. Requests queued for too long.')
  const lost = databaseError('Network connection lost.')

  it('is given up at once where the database of its account was overloaded, so that none was made', async () => {
    const fault = { error: overloaded, carriedOut: false }
    const failed = await faultyStore(databases, failing(1, fault)).create(account, NOW)
    expect(failed).toEqual({ ok: false, reason: 'accounts_unavailable' })
    expect(await rowsOf(account.id)).toEqual(NOTHING)
    const claim = { kind: 'pan', hash: account.claims.pan ?? '' } as const
    const { id } = newAccount()
    expect(await store.isHeld(claim, id, NOW)).toEqual({ ok: true, isHeld: false })
    expect(await store.create(newAccount({ pan }), NOW)).toMatchObject({ ok: true })
  })

  it('stays where the account may have been made before the database was overloaded', async () => {
    const faults = [
      { error: lost, carriedOut: true },
      { error: overloaded, carriedOut: false },
    ]
    const faultOf = (sql: string) => (sql.includes('INTO accounts') ? faults.shift() : undefined)
    const failed = await faultyStore(databases, faultOf).create(account, NOW)
    expect(failed).toEqual({ ok: false, reason: 'accounts_unavailable' })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  it('stays where the account was made, and the database is overloaded as that is found', async () => {
    const faults = [{ error: lost, carriedOut: true }]
    const faultOf = (sql: string) => {
      if (sql.includes('INTO accounts')) return faults.shift()
      const isFinding = sql.includes('WHERE signup')
      return isFinding ? { error: overloaded, carriedOut: false } : undefined
    }
    const failed = await faultyStore(databases, faultOf).create(account, NOW)
    expect(failed).toEqual({ ok: false, reason: 'accounts_unavailable' })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  it('is not taken from a signup that comes back to it after an hour, just as another finds it old', async () => {
    await expect(crashing('INTO accounts').create(account, NOW)).rejects.toThrow('went away')
    // Even where the clock of who comes back shows the time of before.
    const back = once('DELETE FROM claims WHERE kind', () => store.create(account, NOW))
    expect(await back.store.create(newAccount({ pan }), NOW + HOUR)).toEqual(exists('pan'))
    expect(await back.outcome()).toEqual({ ok: true, isRepeat: false })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  describe('of a making that is refused for its phone, as that is given up', () => {
    let holder: NewAccount
    beforeEach(async () => {
      const phone = newPhone()
      holder = newAccount({ phone })
      await store.create(holder, NOW)
      account = accountWhere(isApart, { phone })
    })

    it('stays if the same signup claimed it since, and was made', async () => {
      const refused = once('DELETE FROM claims', async () => {
        await store.close(holder.id, NOW)
        return store.create(account, NOW)
      })
      await refused.store.create(account, NOW)
      expect(await refused.outcome()).toEqual({ ok: true, isRepeat: false })
      expect(await rowsOf(account.id)).toEqual(WHOLE)
    })

    it('stays if the same signup claimed it before, and is made then', async () => {
      const made = once('INTO accounts', async () => {
        const refused = await store.create(account, NOW)
        await store.close(holder.id, NOW)
        return refused
      })
      expect(await made.store.create(account, NOW)).toEqual({ ok: true, isRepeat: false })
      expect(await made.outcome()).toEqual(exists('phone'))
      expect(await rowsOf(account.id)).toEqual(WHOLE)
    })
  })

  it('is found again by the signup that reserved it', async () => {
    await expect(crashing('INTO accounts').create(account, NOW)).rejects.toThrow('went away')
    expect(await store.create(account, NOW + 1)).toEqual({ ok: true, isRepeat: false })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  it.each([
    ['in that database too', isApart],
    ['in the account’s own', (one: NewAccount) => !isApart(one)],
  ])('is given up once a repeat with another PAN, %s, is written', async (__, wanted) => {
    await store.create(account, NOW)
    const again = withPan(account, wanted)
    const other = newAccount({ pan })
    await expect(crashing('SET identity').create(again, NOW + 1)).rejects.toThrow('went away')
    expect(await store.create(other, NOW + 2)).toMatchObject({ field: 'pan' })
    expect(await store.create(again, NOW + 2)).toEqual({ ok: true, isRepeat: true })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
    expect(await store.create(other, NOW + 2)).toEqual({ ok: true, isRepeat: false })
    const claim = { kind: 'pan', hash: again.claims.pan } as const
    expect(await store.isHeld(claim, other.id, NOW + 2)).toEqual({ ok: true, isHeld: true })
  })

  it.each([
    ['at the same time', NOW],
    ['by a clock that is behind', NOW - 50],
  ])('is given up where a repeat with another PAN comes %s', async (__, then) => {
    await store.create(account, NOW)
    const again = withPan(account, isApart)
    expect(await store.create(again, then)).toMatchObject({ ok: true })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
    expect(await store.create(newAccount({ pan }), NOW)).toMatchObject({ ok: true })
  })

  it('is given up where its account was made with another PAN after all', async () => {
    await expect(crashing('INTO accounts').create(account, NOW)).rejects.toThrow('went away')
    const again = withPan(account, isApart)
    expect(await store.create(again, NOW + 1)).toEqual({ ok: true, isRepeat: false })
    expect(await rowsOf(account.id)).toEqual(WHOLE)
  })

  it('of an account that was closed is in nobody’s way, if closing did not come so far', async () => {
    await store.create(account, NOW)
    const home = placeOf(shardOf(account.id))
    const apart = tappedDatabase(home === FIRST ? SECOND : FIRST, {
      faultOf: () => ({ error: new Error('the isolate went away'), carriedOut: false }),
    })
    const crash = accountStore({ databases: home === FIRST ? [FIRST, apart] : [apart, SECOND] })
    await expect(crash.close(account.id, NOW + 1)).rejects.toThrow('went away')
    expect((await rowsOf(account.id)).claims).toBe(1)
    expect(await store.create(newAccount({ pan }), NOW + 2)).toMatchObject({ ok: true })
  })
})

describe('the statements', () => {
  it('find their rows by a key, each, and bind at most 100 values', async () => {
    const prepared = new Set<string>()
    const databases = [FIRST, SECOND].map((one) => tappedDatabase(one, { prepared }))
    const store = accountStore({ databases })
    const [phone, pan] = [newPhone(), newPan()]
    const account = newAccount({ phone, pan })
    await store.create(account, NOW)
    await store.create(account, NOW + 1)
    await store.create(newAccount({ phone, pan }), NOW)
    await store.create(newAccount({ pan }), NOW)
    for (let i = 0; i < 20; i++) await store.create(newAccount({ pan: newPan() }), NOW)
    const print = crypto.randomUUID()
    const reviews = ['pan_name'] as const
    const verification = {
      step: 4,
      source: 'one',
      nameMatch: 'review',
      dateMatch: 'match',
      at: 1,
    } as const
    await store.create({ ...newAccount({ print, reviews }), verifications: [verification] }, NOW)
    await store.create(newAccount({ print }), NOW)
    await store.create(newAccount({ phone, print, pan: newPan() }), NOW + 90 * DAY)
    await store.isHeld({ kind: 'pan', hash: account.claims.phone }, account.id, NOW)
    await store.find(account.id)
    await store.withdrawConsent(account.id, 'offers', NOW)
    await store.close(account.id, NOW)
    expect(prepared.size).toBeGreaterThan(12)
    for (const text of prepared) {
      const values = Math.max(...[...text.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n)))
      expect(values).toBeLessThanOrEqual(100)
      const { results } = await FIRST.prepare(`EXPLAIN QUERY PLAN ${text}`)
        .bind(...Array(values).fill(null))
        .all<{ detail: string }>()
      const details = results.map(({ detail }) => detail)
      expect({ text, scans: details.filter((one) => one.includes('SCAN')) }).toEqual({
        text,
        scans: [],
      })
    }
  })

  it('would be found to scan', async () => {
    const { results } = await FIRST.prepare(
      'EXPLAIN QUERY PLAN SELECT hash FROM claims WHERE claimed_at = 1',
    ).all<{ detail: string }>()
    expect(results.map(({ detail }) => detail).join()).toContain('SCAN')
  })

  it('write few rows: D1 is billed by them', async () => {
    const written: number[] = []
    const account = newAccount()
    const counted = new Proxy(FIRST, {
      get: (target, property) =>
        property === 'batch'
          ? async (all: D1PreparedStatement[]) => {
              const results = await target.batch(all)
              written.push(...results.map(({ meta }) => meta.rows_written))
              return results
            }
          : target.prepare.bind(target),
    })
    await accountStore({ databases: [counted] }).create(account, NOW)
    expect(written.reduce((sum, one) => sum + one, 0)).toBe(12)
  })
})
