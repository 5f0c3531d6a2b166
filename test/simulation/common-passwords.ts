import { fingerprintOf } from '../../src/accounts/common-passwords.ts'

/** All that is on the list of the simulation. */
export const COMMON_PASSWORDS = ['password', 'sunshine', 'qwertyuiop'] as const

const file = Buffer.alloc(4 * COMMON_PASSWORDS.length)
for (const [i, fingerprint] of COMMON_PASSWORDS.map(fingerprintOf)
  .toSorted((a, b) => a - b)
  .entries()) {
  file.writeUInt32BE(fingerprint, 4 * i)
}

/** The assets, as far as the Worker reads them. */
export const commonPasswords = {
  fetch: async () => ({
    ok: true,
    arrayBuffer: async () => file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength),
  }),
}
