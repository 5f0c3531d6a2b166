import type { BotCheckOutcome } from '../bot-check/bot-check.ts'
import { turnstile } from '../bot-check/turnstile.ts'
import { provenDevice } from '../guard/device.ts'
import { sendAllowed } from '../limits/burst.ts'
import { callMonitor } from '../objects.ts'
import type { Send } from '../otp/send.ts'
import { ObjectUnavailableError } from '../platform/durable-call.ts'
import { logEvent } from '../platform/log.ts'
import { readAddressRecord } from '../traffic/address-record.ts'
import { type GatewayRecord, readTrafficRecord } from '../traffic/edge-record.ts'
import type { Admission, Trickle } from '../traffic/monitor.ts'
import { numberRange } from '../traffic/number-range.ts'
import { routeFor } from '../traffic/route.ts'
import { monitorName } from '../traffic/shard.ts'
import { type Edge, isFictitious } from './edge.ts'

/** Carries what a client shows for a send, beside the send itself. */
export type Proofs = {
  readonly botCheckToken: string | undefined
  /** From the device's cookie. */
  readonly device: string | undefined
  /** The host and the client that the bot check must have been solved by. */
  readonly hostname: string
  readonly ip: string | undefined
}

/** Carries a send that may go out, and its turns, to be returned where no text comes of it. */
export type AdmittedSend = Send & {
  /** It passes a closed range or a used-up budget as part of that trickle. */
  readonly trickle: Trickle | undefined
  /** The first gateway of the route, which is passed over but for this send. */
  readonly probe: string | undefined
}

export type GateRefusal =
  /** `isPassable`: by a bot check that is solved. */
  | {
      readonly reason: 'address_held'
      readonly until: number
      readonly isPassable: boolean
    }
  | { readonly reason: 'traffic_held'; readonly until: number }
  | { readonly reason: 'address_burst' | 'bot_check_required' | 'bot_check_failed' }

type Gate =
  | { readonly ok: true; readonly send: AdmittedSend }
  | { readonly ok: false; readonly refusal: GateRefusal }

/**
 * Checks all that a send must pass before any code is made, the cheapest first: KV's word on its address,
 * the burst limit, the bot check, and the country's monitor where KV says that it must be asked.
 */
export async function passGate(edge: Edge, send: Send, proofs: Proofs): Promise<Gate> {
  const { env, config } = edge
  const { phone, asker } = send
  const range = numberRange(phone)
  const monitor = monitorName(phone.country, asker, config.trafficShards)
  const [address, traffic] = await Promise.all([
    readAddressRecord(env.ADDRESSES, asker, (error) =>
      logEvent('address_record_silent', {}, error),
    ),
    readTrafficRecord(env.ADDRESSES, monitor, range, (error) =>
      logEvent('traffic_record_silent', {}, error),
    ),
  ])
  const until = Date.now() < address.blockedUntil ? address.blockedUntil : undefined
  if (proofs.botCheckToken === undefined) {
    const isPassable = config.botCheck !== undefined
    if (until !== undefined) return refused({ reason: 'address_held', until, isPassable })
    if (isPassable) return refused({ reason: 'bot_check_required' })
  }
  const isAllowed = await sendAllowed(env, asker, address, (error) =>
    logEvent('burst_limit_failed', {}, error),
  )
  if (!isAllowed) return refused({ reason: 'address_burst' })
  const checked = await checkBot(edge, send, proofs)
  if (checked === 'not_solved') return refused({ reason: 'bot_check_failed' })
  const solved = checked === 'solved'
  if (until !== undefined && !solved) {
    return refused({ reason: 'address_held', until, isPassable: false })
  }
  const deviceId = deviceOf(edge, send, proofs)
  const trusted = solved || deviceId !== undefined
  const admission: Admission = traffic.mustAsk
    ? await callMonitor(edge, phone, asker, (one) => one.admit({ range, asker, trusted }))
    : { ok: true }
  if (!admission.ok) return refused(admission)
  const { trickle } = admission
  const { route, probe } = await routeOf(edge, send, traffic.gateways)
  return { ok: true, send: { ...send, solved, deviceId, route, trickle, probe } }
}

/** Asks the bot check about the token; `silent` without one, or where no check is configured. */
async function checkBot(
  { config }: Edge,
  { phone, key, isFirst, sessionId }: Send,
  { botCheckToken: token, hostname, ip }: Proofs,
): Promise<BotCheckOutcome> {
  if (!config.botCheck || token === undefined) return 'silent'
  return turnstile(config.botCheck, config.indexKeys.botCheck).verify({
    token,
    send: {
      phone: phone.e164,
      sessionId: isFirst ? undefined : sessionId,
      idempotencyKey: key?.value,
    },
    hostname,
    address: ip,
  })
}

/**
 * Names the device whose cookie proves that it verified this phone once. A revoked one, which the guard
 * alone knows, passes a closed range too, and gains no text at the guard.
 */
function deviceOf({ config }: Edge, { phone }: Send, { device }: Proofs): string | undefined {
  if (device === undefined) return undefined
  return provenDevice(config.indexKeys.device, phone.e164, device, Date.now())?.id
}

/**
 * Orders the gateways to ask. How they fare with texts says nothing of calls and WhatsApp. Where one is
 * due for a probe, the monitor says who may send it: nobody where it cannot be reached.
 */
async function routeOf(
  edge: Edge,
  { phone, channel, asker }: Send,
  record: GatewayRecord,
): Promise<{ readonly route: readonly string[]; readonly probe?: string }> {
  const { gateways, routing } = edge.config
  if (isFictitious(edge, phone)) return { route: [] }
  const names = gateways.filter(({ channels }) => channels.has(channel)).map(({ name }) => name)
  if (channel !== 'sms') return { route: names }
  const { order, probe } = routeFor({
    names,
    gateways: record,
    range: numberRange(phone),
    random: uniform,
    now: Date.now(),
    byResult: routing === 'result',
  })
  if (probe === undefined) return { route: order }
  const isGranted = await callMonitor(edge, phone, asker, (monitor) =>
    monitor.takeProbe(probe),
  ).catch((error: unknown) => {
    // A bug there must not end a send whose trickle's turn is taken.
    if (!(error instanceof ObjectUnavailableError)) logEvent('unexpected_error', {}, error)
    return false
  })
  return isGranted ? { route: [probe, ...order], probe } : { route: order }
}

/** Draws from 0 up to but not 1. */
function uniform(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
}

function refused(refusal: GateRefusal) {
  return { ok: false, refusal } as const
}
