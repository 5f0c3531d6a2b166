import * as z from 'zod'
import { list, readSettings, type SettingsResult, type Vars } from '../../platform/settings.ts'
import type { DigiLocker } from './digilocker.ts'
import { DIGILOCKER_KINDS } from './digilockers.ts'
import { type AadhaarKey, aadhaarKeys } from './keys.ts'

/** Holds the ways to Aadhaar that are on. */
export type AadhaarVerifiers = {
  /** May have signed a Secure QR; none where codes are not taken. */
  readonly qrKeys: readonly AadhaarKey[]
  readonly digiLocker: DigiLocker | undefined
}

const isDigiLocker = (name: string) => DIGILOCKER_KINDS.has(name)

/** Reads which ways there are, if any: codes, and one way to DigiLocker at most. */
export const aadhaarVerifiersForm = z.object({
  AADHAAR_VERIFIERS: list
    .pipe(z.array(z.string().refine((name) => name === 'qr' || isDigiLocker(name))))
    .refine((all) => new Set(all).size === all.length)
    .refine((all) => all.filter(isDigiLocker).length <= 1)
    .optional()
    .meta({
      description:
        'turns the Aadhaar step on: `qr` takes Secure QR codes, `setu` leads to DigiLocker, as in development `sandbox` does',
    }),
})

/** Reads the settings of the ways that `AADHAAR_VERIFIERS` names; none, and the step is off. */
export function readAadhaarVerifiers(
  vars: Vars,
  development: boolean,
): SettingsResult<AadhaarVerifiers | undefined> {
  const named = readSettings(aadhaarVerifiersForm, vars)
  if (!named.ok) return named
  const names = named.settings.AADHAAR_VERIFIERS
  if (!names) return { ok: true, settings: undefined }
  const digiLocker = DIGILOCKER_KINDS.get(names.find(isDigiLocker) ?? '')?.read(vars, development)
  if (digiLocker && !digiLocker.ok) return digiLocker
  const qrKeys = names.includes('qr') ? aadhaarKeys({ development }) : []
  return { ok: true, settings: { qrKeys, digiLocker: digiLocker?.settings } }
}
