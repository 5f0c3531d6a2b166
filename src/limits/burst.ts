import type { AddressNames } from './address-names.ts'
import type { AddressStanding } from '../traffic/address-record.ts'

/** One limit of the `ratelimits` binding for an address, and four times it for its /48. */
type Burst = { readonly address: RateLimit; readonly network: RateLimit }

/**
 * Counts one request against the bursts of an address and its network; true where both allow it.
 * Counted in memory at this location. A binding that fails allows the request: `PhoneGuard` and the
 * session hold what costs money or guesses.
 */
async function within(
  { address, network }: Burst,
  names: AddressNames,
  failed: (cause: unknown) => void,
): Promise<boolean> {
  const ask = async (limit: RateLimit, key: string) => {
    try {
      return (await limit.limit({ key })).success
    } catch (cause) {
      failed(cause)
      return true
    }
  }
  const answers = await Promise.all([
    ask(address, names.address),
    names.network === undefined ? true : ask(network, names.network),
  ])
  return answers.every(Boolean)
}

/** Whether an address may send now: 5 a minute, 60 where many verified people share it. */
export function sendAllowed(
  env: Env,
  names: AddressNames,
  { addressShared, networkShared }: AddressStanding,
  failed: (cause: unknown) => void,
): Promise<boolean> {
  const burst = {
    address: addressShared ? env.SHARED_SEND_BURST : env.SEND_BURST,
    network: networkShared ? env.SHARED_NETWORK_SEND_BURST : env.NETWORK_SEND_BURST,
  }
  return within(burst, names, failed)
}

/** Whether an address may verify now: 30 a minute. */
export function verifyAllowed(
  env: Env,
  names: AddressNames,
  failed: (cause: unknown) => void,
): Promise<boolean> {
  return within({ address: env.VERIFY_BURST, network: env.NETWORK_VERIFY_BURST }, names, failed)
}
