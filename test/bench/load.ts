import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import {
  answerOf,
  Browser,
  codeIn,
  newAddress,
  newKey,
  newPhone,
  type Outgoing,
  type Reply,
  replyOf,
} from '../support/people.ts'
import { startStandIn } from '../support/stand-in.ts'
import type { signupConfig } from './workerd.ts'
import { startWorkerd } from './workerd.ts'

/** workerd keeps an idle object in memory for 10 s, and runs out of it at about 2,900. */
const OBJECTS_GONE = 11_000

/** What is left of a request's work once its reply was sent has this long before the next begins. */
const BETWEEN = 15

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Holds a reply, and the milliseconds from its request until the whole of it was there. */
type TimedReply = Reply & { readonly duration: number }

/** Makes a browser of its own address, whose connection is kept; what is not JSON throws. */
export function newBrowser(url: string, address = newAddress()): Browser<TimedReply> {
  const carry = async ({ method, path, headers, body }: Outgoing): Promise<TimedReply> => {
    const from = performance.now()
    const own = { 'cf-connecting-ip': address, ...headers }
    const outgoing = request(new URL(path, url).href, { method, agent, headers: own })
    outgoing.end(JSON.stringify(body))
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    const answer = await text(response)
    const duration = performance.now() - from
    const pairs = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    )
    return { ...replyOf(response.statusCode ?? 0, new Headers(pairs), answer), duration }
  }
  return new Browser(carry, address, { 'Sec-Fetch-Site': 'same-origin' })
}

/** Throws where a reply is no success. */
export function good<R extends Reply>(reply: R | undefined): R {
  if (reply?.status === 200 && reply.body['success'] === true) return reply
  throw new Error(reply && `${answerOf(reply)}: ${reply.text}`)
}

/** A Worker under load, and how its texts are read. */
export type Target = { readonly url: string; readonly codeFor: (phone: string) => string }

/** Counts signups: of each Worker so many one at a time, then a burst of so many at once. */
export type Load = { readonly oneByOne: number; readonly burst: number; readonly atOnce: number }

/** Milliseconds that each signup's send and verification took. */
type Times = { readonly sends: number[]; readonly verifies: number[] }

/** Signs a new phone up, as a page does; `between` follows each of its two requests. */
async function signUp({ url, codeFor }: Target, between?: () => Promise<void>) {
  const [phone, browser] = [newPhone(), newBrowser(url)]
  const sent = good(await browser.send(phone, undefined, newKey()))
  await between?.()
  const verified = good(await browser.verify(String(sent.body['session_id']), codeFor(phone)))
  await between?.()
  return { send: sent.duration, verify: verified.duration }
}

/** Makes signups of each Worker, `count` of each, one at a time: each Worker's next beside the others'. */
export async function inTurn<Name extends string>(
  targets: ReadonlyMap<Name, Target>,
  count: number,
): Promise<ReadonlyMap<Name, Times>> {
  const times = new Map<Name, Times>()
  for (const name of targets.keys()) times.set(name, { sends: [], verifies: [] })
  for (let i = 0; i < count; i++) {
    for (const [name, target] of targets) {
      const { send, verify } = await signUp(target, () => wait(BETWEEN))
      times.get(name)?.sends.push(send)
      times.get(name)?.verifies.push(verify)
    }
  }
  return times
}

/** Makes so many signups, so many at once, and tells how many that is a second. */
export async function flowsAtOnce(target: Target, { burst, atOnce }: Load): Promise<number> {
  const from = performance.now()
  let left = burst
  const person = async () => {
    while (left-- > 0) await signUp(target)
  }
  await Promise.all(Array.from({ length: atOnce }, person))
  return (burst * 1000) / (performance.now() - from)
}

/** Waits until no object of the signups before is in memory. */
export async function objectsGone(): Promise<void> {
  await wait(OBJECTS_GONE)
}

/**
 * Measures Workers that run in one workerd beside a gateway which takes every text at once, in rounds
 * after one of warmth. `workersFor` makes their configurations of the gateway's URL, in the names' order.
 */
export async function measureRounds<Name extends string, Round>(
  names: readonly Name[],
  workersFor: (gateway: string) => readonly ReturnType<typeof signupConfig>[],
  runRound: (
    targets: ReadonlyMap<Name, Target>,
    warmUp: boolean,
  ) => Promise<ReadonlyMap<Name, Round>>,
  rounds: number,
): Promise<ReadonlyMap<Name, readonly Round[]>> {
  const gateway = await startGateway()
  const workers = workersFor(gateway.url)
  const workerd = await startWorkerd(workers)
  const measured = new Map(names.map((name) => [name, [] as Round[]]))
  try {
    const urls = await Promise.all(workers.map(({ config }) => workerd.urlOf(config.name)))
    const targets = names.map(
      (name, i) => [name, { url: urls[i] ?? '', codeFor: gateway.codeFor }] as const,
    )
    await runRound(new Map(targets), true)
    for (let round = 0; round < rounds; round++) {
      // Who goes first alternates.
      const order = round % 2 === 0 ? targets : targets.toReversed()
      for (const [name, one] of await runRound(new Map(order), false)) measured.get(name)?.push(one)
    }
  } finally {
    closeConnections()
    await workerd.stop()
    await gateway.stop()
  }
  return measured
}

export function closeConnections(): void {
  agent.destroy()
}

/** Takes each Worker's texts, bare or in the webhook's envelope, unchecked: it must cost next to nothing. */
export async function startGateway() {
  type Text = { readonly to?: string; readonly text?: string }
  const codes = new Map<string, string>()
  const { origin, stop } = await startStandIn(({ body }, response) => {
    const posted = JSON.parse(body) as Text & { readonly data?: Text }
    const { to = '', text: words } = posted.data ?? posted
    codes.set(to, codeIn(words))
    response.writeHead(204).end()
  })
  const codeFor = (phone: string): string => {
    const code = codes.get(phone)
    if (code === undefined) throw new Error('no text came')
    codes.delete(phone)
    return code
  }
  return { url: `${origin}/sms`, codeFor, stop }
}
