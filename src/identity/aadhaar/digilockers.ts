import type { ProviderKind } from '../../platform/settings.ts'
import type { DigiLocker } from './digilocker.ts'
import { sandboxKind } from './sandbox.ts'
import { setuKind } from './setu.ts'

/** Lists the ways to DigiLocker by their names in `AADHAAR_VERIFIERS`. */
export const DIGILOCKER_KINDS: ReadonlyMap<string, ProviderKind<DigiLocker>> = new Map([
  ['sandbox', sandboxKind],
  ['setu', setuKind],
])
