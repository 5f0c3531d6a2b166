import { SECOND } from '../platform/time.ts'
import type { CodeText, GatewayAnswer, SmsGateway } from './gateway.ts'

const EACH_GATEWAY = 4 * SECOND
const ALL_GATEWAYS = 10 * SECOND

/** What a gateway that was asked said, and after how many milliseconds. */
export type GatewayAttempt = {
  readonly gateway: string
  readonly answer: GatewayAnswer['kind']
  readonly duration: number
}

/**
 * How a text fared. `sent`: a gateway duration it, or at least may have; `texts` counts every one that
 * may have sent its own. `not_sent`: certainly none did. `undeliverable`: the number was refused
 * for good. `attempts` has every gateway that was asked, in order.
 */
export type Dispatch = { readonly attempts: readonly GatewayAttempt[] } & (
  | { readonly kind: 'sent'; readonly texts: number; readonly gateway: string }
  | { readonly kind: 'not_sent' | 'undeliverable' }
)

/**
 * Offers a text to each gateway in turn until one takes it: 4 s each, 10 s in all. A gateway that
 * gave no answer may have sent it, so it counts even when the next one is asked; none is asked once
 * `maxTexts` texts may have gone out. `textFor` says how the text goes out there; `misconfigured` hears of
 * gateways that refuse our account.
 */
export async function dispatch(
  gateways: readonly SmsGateway[],
  textFor: (gateway: SmsGateway) => CodeText,
  maxTexts: number,
  onMisconfigured: (gateway: string, code: string) => void,
): Promise<Dispatch> {
  const deadline = Date.now() + ALL_GATEWAYS
  const attempts: GatewayAttempt[] = []
  const sent: string[] = []
  for (const gateway of gateways) {
    const from = Date.now()
    const left = deadline - from
    if (left <= 0 || sent.length >= maxTexts) break
    const { name } = gateway
    const answer = await gateway.send(
      textFor(gateway),
      AbortSignal.timeout(Math.min(left, EACH_GATEWAY)),
    )
    attempts.push({ gateway: name, answer: answer.kind, duration: Date.now() - from })
    if (answer.kind === 'accepted') {
      return { kind: 'sent', texts: sent.length + 1, gateway: name, attempts }
    }
    if (answer.kind === 'misconfigured') onMisconfigured(name, answer.code)
    if (answer.kind === 'unknown') sent.push(name)
    if (answer.kind === 'undeliverable' && sent.length === 0) {
      return { kind: 'undeliverable', attempts }
    }
    if (answer.kind === 'undeliverable') break
  }
  const [first] = sent
  return first
    ? { kind: 'sent', texts: sent.length, gateway: first, attempts }
    : { kind: 'not_sent', attempts }
}

/** Names the gateways that took a text, or may have. */
export function mayHaveSent({ attempts }: Dispatch): readonly string[] {
  return attempts
    .filter(({ answer }) => answer === 'accepted' || answer === 'unknown')
    .map(({ gateway }) => gateway)
}
