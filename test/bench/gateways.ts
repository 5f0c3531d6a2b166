import { randomBytes } from 'node:crypto'
import { codeIn } from '../support/people.ts'
import { type Behaviour as WebhookBehaviour, startSmsReceiver } from '../support/sms-receiver.ts'
import { askStandIn, setBehaviour, textsAt } from '../support/stand-ins.ts'
import type { Taken } from '../support/twilio-request.ts'
import { newAccount, startTwilio, type Behaviour as TwilioBehaviour } from '../support/twilio.ts'

/** Says how both gateways treat the texts to one number. */
export type Treatment = {
  readonly twilio: TwilioBehaviour & { readonly delayMs?: number }
  readonly webhook?: WebhookBehaviour
}

export type Gateways = Awaited<ReturnType<typeof startGateways>>

/** Runs two gateways, Twilio and then a webhook, played by the tests' stand-ins. */
export async function startGateways() {
  const account = newAccount()
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const [twilio, webhook] = await Promise.all([startTwilio(account), startSmsReceiver(secret)])
  const messagesTo = (phone: string) => textsAt<Taken>(twilio.origin, phone)

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

    async treat(phone: string, treatment: Treatment): Promise<void> {
      await setBehaviour(twilio.origin, phone, treatment.twilio)
      if (treatment.webhook) await setBehaviour(webhook.url, phone, treatment.webhook)
    },

    /** Reads the code in the texts to a number: it is the same in all; '' where there is none. */
    async codeSentTo(phone: string): Promise<string> {
      const texts = await textsAt<{ text: string }>(webhook.url, phone)
      const bodies = (await messagesTo(phone)).map(({ fields }) => fields['Body'])
      const codes = [...bodies, ...texts.map(({ text }) => text)].map(codeIn)
      return codes.find((code) => code !== '') ?? ''
    },

    /** Has Twilio report a text as delivered; gives the status that the Worker answered. */
    async reportDelivery(phone: string): Promise<number | undefined> {
      if ((await messagesTo(phone)).length === 0) return undefined
      const query = { to: phone, status: 'delivered' }
      const init = { method: 'POST' }
      return (await askStandIn<{ status: number }>(twilio.origin, '/callback', query, init)).status
    },

    stop: () => Promise.all([twilio.stop(), webhook.stop()]),
  }
}
