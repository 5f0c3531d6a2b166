import { Buffer } from 'node:buffer'
import { decrypt, encrypt } from '../platform/secrets.ts'

/** Lists the personal fields of an account, each a cell of its own. */
export const CELL_NAMES = [
  'phone',
  'full_name',
  'date_of_birth',
  'email',
  'pin_code',
  'aadhaar_last4',
  'pan',
] as const

export type CellName = (typeof CELL_NAMES)[number]

/** Says where a field comes from: the person, a code that was texted, or who keeps a register. */
export type CellSource = 'person' | 'code' | 'register'

/** Holds a field sealed under the account's key, in base64url. */
type Cell = { readonly box: string; readonly source: CellSource }

export type Cells = Partial<Readonly<Record<CellName, Cell>>>

type Field = { readonly text: string; readonly source: CellSource }

export type Fields = Partial<Readonly<Record<CellName, Field>>>

/** Seals fields under the account's key (base64), each bound to its account and its name. */
export function sealCells(key: string, accountId: string, fields: Fields): Cells {
  const bytes = Buffer.from(key, 'base64')
  return each(fields, (name, { text, source }) => {
    const box = encrypt(bytes, Buffer.from(text), contextOf(accountId, name))
    return { box: box.toString('base64url'), source }
  })
}

/** Opens cells; one that was changed, moved or sealed under another key is left out. */
export function openCells(key: string, accountId: string, cells: Cells): Fields {
  const bytes = Buffer.from(key, 'base64')
  return each(cells, (name, { box, source }) => {
    const text = decrypt(bytes, Buffer.from(box, 'base64url'), contextOf(accountId, name))
    return text && { text: text.toString('utf8'), source }
  })
}

function each<From, To>(
  all: Partial<Readonly<Record<CellName, From>>>,
  make: (name: CellName, one: From) => To | undefined,
): Partial<Readonly<Record<CellName, To>>> {
  const made: Partial<Record<CellName, To>> = {}
  for (const name of CELL_NAMES) {
    const one = all[name]
    if (one !== undefined) made[name] = make(name, one)
  }
  return made
}

/** Binds a cell to its place: NUL stands in no id and in no name. */
function contextOf(accountId: string, name: CellName): string {
  return `${accountId}\0${name}`
}
