import { DurableObject } from 'cloudflare:workers'
import type { Step } from './profile.ts'

type LadderEnv = {
  readonly SESSION: DurableObjectNamespace<LadderSession>
  readonly GUARD: DurableObjectNamespace<LadderGuard>
  readonly MONITOR: DurableObjectNamespace<LadderMonitor>
  readonly ADDRESSES: KVNamespace
  readonly SEND_BURST: RateLimit
  readonly VERIFY_BURST: RateLimit
  readonly GATEWAY: string
  /** What it has more than the floor Worker. */
  readonly STEPS: readonly Step[]
}

type Session = { readonly phone: string; readonly code: string; readonly verified?: boolean }

const HOUR = 3_600_000

/** Monitors a country, as wrangler.toml has it. */
const SHARDS = 4

/** An alarm that no benchmark lives to see. */
async function setAlarm(storage: DurableObjectStorage, env: LadderEnv): Promise<void> {
  if (env.STEPS.includes('alarms')) await storage.setAlarm(Date.now() + HOUR)
}

/** The floor's session: one write at send, one at verify. */
export class LadderSession extends DurableObject<LadderEnv> {
  async start(phone: string): Promise<string> {
    const code = String(crypto.getRandomValues(new Uint32Array(1))[0])
      .slice(-6)
      .padStart(6, '0')
    this.ctx.storage.kv.put<Session>('session', { phone, code })
    await setAlarm(this.ctx.storage, this.env)
    return code
  }

  /** The phone, where the code is right. */
  async verify(code: string): Promise<string | undefined> {
    const session = this.ctx.storage.kv.get<Session>('session')
    if (session?.code !== code) return undefined
    this.ctx.storage.kv.put<Session>('session', { ...session, verified: true })
    return session.phone
  }

  override async alarm(): Promise<void> {}
}

/** A phone's guard, which refuses nothing: one write for each call. */
export class LadderGuard extends DurableObject<LadderEnv> {
  async reserve(): Promise<void> {
    this.ctx.storage.kv.put('guard', { reserved: Date.now() })
    await setAlarm(this.ctx.storage, this.env)
  }

  async settle(): Promise<void> {
    this.ctx.storage.kv.put('guard', { settled: Date.now() })
  }

  async trust(): Promise<void> {
    this.ctx.storage.kv.put('guard', { trusted: Date.now() })
  }

  override async alarm(): Promise<void> {}
}

/** A monitor, which judges nothing: one write for each call. */
export class LadderMonitor extends DurableObject<LadderEnv> {
  async count(): Promise<void> {
    const counted = this.ctx.storage.kv.get<number>('counted') ?? 0
    this.ctx.storage.kv.put('counted', counted + 1)
  }
}

/** The monitor that counts for an address. */
function monitorFor(env: LadderEnv, address: string) {
  return env.MONITOR.getByName(monitorName(address))
}

function monitorName(address: string): string {
  return `IN-${Number(address.split('.').at(-1)) % SHARDS}`
}

async function send(
  env: LadderEnv,
  ctx: ExecutionContext,
  address: string,
  phone: string,
): Promise<Response> {
  const has = (step: Step) => env.STEPS.includes(step)
  if (has('kv')) {
    const read = (key: string) => env.ADDRESSES.get(key, { type: 'json', cacheTtl: 30 })
    await Promise.all([read(`address:${address}`), read(`traffic:${monitorName(address)}`)])
  }
  if (has('limits')) await env.SEND_BURST.limit({ key: address })
  const sessionId = crypto.randomUUID()
  const [code] = await Promise.all([
    env.SESSION.getByName(sessionId).start(phone),
    has('guard') && env.GUARD.getByName(phone).reserve(),
  ])
  const text = JSON.stringify({ to: phone, text: `Your code is ${code}` })
  const sent = await fetch(env.GATEWAY, { method: 'POST', body: text })
  await sent.body?.cancel()
  if (has('after')) {
    afterReply(ctx, () => [env.GUARD.getByName(phone).settle(), monitorFor(env, address).count()])
  }
  return Response.json({ success: sent.ok, session_id: sessionId })
}

async function verify(
  env: LadderEnv,
  ctx: ExecutionContext,
  address: string,
  { session_id: sessionId = '', otp_code: code = '' }: Readonly<Record<string, string>>,
): Promise<Response> {
  if (env.STEPS.includes('limits')) await env.VERIFY_BURST.limit({ key: address })
  const phone = await env.SESSION.getByName(sessionId).verify(code)
  if (phone !== undefined && env.STEPS.includes('after')) {
    afterReply(ctx, () => [env.GUARD.getByName(phone).trust(), monitorFor(env, address).count()])
  }
  return Response.json({ success: phone !== undefined })
}

/** As http/signup-context.ts has it: a turn later, so that the reply is written first. */
function afterReply(ctx: ExecutionContext, begin: () => readonly Promise<void>[]): void {
  ctx.waitUntil(scheduler.wait(0).then(() => Promise.all(begin())))
}

/**
 * The floor Worker with some things more of this Worker's design: those that STEPS names. What the
 * benchmark's profile climbs from the floor to this Worker; nothing to deploy.
 */
export default {
  async fetch(request, env, ctx) {
    const body: Record<string, string> = await request.json()
    const address = request.headers.get('cf-connecting-ip') ?? ''
    return request.url.endsWith('/send-otp/')
      ? send(env, ctx, address, body['phone'] ?? '')
      : verify(env, ctx, address, body)
  },
} satisfies ExportedHandler<LadderEnv>
