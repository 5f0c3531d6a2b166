import * as z from 'zod'
import {
  type ProviderKind,
  readSettings,
  type SettingsResult,
  type Vars,
} from '../../platform/settings.ts'
import type { PanVerifier } from './verifier.ts'
import { cashfreeKind } from './verifiers/cashfree.ts'
import { sandboxCoInKind } from './verifiers/sandbox-co-in.ts'
import { sandboxKind } from './verifiers/sandbox.ts'
import { setuKind } from './verifiers/setu.ts'

/** Lists the kinds of verifiers by their names in `PAN_VERIFIER`: one more is a file and a line. */
export const PAN_VERIFIER_KINDS: ReadonlyMap<string, ProviderKind<PanVerifier>> = new Map([
  ['sandbox', sandboxKind],
  ['setu', setuKind],
  ['sandbox_co_in', sandboxCoInKind],
  ['cashfree', cashfreeKind],
])

/** Reads which verifier there is, if any. */
export const panVerifierForm = z.object({
  PAN_VERIFIER: z
    .string()
    .refine((name) => PAN_VERIFIER_KINDS.has(name))
    .optional()
    .meta({
      description:
        'turns the PAN step on: `setu`, `sandbox_co_in`, `cashfree`; in development also `sandbox`',
    }),
})

/** Reads the settings of the verifier that `PAN_VERIFIER` names, and of no other. */
export function readPanVerifier(
  vars: Vars,
  development: boolean,
): SettingsResult<PanVerifier | undefined> {
  const named = readSettings(panVerifierForm, vars)
  if (!named.ok) return named
  const kind = PAN_VERIFIER_KINDS.get(named.settings.PAN_VERIFIER ?? '')
  return kind ? kind.read(vars, development) : { ok: true, settings: undefined }
}
