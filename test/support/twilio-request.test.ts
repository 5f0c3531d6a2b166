import { describe, expect, it } from 'vitest'
import { checkRequest } from './twilio-request.ts'
import { newAccount } from './twilio.ts'

const account = newAccount()
const TO = '+919876543210'
const BASIC = `Basic ${btoa(`${account.sid}:${account.authToken}`)}`
const FORM = 'application/x-www-form-urlencoded'

const pathOf = (resource: string, sid = account.sid) =>
  `/2010-04-01/Accounts/${sid}/${resource}.json`

type Fields = Readonly<Record<string, string | undefined>>

function check(
  resource: 'Messages' | 'Calls',
  fields: Fields,
  { path = pathOf(resource), authorization = BASIC, type = FORM } = {},
) {
  const given = Object.entries(fields).filter((field): field is [string, string] => !!field[1])
  const body = new URLSearchParams(given).toString()
  return checkRequest(account, path, { authorization, 'content-type': type }, body)
}

const MESSAGE = { To: TO, MessagingServiceSid: account.service, Body: 'A text' }
const WHATSAPP = {
  To: `whatsapp:${TO}`,
  From: `whatsapp:${account.whatsAppSender}`,
  ContentSid: account.template,
  ContentVariables: '{"1":"012345"}',
}
const CALL = { To: TO, From: account.number, Twiml: '<Response><Say>Hi</Say></Response>' }

describe('the stand-in for Twilio', () => {
  it('takes what its documents ask for', () => {
    expect(check('Messages', MESSAGE)).toMatchObject({ resource: 'Messages', to: TO })
    expect(check('Messages', WHATSAPP)).toMatchObject({ resource: 'Messages', to: TO })
    expect(check('Calls', CALL)).toMatchObject({ resource: 'Calls', to: TO })
  })

  it('refuses other credentials, accounts, paths and forms', () => {
    expect(check('Messages', MESSAGE, { authorization: '' })).toMatchObject({ code: 20003 })
    expect(check('Messages', MESSAGE, { authorization: `${BASIC}x` })).toMatchObject({
      status: 401,
    })
    const path = pathOf('Messages', `AC${'0'.repeat(32)}`)
    expect(check('Messages', MESSAGE, { path })).toMatchObject({ status: 404, code: 20404 })
    expect(check('Messages', MESSAGE, { path: pathOf('Texts') })).toMatchObject({ code: 20404 })
    expect(check('Messages', MESSAGE, { type: 'application/json' })).toMatchObject({ code: 21604 })
  })

  it.each<[number, string, Fields]>([
    [20001, 'an unknown field', { Boddy: 'x' }],
    [21211, 'a number that is not E.164', { To: '9876543210' }],
    [21603, 'no sender', { MessagingServiceSid: undefined }],
    [21705, 'an unknown service', { MessagingServiceSid: `MG${'0'.repeat(32)}` }],
    [21659, "another's number", { MessagingServiceSid: undefined, From: '+14155559999' }],
    [21212, "another's name", { MessagingServiceSid: undefined, From: 'OTHERS' }],
    [21602, 'no content', { Body: undefined }],
    [20001, 'two contents', { ContentSid: account.template }],
    [21617, 'a body that is too long', { Body: 'x'.repeat(1601) }],
    [21655, 'an unknown template', { Body: undefined, ContentSid: `HX${'0'.repeat(32)}` }],
    [21656, 'a template without variables', { Body: undefined, ContentSid: account.template }],
    [21624, 'a time of 0 s', { ValidityPeriod: '0' }],
    [21624, 'a time of 36,001 s', { ValidityPeriod: '36001' }],
    [20001, 'a smart that is no boolean', { SmartEncoded: 'no' }],
    [21609, 'a callback without a scheme', { StatusCallback: 'signup.example/x' }],
    [21609, 'a callback to a host with an underscore', { StatusCallback: 'https://a_b.example/' }],
    [21609, 'a callback that is not encoded', { StatusCallback: 'https://a.example/?ref=<>' }],
  ])('answers %i to a message with %s', (code, _, changes) => {
    expect(check('Messages', { ...MESSAGE, ...changes })).toMatchObject({ status: 400, code })
  })

  it.each<[number, string, Fields]>([
    [63007, "another's sender", { From: 'whatsapp:+14155559999' }],
    [63007, 'a sender of texts', { From: account.number }],
    [63016, 'a body', { ContentSid: undefined, ContentVariables: undefined, Body: 'x' }],
    [21656, 'variables that are no JSON', { ContentVariables: '{' }],
    [21656, 'other variables', { ContentVariables: '{"2":"012345"}' }],
    [21656, 'a code that is none', { ContentVariables: '{"1":""}' }],
  ])('answers %i to a WhatsApp message with %s', (code, _, changes) => {
    expect(check('Messages', { ...WHATSAPP, ...changes })).toMatchObject({ status: 400, code })
  })

  it.each<[number, string, Fields]>([
    [20001, 'a field of messages', { Body: 'x' }],
    [21211, 'a WhatsApp address', { To: `whatsapp:${TO}` }],
    [21213, 'no caller', { From: undefined }],
    [21210, "another's number", { From: '+14155559999' }],
    [21205, 'no instructions', { Twiml: undefined }],
    [21205, 'two instructions', { Url: 'https://signup.example/' }],
    [21205, 'long instructions', { Twiml: `<Response>${' '.repeat(4000)}</Response>` }],
    [12100, 'instructions that are no TwiML', { Twiml: '<Response><Say>Hi</Response>' }],
    [21208, 'a time that is none', { Timeout: 'long' }],
  ])('answers %i to a call with %s', (code, _, changes) => {
    expect(check('Calls', { ...CALL, ...changes })).toMatchObject({ status: 400, code })
  })
})
