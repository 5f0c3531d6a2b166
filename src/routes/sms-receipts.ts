import type { Context } from 'hono'
import type { ReceiptReply } from '../contract/replies.ts'
import type { Answer } from '../http/answer.ts'
import { type ErrorResponse, refuse } from '../http/errors.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { limitBody } from '../http/limit-body.ts'
import { edgeOf } from '../http/edge.ts'
import { replyWords } from '../http/language.ts'
import { answerCall, recordReceipts } from '../verification/receipts.ts'
import type { ReceiptRequest, SmsGateway } from '../sms/gateway.ts'
import { logEvent } from '../platform/log.ts'

const PATH = '/webhooks/sms/:gateway'
const WITH_TOKEN = `${PATH}/:token`
const VOICE = `${PATH}/voice`

type Reply = Answer<'POST /webhooks/sms/{gateway}/'>

/** Bounds a post of several reports; none of the providers' documents shows more. */
const BODY_LIMIT = 64 * 1024

const receiptSize = limitBody(BODY_LIMIT, { reason: 'receipt_unreadable' })

/**
 * Takes what gateways report of texts, and answers their calls with the code. Each gateway proves who it
 * is in its own way; what proves nothing changes nothing.
 */
export const smsReceipts = factory
  .createApp()
  .post(VOICE, receiptSize, async (c) => {
    const gateway = gatewayOf(c)
    if (!gateway?.voice) return refuse(c, { reason: 'not_found' })
    const request = await receiptRequest(c)
    const reading = await gateway.voice.readRequest(request)
    switch (reading.kind) {
      case 'forged':
        return forged(c, gateway)
      case 'unreadable':
        return refuse(c, { reason: 'receipt_unreadable' })
      case 'no_key':
        return say(c, gateway.voice.askAgain(request))
      case 'key_pressed': {
        const { name, voice } = gateway
        const { code, language } = await answerCall(edgeOf(c), name, reading.reference)
        return say(c, voice.say(code, language))
      }
    }
  })
  .on('POST', [PATH, WITH_TOKEN], receiptSize, async (c): Promise<Reply> => {
    const gateway = gatewayOf(c)
    if (!gateway?.readReceipts) return refuse(c, { reason: 'not_found' })
    const reading = await gateway.readReceipts(await receiptRequest(c))
    switch (reading.kind) {
      case 'forged':
        return forged(c, gateway)
      case 'unreadable':
        return refuse(c, { reason: 'receipt_unreadable' })
      case 'unavailable':
        return refuse(c, { reason: 'receipt_not_checked' })
      case 'receipts':
        if (reading.skipped > 0) {
          logEvent('receipts_skipped', { gateway: gateway.name, skipped: reading.skipped })
        }
        await recordReceipts(edgeOf(c), gateway.name, reading.receipts)
        return c.json<ReceiptReply, 200>({
          success: true,
          message: replyWords(c).replies.receipts_taken,
        })
    }
  })

function gatewayOf(c: Context<AppEnv>): SmsGateway | undefined {
  return c.get('config').gateways.find(({ name }) => name === c.req.param('gateway'))
}

/** Reads a post as sent to the public address, which is what the gateway was told and what it signed. */
async function receiptRequest(c: Context<AppEnv>): Promise<ReceiptRequest> {
  const { pathname, search } = new URL(c.req.url)
  const token = c.req.param('token')
  return {
    url: new URL(pathname + search, c.get('config').publicOrigin),
    headers: c.req.raw.headers,
    // Not `text()`: the runtime writes a warning for each form that is read so.
    body: new TextDecoder().decode(await c.req.arrayBuffer()),
    token,
  }
}

function forged(c: Context<AppEnv>, { name }: SmsGateway): ErrorResponse<'forbidden'> {
  logEvent('receipt_forged', { gateway: name })
  return refuse(c, { reason: 'receipt_forged' })
}

function say(c: Context<AppEnv>, twiml: string): Response {
  return c.body(twiml, 200, { 'Content-Type': 'text/xml; charset=utf-8' })
}
