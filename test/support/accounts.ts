import { env } from 'cloudflare:workers'
import { randomBytes } from 'node:crypto'
import { type Cells, sealCells } from '../../src/accounts/cells.ts'
import { accountIdFor, claimHash, signupHash } from '../../src/accounts/claims.ts'
import type { NewAccount } from '../../src/accounts/store.ts'
import { configOf } from '../../src/config.ts'
import { newPhone } from './people.ts'

/** The database that tests of two databases divide accounts to beside ACCOUNTS. */
export function secondDatabase(): D1Database {
  const database: D1Database = Reflect.get(env, 'SECOND_ACCOUNTS')
  return database
}

/** The key of an account, as its desk gives it. */
export const newKeyOfAccount = () => randomBytes(32).toString('base64')

export type Person = {
  readonly phone?: string
  readonly pan?: string
  /** The signup that the account comes from. */
  readonly signup?: string
  readonly key?: string
  readonly name?: string
  /** The account's id, where it is minted already. */
  readonly id?: string
} & Partial<Pick<NewAccount, 'reviews' | 'print'>>

/** Makes all that an account begins with: of a new phone and signup, if no other is given. */
export function newAccount(person: Person = {}): NewAccount {
  const { phone = newPhone(), pan, signup, key, name } = person
  const config = configOf(env)
  const sessionId = signup ?? crypto.randomUUID()
  const id = person.id ?? accountIdFor(config, sessionId, { e164: phone })
  const cells: Cells = sealCells(key ?? newKeyOfAccount(), id, {
    phone: { text: phone, source: 'code' },
    full_name: { text: name ?? 'Asha Rao', source: 'person' },
    date_of_birth: { text: '1990-03-27', source: 'person' },
    email: { text: 'asha@example.in', source: 'person' },
    pin_code: { text: '560001', source: 'person' },
  })
  return {
    id,
    signup: signupHash(config, sessionId),
    claims: {
      phone: claimHash(config, 'phone', phone),
      ...(pan !== undefined && { pan: claimHash(config, 'pan', pan) }),
    },
    cells,
    consents: [
      { step: 2, noticeVersion: '1', language: 'en', purpose: 'account', givenAt: 1 },
      { step: 2, noticeVersion: '1', language: 'en', purpose: 'offers', givenAt: 1 },
    ],
    passwordHash: `scrypt$15$8$3$${crypto.randomUUID()}`,
    identity: 'none',
    verifications: [],
    reviews: person.reviews ?? [],
    ...(person.print !== undefined && { print: person.print }),
  }
}

/** What becomes of statements: `error` is thrown, after they were carried out or instead of that. */
export type StatementFault = { readonly error: Error; readonly carriedOut: boolean }

export type Tap = {
  /** Says what becomes of the next statement or batch, if not what should. */
  readonly faultOf?: (sql: string) => StatementFault | undefined
  /** Is waited for before each statement or batch. */
  readonly before?: (sql: string) => Promise<void>
  /** The text of each statement that is prepared. */
  readonly prepared?: Set<string>
}

/** A database over a real one, whose statements are listed, and fail as told. */
export function tappedDatabase(
  database: D1Database,
  { faultOf, before, prepared }: Tap,
): D1Database {
  const texts = new WeakMap<object, string>()
  const run = async (text: string, carryOut: () => Promise<unknown>) => {
    await before?.(text)
    const fault = faultOf?.(text)
    if (!fault) return carryOut()
    // Whatever came of it: nobody hears.
    if (fault.carriedOut) await Promise.allSettled([carryOut()])
    throw fault.error
  }
  const tapped = (statement: D1PreparedStatement, text: string): D1PreparedStatement => {
    const one = new Proxy(statement, {
      get(target, property) {
        if (property === 'bind') {
          return (...values: unknown[]) => tapped(target.bind(...values), text)
        }
        const method: unknown = Reflect.get(target, property)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) =>
          run(text, () => Reflect.apply(method, target, given) as Promise<unknown>)
      },
    })
    texts.set(one, text)
    reals.set(one, statement)
    return one
  }
  return {
    prepare(text: string) {
      prepared?.add(text)
      return tapped(database.prepare(text), text)
    },
    batch(statements: D1PreparedStatement[]) {
      const text = statements.map((one) => texts.get(one) ?? '').join(';\n')
      return run(text, () => database.batch(statements.map((one) => reals.get(one) ?? one)))
    },
  } as unknown as D1Database
}

const reals = new WeakMap<object, D1PreparedStatement>()

/** An error as D1 throws it: the text alone tells. */
export const databaseError = (text: string) => new Error(`D1_ERROR: ${text}`)
