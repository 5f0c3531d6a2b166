import type { GatewayName } from '../config.ts'
import { SECOND } from '../time.ts'
import type { CodeText, SmsGateway } from './gateway.ts'

const EACH_GATEWAY = 4 * SECOND
const ALL_GATEWAYS = 10 * SECOND

/**
 * How a text fared. `sent`: a gateway took it, or at least may have; `texts` counts every one that
 * may have sent its own. `not_sent`: certainly none did. `undeliverable`: the number was refused
 * for good.
 */
export type Delivery =
  | { readonly kind: 'sent'; readonly texts: number; readonly gateway: GatewayName }
  | { readonly kind: 'not_sent' | 'undeliverable' }

/**
 * Offers a text to each gateway in turn until one takes it: 4 s each, 10 s in all. A gateway that
 * gave no answer may have sent it, so it counts even when the next one is asked; none is asked once
 * `most` texts may have gone out.
 */
export async function deliver(
  gateways: readonly SmsGateway[],
  text: CodeText,
  most: number,
): Promise<Delivery> {
  const deadline = Date.now() + ALL_GATEWAYS
  const maybe: GatewayName[] = []
  for (const gateway of gateways) {
    const left = deadline - Date.now()
    if (left <= 0 || maybe.length >= most) break
    const answer = await gateway.send(text, AbortSignal.timeout(Math.min(left, EACH_GATEWAY)))
    if (answer === 'accepted') {
      return { kind: 'sent', texts: maybe.length + 1, gateway: gateway.name }
    }
    if (answer === 'unknown') maybe.push(gateway.name)
    if (answer === 'undeliverable' && maybe.length === 0) return { kind: 'undeliverable' }
    if (answer === 'undeliverable') break
  }
  const [first] = maybe
  return first ? { kind: 'sent', texts: maybe.length, gateway: first } : { kind: 'not_sent' }
}
