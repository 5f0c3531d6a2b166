import type { Phone } from '../phone/number.ts'
import { type Delivery, deliver } from '../sms/dispatch.ts'
import type { SmsGateway } from '../sms/gateway.ts'
import { sealReference } from '../sms/reference.ts'
import { type App, wordsFor } from '../sms/templates.ts'
import { logEvent } from '../platform/log.ts'
import { isFictitious, type Edge } from './edge.ts'
import type { CodeToSend, SendOutcome, Way } from '../signup/state.ts'

/** A code on its way: to whom, for which send of which session, and how. */
export type CodeSend = Way & {
  readonly id: string
  readonly sessionId: string
  readonly phone: Phone
  /** The app that reads the text itself. */
  readonly app?: App
}

/**
 * Has a code go out by the gateways of its route, in as many as `most` texts. Nothing goes out to a
 * fictitious number; each use of one is logged.
 */
export async function deliverCode(
  context: Edge,
  send: CodeSend,
  code: CodeToSend,
  most: number,
): Promise<Delivery> {
  if (isFictitious(context, send.phone)) {
    logEvent('fictitious_number_used', { for: 'send' })
    return { kind: 'sent', texts: 1, gateway: 'none', tried: [] }
  }
  const { config } = context
  const { brand, publicHost: host, indexKeys, templates } = config
  const { id, sessionId, phone, channel, language, app } = send
  const asked = { channel, country: phone.country, language, ...(app && { app }) }
  const textFor = ({ name }: SmsGateway) => ({
    id,
    to: phone.e164,
    channel,
    words: wordsFor(templates, { ...asked, gateway: name }, { code: code.code, brand, host }),
    code: code.code,
    sessionId,
    expiresAt: code.timers.expiresAt,
    get reference() {
      return sealReference(indexKeys.receipt, name, { sessionId, sendId: id })
    },
  })
  // An object of the first release gives no route back.
  const gateways = (code.route ?? send.route).flatMap(
    (name) => config.gateways.find((gateway) => gateway.name === name) ?? [],
  )
  return deliver(gateways, textFor, most, (gateway, reason) =>
    logEvent('gateway_misconfigured', { gateway, reason }),
  )
}

/** What the session is told of a delivery. */
export function outcomeOf(delivery: Delivery): SendOutcome {
  const { tried } = delivery
  return {
    texts: delivery.kind === 'sent' ? delivery.texts : 0,
    gateways: tried
      .filter(({ answer }) => answer === 'accepted' || answer === 'unknown')
      .map(({ gateway }) => gateway),
    tried: tried.map(({ gateway }) => gateway),
  }
}
