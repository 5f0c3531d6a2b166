import { SECOND } from '../platform/time.ts'
import { costOf } from './cost.ts'
import type { CodeText, GatewayAnswer, SmsGateway } from './gateway.ts'

const EACH_GATEWAY = 4 * SECOND
const ALL_GATEWAYS = 10 * SECOND

/** Holds a gateway's answer, and after how many milliseconds it came. */
export type GatewayAttempt = {
  readonly gateway: string
  readonly answer: GatewayAnswer['kind']
  readonly duration: number
}

/**
 * Tells how a text fared: `sent` by a gateway or maybe so (`texts` counts all of those, `segments` what
 * they cost), certainly `not_sent`, or `undeliverable` for good; and every attempt in order.
 */
export type Dispatch = { readonly attempts: readonly GatewayAttempt[] } & (
  | {
      readonly kind: 'sent'
      readonly texts: number
      readonly segments: number
      readonly gateway: string
    }
  | { readonly kind: 'not_sent' | 'undeliverable' }
)

/**
 * Asks each gateway in order, 4 s each and 10 s in all, until one accepts; stops once `maxTexts`
 * may have gone out. `onMisconfigured` hears of gateways that refuse our account.
 */
export async function dispatchText(
  gateways: readonly SmsGateway[],
  textFor: (gateway: SmsGateway) => CodeText,
  maxTexts: number,
  onMisconfigured: (gateway: string, code: string) => void,
): Promise<Dispatch> {
  const deadline = Date.now() + ALL_GATEWAYS
  const attempts: GatewayAttempt[] = []
  // A gateway that gave no answer may have sent the text, so it counts whatever the next one says.
  const unknown: string[] = []
  let segments = 0
  for (const gateway of gateways) {
    const start = Date.now()
    const remaining = deadline - start
    if (remaining <= 0 || unknown.length >= maxTexts) break
    const { name } = gateway
    const signal = AbortSignal.timeout(Math.min(remaining, EACH_GATEWAY))
    const text = textFor(gateway)
    const cost = costOf(text)
    const answer = await gateway.send(text, signal)
    attempts.push({ gateway: name, answer: answer.kind, duration: Date.now() - start })
    if (answer.kind === 'accepted') {
      const texts = unknown.length + 1
      return { kind: 'sent', texts, segments: segments + cost, gateway: name, attempts }
    }
    if (answer.kind === 'misconfigured') onMisconfigured(name, answer.code)
    if (answer.kind === 'unknown') {
      unknown.push(name)
      segments += cost
    }
    if (answer.kind === 'undeliverable' && unknown.length === 0) {
      return { kind: 'undeliverable', attempts }
    }
    if (answer.kind === 'undeliverable') break
  }
  const [first] = unknown
  return first
    ? { kind: 'sent', texts: unknown.length, segments, gateway: first, attempts }
    : { kind: 'not_sent', attempts }
}

/** Names the gateways that took a text, or may have. */
export function mayHaveSent({ attempts }: Dispatch): readonly string[] {
  return attempts
    .filter(({ answer }) => answer === 'accepted' || answer === 'unknown')
    .map(({ gateway }) => gateway)
}
