import { sha256 } from '../platform/secrets.ts'
import type { AddressNames } from './address-names.ts'

type OnUnavailable = (cause: unknown) => void

/**
 * Counts a send in memory at this location: 5 a minute an address, 60 where many verified people
 * share it, four times that a /48. A binding that fails allows it, and `onUnavailable` is called.
 */
export function sendAllowed(
  env: Env,
  names: AddressNames,
  shared: { readonly addressShared: boolean; readonly networkShared: boolean },
  onUnavailable: OnUnavailable,
): Promise<boolean> {
  const address = shared.addressShared ? env.SHARED_SEND_BURST : env.SEND_BURST
  const network = shared.networkShared ? env.SHARED_NETWORK_SEND_BURST : env.NETWORK_SEND_BURST
  return allows(address, network, names, onUnavailable)
}

/** Counts a verify likewise: 30 a minute an address. */
export function verifyAllowed(
  env: Env,
  names: AddressNames,
  onUnavailable: OnUnavailable,
): Promise<boolean> {
  return allows(env.VERIFY_BURST, env.NETWORK_VERIFY_BURST, names, onUnavailable)
}

/**
 * Counts a call of whoever bears a token likewise: 60 a minute, wherever it comes from. Whoever knows
 * the id of a signup or account alone uses up nothing of its owner's.
 */
export async function bearerAllowed(
  env: Env,
  token: string,
  onUnavailable: OnUnavailable,
): Promise<boolean> {
  return allow(env.BEARER_BURST, sha256(token), onUnavailable)
}

async function allows(
  ofAddress: RateLimit,
  ofNetwork: RateLimit,
  { address, network }: AddressNames,
  onUnavailable: OnUnavailable,
): Promise<boolean> {
  const answers = await Promise.all([
    allow(ofAddress, address, onUnavailable),
    network === undefined ? true : allow(ofNetwork, network, onUnavailable),
  ])
  return answers.every(Boolean)
}

async function allow(limit: RateLimit, key: string, onUnavailable: OnUnavailable) {
  try {
    return (await limit.limit({ key })).success
  } catch (cause) {
    // `PhoneGuard` and the session hold what costs money or guesses.
    onUnavailable(cause)
    return true
  }
}
