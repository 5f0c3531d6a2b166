import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import * as z from 'zod'
import { readJson } from '../../platform/body.ts'
import { type CodeText, type GatewayAnswer, gatewayKind, type SmsGateway } from '../gateway.ts'
import { postOnce } from '../../platform/post.ts'

/** Needs an address, https in production, and the secret to sign with. */
export const webhookKind = gatewayKind(
  (development) =>
    z.object({
      SMS_WEBHOOK_URL: z
        .url({ protocol: development ? /^https?$/ : /^https$/ })
        .meta({ description: 'where texts are posted; https in production' }),
      /** `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks writes it. */
      SMS_WEBHOOK_SECRET: z
        .string()
        .regex(/^whsec_/)
        .transform((text) => text.slice('whsec_'.length))
        .pipe(z.base64().transform((text) => Buffer.from(text, 'base64')))
        .refine((bytes) => bytes.length >= 24 && bytes.length <= 64)
        .meta({ description: 'signs them, as Standard Webhooks does: `whsec_…`' }),
    }),
  ({ SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret }) => webhookGateway(url, secret),
)

/**
 * Posts each text to an address of the operator's own, signed as Standard Webhooks 1.0
 * (https://www.standardwebhooks.com).
 */
function webhookGateway(url: string, secret: Buffer): SmsGateway {
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
      const response = await postOnce(url, { headers, body, signal })
      if (!response) return { kind: 'unknown' }
      const { status } = response
      if (isClientError(status)) return classifyAnswer(status, await readJson(response))
      await response.body?.cancel()
      return classifyAnswer(status)
    },
  }
}

const refusal = z.object({ error: z.literal('undeliverable_phone') })

const isClientError = (status: number) => status >= 400 && status < 500

/** Takes any 2xx for acceptance, and of a 4xx the error that refuses the number for good. */
export function classifyAnswer(status: number, body?: unknown): GatewayAnswer {
  if (status >= 200 && status < 300) return { kind: 'accepted' }
  if (isClientError(status) && refusal.safeParse(body).success) return { kind: 'undeliverable' }
  return status === 401 || status === 403
    ? { kind: 'misconfigured', code: String(status) }
    : { kind: 'not_taken' }
}
