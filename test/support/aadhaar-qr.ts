import { SANDBOX_PRIVATE_KEY } from '../../src/identity/aadhaar/sandbox-key.ts'
import { makeSandboxQr, type SandboxPerson } from '../../src/identity/aadhaar/sandbox-qr.ts'

/** Who made codes are of unless a test says otherwise. */
export const HOLDER: SandboxPerson = {
  name: 'Anita Rao',
  dateOfBirth: '27-03-1990',
  gender: 'F',
  last4: '4821',
  issuedAt: Date.parse('2026-10-02T09:30:00.125+05:30'),
  mobile: '9876543210',
  version: 'V2',
}

/** Makes a code's text, by the key that the sandbox trusts unless another is given. */
export function makeTestQr(
  person: Partial<SandboxPerson> = {},
  privateKey = SANDBOX_PRIVATE_KEY,
): string {
  return makeSandboxQr({ ...HOLDER, ...person }, privateKey)
}
