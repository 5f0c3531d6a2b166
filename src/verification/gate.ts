import type { Context } from 'hono'
import { ObjectUnavailableError } from '../platform/durable-call.ts'
import { botCheckOutcome } from '../http/bot-check.ts'
import { deviceOf } from '../http/device-cookie.ts'
import type { Refusal } from '../http/errors.ts'
import type { AppEnv } from '../http/factory.ts'
import { clientAddress, edgeOf } from '../http/signup-context.ts'
import type { Phone } from '../phone/number.ts'
import type { Channel } from '../sms/gateway.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { addressStanding } from '../traffic/address-record.ts'
import { sendAllowed } from '../limits/burst.ts'
import { callMonitor } from '../objects.ts'
import { logEvent } from '../platform/log.ts'
import type { Admission, Trickle } from '../traffic/monitor.ts'
import { rangeOf } from '../traffic/number-range.ts'
import { routeFor } from '../traffic/route.ts'
import { monitorName } from '../traffic/shard.ts'
import { type GatewayStanding, trafficStanding } from '../traffic/edge-record.ts'

/** A send that is well formed, and what it bears. */
export type SendWish = {
  readonly phone: Phone
  readonly sessionId?: string
  readonly idempotencyKey?: string
  readonly botCheckToken?: string
  readonly channel: Channel
}

export type Passed = {
  readonly ok: true
  readonly askedBy: AddressNames
  readonly solved: boolean
  readonly deviceId?: string
  /** It passed as part of a trickle, to be given back where no text comes of it. */
  readonly trickle?: Trickle
  /** The gateways to ask for this text, by name, in order. */
  readonly route: readonly string[]
  /** The first of them is passed over but for this send: a turn to be given back likewise. */
  readonly probe?: string
}

/**
 * All that a send must pass before any code is made: what KV says of its address, the burst limit,
 * the bot check where there is one, and what the country's monitor says where KV has it asked. In
 * this order, so that what is refused costs the least. A solved bot check passes the hold on an
 * address; it or a known device passes a closed range.
 */
export async function passGate(
  c: Context<AppEnv>,
  wish: SendWish,
): Promise<Passed | { readonly ok: false; readonly refusal: Refusal }> {
  const { phone, botCheckToken, sessionId, idempotencyKey } = wish
  const askedBy = clientAddress(c)
  const range = rangeOf(phone)
  const counting = monitorName(phone.country, askedBy, c.get('config').trafficShards)
  const [standing, traffic] = await Promise.all([
    addressStanding(c.env.ADDRESSES, askedBy, (error) =>
      logEvent('address_record_silent', {}, error),
    ),
    trafficStanding(c.env.ADDRESSES, counting, range, (error) =>
      logEvent('traffic_record_silent', {}, error),
    ),
  ])
  const until = Date.now() < standing.blockedUntil ? standing.blockedUntil : undefined
  if (botCheckToken === undefined) {
    const passable = c.get('config').botCheck !== undefined
    if (until !== undefined) return refused({ reason: 'address_held', until, passable })
    if (passable) return refused({ reason: 'bot_check_required' })
  }
  const allowed = await sendAllowed(c.env, askedBy, standing, (error) =>
    logEvent('burst_limit_failed', {}, error),
  )
  if (!allowed) return refused({ reason: 'address_burst' })
  const outcome = await botCheckOutcome(c, botCheckToken, {
    phone: phone.e164,
    ...(sessionId !== undefined && { sessionId }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  })
  if (outcome === 'not_solved') return refused({ reason: 'bot_check_failed' })
  const solved = outcome === 'solved'
  if (until !== undefined && !solved) {
    return refused({ reason: 'address_held', until, passable: false })
  }
  const device = deviceOf(c, phone)
  const trusted = solved || device.deviceId !== undefined
  const admission: Admission = traffic.ask
    ? await callMonitor(edgeOf(c), phone, askedBy, (monitor) =>
        monitor.admit({ range, askedBy, trusted }),
      )
    : { ok: true }
  if (!admission.ok) return refused(admission)
  const { trickle } = admission
  const way = await routeOf(c, wish, askedBy, traffic.gateways)
  return { ok: true, askedBy, solved, ...device, ...(trickle && { trickle }), ...way }
}

/**
 * The gateways to ask. How they fare with texts says nothing of calls and WhatsApp, which go in the
 * configured order. Where one is due for a probe, the monitor says who may send it: no
 * one where it cannot be reached.
 */
async function routeOf(
  c: Context<AppEnv>,
  { phone, channel }: SendWish,
  askedBy: AddressNames,
  standing: GatewayStanding,
): Promise<Pick<Passed, 'route' | 'probe'>> {
  const { gateways, routing } = c.get('config')
  const names = gateways.filter(({ channels }) => channels.has(channel)).map(({ name }) => name)
  if (channel !== 'sms') return { route: names }
  const { order, probe } = routeFor({
    names,
    standing,
    range: rangeOf(phone),
    random: evenly,
    now: Date.now(),
    byResult: routing === 'result',
  })
  if (probe === undefined) return { route: order }
  const granted = await callMonitor(edgeOf(c), phone, askedBy, (monitor) =>
    monitor.mayProbe(probe),
  ).catch((error: unknown) => {
    if (error instanceof ObjectUnavailableError) return false
    throw error
  })
  return granted ? { route: [probe, ...order], probe } : { route: order }
}

/** From 0 up to but not 1. */
function evenly(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
}

function refused(refusal: Refusal) {
  return { ok: false, refusal } as const
}
