import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import * as z from 'zod'
import { readJson } from '../../platform/body.ts'
import { type CodeText, type GatewayAnswer, gatewayKind, type SmsGateway } from '../gateway.ts'
import { postOnce } from '../post.ts'

/** The webhook gateway's kind: where to post, https in production, and the secret to sign with. */
export const webhookKind = gatewayKind(
  (development) =>
    z.object({
      SMS_WEBHOOK_URL: z.url({ protocol: development ? /^https?$/ : /^https$/ }),
      /** `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks writes it. */
      SMS_WEBHOOK_SECRET: z
        .string()
        .regex(/^whsec_/)
        .transform((text) => text.slice('whsec_'.length))
        .pipe(z.base64().transform((text) => Buffer.from(text, 'base64')))
        .refine((bytes) => bytes.length >= 24 && bytes.length <= 64),
    }),
  ({ SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret }, { development }) =>
    webhookGateway({ url, secret }, development),
)

/**
 * Posts each text to an address of the operator's own, signed as Standard Webhooks 1.0
 * (https://www.standardwebhooks.com). Any 2xx is acceptance; 401 and 403 say that the receiver does
 * not take our signature, and `{ "error": "undeliverable_phone" }` with any 4xx that the number is
 * refused for good.
 */
export function webhookGateway(
  { url, secret }: { readonly url: string; readonly secret: Buffer },
  local: boolean,
): SmsGateway {
  return {
    name: 'webhook',
    channels: new Set(['sms']),

    async send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      const now = new Date()
      const seconds = String(Math.floor(now.getTime() / 1000))
      const body = JSON.stringify({
        type: 'otp.send',
        timestamp: now.toISOString(),
        data: { to: text.to, text: text.words.body, language: text.words.language },
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
      if (!posted.ok) return { kind: posted.answer }
      return judge(posted.response)
    },
  }
}

const refusal = z.object({ error: z.literal('undeliverable_phone') })

async function judge(response: Response): Promise<GatewayAnswer> {
  const { status, ok } = response
  if (status < 400 || status >= 500) {
    await response.body?.cancel()
    return { kind: ok ? 'accepted' : 'not_taken' }
  }
  if (refusal.safeParse(await readJson(response)).success) return { kind: 'undeliverable' }
  return status === 401 || status === 403
    ? { kind: 'misconfigured', code: String(status) }
    : { kind: 'not_taken' }
}
