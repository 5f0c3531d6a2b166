import { randomBytes, randomInt } from 'node:crypto'
import { startSmsReceiver, type Behaviour as WebhookBehaviour } from '../../support/sms-receiver.ts'
import { newAccount, startTwilio, type Behaviour as TwilioBehaviour } from '../../support/twilio.ts'

/** How both gateways treat the texts to one number. */
type Fault = {
  readonly twilio: TwilioBehaviour & { readonly delayMs?: number }
  readonly webhook?: WebhookBehaviour
}

const failing: TwilioBehaviour = { kind: 'error', status: 500, code: 20500 }

/** Each leaves a code that works, or an answer 503 which says that no text went out. */
const FAULTS: readonly Fault[] = [
  { twilio: failing },
  { twilio: { kind: 'error', status: 429, code: 20429 } },
  { twilio: { kind: 'reset' } },
  { twilio: { kind: 'silent' } },
  { twilio: { kind: 'slow_body' } },
  { twilio: { kind: 'answer', status: 200, body: '<html>' } },
  { twilio: { kind: 'created', delayMs: 2000 } },
  { twilio: failing, webhook: { kind: 'status', status: 500 } },
  { twilio: failing, webhook: { kind: 'reset' } },
  { twilio: { kind: 'reset' }, webhook: { kind: 'status', status: 503, delayMs: 1000 } },
]

const FAULTY_PERCENT = 20

/** The two gateways of the soak, Twilio and then a webhook, played by the tests' stand-ins. */
export async function startGateways() {
  const account = newAccount()
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const twilio = await startTwilio(account)
  const webhook = await startSmsReceiver(secret)
  const webhookOrigin = new URL(webhook.url).origin

  async function bodiesSentTo(phone: string): Promise<string[]> {
    const [byTwilio, byWebhook] = await Promise.all(
      [twilio.origin, webhookOrigin].map(async (origin) =>
        (await fetch(`${origin}/texts?${to(phone)}`)).json(),
      ),
    )
    const texts = byWebhook as { text: string }[]
    const messages = byTwilio as { fields: Record<string, string> }[]
    return [...messages.map(({ fields }) => fields['Body'] ?? ''), ...texts.map((one) => one.text)]
  }

  return {
    /** What the Worker must be told. */
    vars: {
      SMS_GATEWAYS: 'twilio,webhook',
      TWILIO_ACCOUNT_SID: account.sid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_SENDER: account.name,
      TWILIO_ORIGIN: twilio.origin,
      SMS_WEBHOOK_URL: webhook.url,
      SMS_WEBHOOK_SECRET: secret,
    },

    /** Chooses at random how a number fares, and tells whether by a fault. */
    async chooseFault(phone: string): Promise<boolean> {
      if (randomInt(100) >= FAULTY_PERCENT) return false
      const fault = FAULTS[randomInt(FAULTS.length)]
      if (!fault) return false
      const set = (origin: string, behaviour: object) =>
        fetch(`${origin}/behaviour?${to(phone)}`, {
          method: 'PUT',
          body: JSON.stringify(behaviour),
        })
      await set(twilio.origin, fault.twilio)
      if (fault.webhook) await set(webhookOrigin, fault.webhook)
      return true
    },

    /** The code in the texts to a number, where there is any: it is the same in all. */
    async codeSentTo(phone: string): Promise<string | undefined> {
      const codes = (await bodiesSentTo(phone)).map((body) => /\b\d{6}\b/.exec(body)?.[0])
      return codes.find((code) => code !== undefined)
    },

    /** Has Twilio report a text as delivered; gives the status that the Worker answered. */
    async reportDelivery(phone: string): Promise<number | undefined> {
      const taken = (await (await fetch(`${twilio.origin}/texts?${to(phone)}`)).json()) as unknown[]
      if (taken.length === 0) return undefined
      const report = `${twilio.origin}/callback?${to(phone)}&status=delivered`
      const answer = (await (await fetch(report, { method: 'POST' })).json()) as { status: number }
      return answer.status
    },

    stop: () => Promise.all([twilio.stop(), webhook.stop()]),
  }
}

/** The gateways while they run. */
export type Gateways = Awaited<ReturnType<typeof startGateways>>

function to(phone: string): string {
  return new URLSearchParams({ to: phone }).toString()
}
