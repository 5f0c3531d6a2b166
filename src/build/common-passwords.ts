/** Builds static/assets/common-passwords.bin, which the Worker reads where a password is chosen. */
import { mkdirSync, writeFileSync } from 'node:fs'
import ranked from '@zxcvbn-ts/language-common/src/passwords.json' with { type: 'json' }
import { fingerprintOf } from '../accounts/common-passwords.ts'
import { SHORTEST } from '../accounts/password-rules.ts'

/** Counts the passwords that are refused: of the most used ones, those that are long enough. */
const COUNT = 10_000

/** Lists them, the most used first. */
export const common = ranked.filter((one) => Array.from(one).length >= SHORTEST).slice(0, COUNT)

/** Makes fingerprints of four bytes each, sorted, so that one is found in fourteen steps. */
export function commonPasswordsFile(): DataView<ArrayBuffer> {
  const file = new DataView(new ArrayBuffer(4 * COUNT))
  const sorted = common.map(fingerprintOf).toSorted((a, b) => a - b)
  for (const [i, fingerprint] of sorted.entries()) file.setUint32(4 * i, fingerprint)
  return file
}

if (import.meta.main) {
  mkdirSync('static/assets', { recursive: true })
  writeFileSync('static/assets/common-passwords.bin', commonPasswordsFile())
}
