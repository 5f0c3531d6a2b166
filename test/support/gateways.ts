import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import type { TrafficMonitor } from '../../src/traffic/monitor.ts'
import { trafficKey } from '../../src/traffic/edge-record.ts'
import { type Call, call, newAddress, newPhone, ORIGIN, type Reply, sendOtp } from './app.ts'
import { bindWithin, envWith } from './bindings.ts'
import { raw } from './contract.ts'
import type { Post } from './stand-in.ts'
import { textsAt } from './stand-ins.ts'
import { takenFor } from './twilio-client.ts'

const twilio = inject('twilio')
const msg91 = inject('msg91')
const aws = inject('aws')

/** The segment of the address that MSG91 posts to. */
export const MSG91_TOKEN = crypto.randomUUID().replaceAll('-', '')

const TEMPLATES = [
  {
    language: 'en',
    gateway: 'msg91',
    template_id: msg91.templateId,
    variables: { OTP: '{code}' },
  },
  {
    language: 'en',
    gateway: 'twilio',
    channel: 'whatsapp',
    template_id: twilio.account.template,
    variables: { 1: '{code}' },
  },
]

/** The vars and secrets of every provider, each at its stand-in. */
export const PROVIDERS = {
  SMS_TEMPLATES: JSON.stringify(TEMPLATES),
  TWILIO_ACCOUNT_SID: twilio.account.sid,
  TWILIO_AUTH_TOKEN: twilio.account.authToken,
  TWILIO_SENDER: twilio.account.service,
  TWILIO_VOICE_NUMBER: twilio.account.number,
  TWILIO_WHATSAPP_SENDER: twilio.account.whatsAppSender,
  TWILIO_ORIGIN: twilio.origin,
  MSG91_AUTH_KEY: msg91.authKey,
  MSG91_WEBHOOK_TOKEN: MSG91_TOKEN,
  MSG91_ORIGIN: msg91.origin,
  AWS_REGION: aws.region,
  AWS_ACCESS_KEY_ID: aws.accessKeyId,
  AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
  AWS_ORIGINATION_IDENTITY: aws.identity,
  AWS_CONFIGURATION_SET: aws.configurationSet,
  AWS_SNS_TOPIC_ARN: aws.topicArn,
  AWS_SMS_ORIGIN: aws.origin,
}

/** What a monitor was told. */
type Told = { readonly method: string; readonly event: unknown }

/** A service with gateways of its own, and one monitor for all of its country. */
export type World = {
  readonly env: Env
  /** The monitor's name. */
  readonly monitor: string
  /** All that its monitor was told and asked, in order. */
  readonly told: readonly Told[]
}

/** A service with these gateways, each at its stand-in. */
export function worldOf(SMS_GATEWAYS: string, changes: object = {}): World {
  const monitor = crypto.randomUUID()
  const told: Told[] = []
  const monitors = {
    getByName() {
      const stub = env.TRAFFIC_MONITOR.getByName(monitor)
      const methods: Partial<Record<string, (event: unknown) => unknown>> = stub as object
      return new Proxy({} as DurableObjectStub<TrafficMonitor>, {
        get: (_, method: string) => async (event: unknown) => {
          told.push({ method, event })
          return methods[method]?.(event)
        },
      })
    },
  }
  const records = {
    get: (name: string, options: KVNamespaceGetOptions<'json'>) =>
      env.ADDRESSES.get(name.startsWith('traffic:') ? trafficKey(monitor) : name, options),
  }
  const bindings = { TRAFFIC_MONITOR: monitors, ADDRESSES: records, SMS_GATEWAYS, ...PROVIDERS }
  return { env: envWith({ ...bindings, ...changes }), monitor, told }
}

/** What a world's monitor heard of receipts. */
export function receiptsTold({ told }: World): readonly unknown[] {
  return told.filter(({ method }) => method === 'countReceipt').map(({ event }) => event)
}

/** A signup in a world, whose session knows the world's gateways. */
export type Begun = {
  readonly world: World
  readonly phone: string
  readonly sessionId: string
  readonly cookie: string
  readonly address: string
  readonly reply: Reply
}

/** Begins a signup for a new phone from a new address. */
export async function begin(world: World, options: { phone?: string } & Call = {}): Promise<Begun> {
  const { phone = newPhone(), address = newAddress(), ...more } = options
  const reply = await sendOtp({ phone }, { env: world.env, address, ...more })
  if (reply.status !== 200 || reply.cookie === undefined) {
    throw new Error(`a signup did not begin: ${reply.status} ${JSON.stringify(reply.body)}`)
  }
  const sessionId = String(reply.body.session_id)
  await bindWithin(env.SIGNUP_SESSION.getByName(sessionId), world.env)
  return { world, phone, sessionId, cookie: reply.cookie, address, reply }
}

/** Asks for the code again. */
export function again({ world, phone, sessionId, cookie, address }: Begun, more = {}) {
  const body = { phone, session_id: sessionId, ...more }
  return sendOtp(body, { env: world.env, cookie, address })
}

/** What the page is told of a signup. */
export async function pageOf({ world, cookie }: Begun): Promise<Record<string, unknown>> {
  return (await call('/users/api/session/', { env: world.env, cookie })).body
}

/** The codes that a gateway's stand-in got for a phone, oldest first; '' in calls, which have none. */
export async function codesAt(gateway: string, phone: string): Promise<readonly string[]> {
  const wordings = async () => {
    switch (gateway) {
      case 'twilio':
        return (await takenFor(phone)).map(
          ({ fields }) => fields['Body'] ?? fields['ContentVariables'],
        )
      case 'msg91':
        return (await textsAt<{ variables: { OTP: string } }>(msg91.origin, phone)).map(
          ({ variables }) => variables.OTP,
        )
      case 'aws':
        return (await textsAt<{ MessageBody: string }>(aws.origin, phone)).map(
          ({ MessageBody }) => MessageBody,
        )
      default: {
        const url = new URL(inject('smsReceiver').url)
        return (await textsAt<{ text: string }>(url.origin, phone)).map(({ text }) => text)
      }
    }
  }
  return (await wordings()).map((text) => /(?<!\d)\d{6}(?!\d)/.exec(text ?? '')?.[0] ?? '')
}

/** Posts to the Worker what a gateway would, as it stands. */
export function deliverTo({ env: bindings }: World, url: string, { headers, body }: Post) {
  const { pathname, search } = new URL(url, ORIGIN)
  return raw(pathname + search, { headers, body, env: bindings })
}
