import { randomInt } from 'node:crypto'

/** An Indian mobile number, in E.164: every one that begins with 98 is in the numbering plan. */
export function newPhone(): string {
  return `+9198${String(randomInt(1e8)).padStart(8, '0')}`
}

/** An address of the private network 10.0.0.0/8. */
export function newAddress(): string {
  return ['10', ...[0, 0, 0].map(() => randomInt(256))].join('.')
}
