import type { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import type { CodeText, GatewayAnswer, SmsGateway } from './gateway.ts'
import { postOnce } from './post.ts'

/**
 * Posts each text to an address of the operator's own, signed as Standard Webhooks 1.0
 * (https://www.standardwebhooks.com). Any 2xx is acceptance.
 */
export function webhookGateway(
  { url, secret }: { readonly url: string; readonly secret: Buffer },
  local: boolean,
): SmsGateway {
  return {
    name: 'webhook',

    async send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      const now = new Date()
      const seconds = String(Math.floor(now.getTime() / 1000))
      const body = JSON.stringify({
        type: 'otp.send',
        timestamp: now.toISOString(),
        data: { to: text.to, text: text.body, language: text.language },
      })
      const signed = `${text.id}.${seconds}.${body}`
      const signature = createHmac('sha256', secret).update(signed).digest('base64')
      const headers = {
        'content-type': 'application/json',
        'webhook-id': text.id,
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${signature}`,
      }
      const posted = await postOnce(url, { headers, body, signal }, local)
      if (!posted.ok) return posted.answer
      await posted.response.body?.cancel()
      return posted.response.ok ? 'accepted' : 'not_taken'
    },
  }
}
