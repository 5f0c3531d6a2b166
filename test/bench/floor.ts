import { DurableObject } from 'cloudflare:workers'

type FloorEnv = {
  readonly SESSION: DurableObjectNamespace<FloorSession>
  readonly GATEWAY: string
}

type Session = { readonly phone: string; readonly code: string; readonly verified?: boolean }

/** One signup with nothing but its code: one write at send, one at verify. */
export class FloorSession extends DurableObject<FloorEnv> {
  async start(phone: string): Promise<string> {
    const code = String(crypto.getRandomValues(new Uint32Array(1))[0])
      .slice(-6)
      .padStart(6, '0')
    this.ctx.storage.kv.put<Session>('session', { phone, code })
    return code
  }

  async verify(code: string): Promise<boolean> {
    const session = this.ctx.storage.kv.get<Session>('session')
    if (session?.code !== code) return false
    this.ctx.storage.kv.put<Session>('session', { ...session, verified: true })
    return true
  }
}

/**
 * The least that verifies a phone durably: one object a session, one gateway call, no checks. What
 * the benchmark measures this Worker against; nothing to deploy.
 */
export default {
  async fetch(request, env) {
    const body: Record<string, string> = await request.json()
    if (request.url.endsWith('/send-otp/')) {
      const { phone = '' } = body
      const sessionId = crypto.randomUUID()
      const code = await env.SESSION.getByName(sessionId).start(phone)
      const text = JSON.stringify({ to: phone, text: `Your code is ${code}` })
      const sent = await fetch(env.GATEWAY, { method: 'POST', body: text })
      await sent.body?.cancel()
      return Response.json({ success: sent.ok, session_id: sessionId })
    }
    const { session_id: sessionId = '', otp_code: code = '' } = body
    return Response.json({ success: await env.SESSION.getByName(sessionId).verify(code) })
  },
} satisfies ExportedHandler<FloorEnv>
