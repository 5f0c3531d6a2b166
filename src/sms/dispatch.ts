import { SECOND } from '../platform/time.ts'
import type { CodeText, GatewayAnswer, SmsGateway } from './gateway.ts'

const EACH_GATEWAY = 4 * SECOND
const ALL_GATEWAYS = 10 * SECOND

/** What a gateway that was asked said, and after how many milliseconds. */
export type Tried = {
  readonly gateway: string
  readonly answer: GatewayAnswer['kind']
  readonly took: number
}

/**
 * How a text fared. `sent`: a gateway took it, or at least may have; `texts` counts every one that
 * may have sent its own. `not_sent`: certainly none did. `undeliverable`: the number was refused
 * for good. `tried` has every gateway that was asked, in order.
 */
export type Delivery = { readonly tried: readonly Tried[] } & (
  | { readonly kind: 'sent'; readonly texts: number; readonly gateway: string }
  | { readonly kind: 'not_sent' | 'undeliverable' }
)

/**
 * Offers a text to each gateway in turn until one takes it: 4 s each, 10 s in all. A gateway that
 * gave no answer may have sent it, so it counts even when the next one is asked; none is asked once
 * `most` texts may have gone out. `textFor` says how the text goes out there; `misconfigured` hears of
 * gateways that refuse our account.
 */
export async function deliver(
  gateways: readonly SmsGateway[],
  textFor: (gateway: SmsGateway) => CodeText,
  most: number,
  misconfigured: (gateway: string, code: string) => void,
): Promise<Delivery> {
  const deadline = Date.now() + ALL_GATEWAYS
  const tried: Tried[] = []
  const maybe: string[] = []
  for (const gateway of gateways) {
    const from = Date.now()
    const left = deadline - from
    if (left <= 0 || maybe.length >= most) break
    const { name } = gateway
    const answer = await gateway.send(
      textFor(gateway),
      AbortSignal.timeout(Math.min(left, EACH_GATEWAY)),
    )
    tried.push({ gateway: name, answer: answer.kind, took: Date.now() - from })
    if (answer.kind === 'accepted') {
      return { kind: 'sent', texts: maybe.length + 1, gateway: name, tried }
    }
    if (answer.kind === 'misconfigured') misconfigured(name, answer.code)
    if (answer.kind === 'unknown') maybe.push(name)
    if (answer.kind === 'undeliverable' && maybe.length === 0) {
      return { kind: 'undeliverable', tried }
    }
    if (answer.kind === 'undeliverable') break
  }
  const [first] = maybe
  return first
    ? { kind: 'sent', texts: maybe.length, gateway: first, tried }
    : { kind: 'not_sent', tried }
}
