import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { hashesOf } from '../../src/identity/aadhaar/qr/mobile.ts'
import { HOLDER, makeTestQr } from '../support/aadhaar-qr.ts'
import { createAccount } from '../support/account.ts'
import { databaseError, tappedDatabase } from '../support/accounts.ts'
import { call, type Reply } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { leaks, recordConsole, type Secret } from '../support/canary.ts'
import {
  finishDigiLocker,
  givePan,
  identifiedSignup,
  setuVars,
  showQr,
  startDigiLocker,
} from '../support/identity.ts'
import { aadhaarData, SETU_PAN_ANSWERS } from '../support/setu.ts'
import { askStandIn, behaves } from '../support/stand-ins.ts'
import { everythingStored } from '../support/stores.ts'

const { origin } = inject('setu')

/** As step 2 has her; registers know one name more. */
const DETAILS = { full_name: 'Zubeida Quraishi-Vaz', date_of_birth: '1987-10-29' }
const REGISTERED = 'Zubeida Nazneen Quraishi-Vaz'
const PAN = 'ZQVPQ4731K'
const MOBILE = '9182736455'
const LAST4 = '7369'

const shown = ({ body, headers }: Reply) =>
  JSON.stringify({
    body: { ...body, session_id: undefined, account_id: undefined },
    headers: [...headers].filter(([name]) => name !== 'set-cookie'),
  })

/** The code as version 1 has it, and what is in it. */
function codeOf() {
  const issuedAt = Date.parse('2026-10-07T11:37:41.219+05:30')
  const person = { name: REGISTERED, dateOfBirth: '29-10-1987', last4: LAST4, mobile: MOBILE }
  const digits = makeTestQr({ ...HOLDER, ...person, issuedAt, version: '' })
  const [mobileHash = ''] = hashesOf(MOBILE, Number(LAST4.at(-1)))
  return { digits, mobileHash, reference: `${LAST4}20261007113741219` }
}

test('nothing of an Aadhaar code, a PAN or a way to DigiLocker is in any log, store, name, key or refusal', async () => {
  const written = recordConsole()
  const replies: string[] = []
  const stores: string[] = []
  const secrets = new Map<string, Secret>()
  const guessable = (name: string, text: string) => secrets.set(name, { text, guessable: true })
  const random = (name: string, text = '') => secrets.set(name, { text, guessable: false })
  const keep = async (pending: Promise<Reply>, status: number) => {
    const reply = await pending
    expect([reply.status, reply.body['error']]).toContain(status)
    replies.push(shown(reply))
    stores.push(await everythingStored())
    return reply
  }
  const code = codeOf()
  random('digits of the code', code.digits)
  random('half of them', code.digits.slice(40, 600))
  random('hash of the mobile', code.mobileHash)
  guessable('reference id', code.reference)
  guessable('mobile', `+91${MOBILE}`)
  guessable('name in registers', REGISTERED)
  guessable('part of the name', 'Nazneen')
  guessable('another part of it', 'Quraishi')
  guessable('PAN', PAN)
  guessable('end of the PAN', PAN.slice(5))
  guessable('date of birth', '29-10-1987')

  const vars = { ...setuVars(), AADHAAR_VERIFIERS: 'qr,setu', PAN_VERIFIER: 'setu' }
  random('secret of Setu', vars.SETU_CLIENT_SECRET)
  const signup = await identifiedSignup(vars, DETAILS)

  await keep(showQr(signup, `${code.digits.slice(0, -2)}11`), 400)
  await keep(showQr(signup, code.digits, { more: { [PAN]: REGISTERED } }), 400)
  await keep(showQr(signup, code.digits, { more: { consent: { [PAN]: code.digits } } }), 400)
  await keep(showQr({ ...signup, sessionId: crypto.randomUUID() }, code.digits), 409)
  await keep(showQr(signup, makeTestQr({ name: 'Nazneen Quraishi Other' })), 409)
  await keep(showQr(signup, code.digits), 200)

  const led = await startDigiLocker(signup)
  const request = String(led.body['redirect_url']).split('/').at(-1) ?? ''
  const data = aadhaarData({ name: REGISTERED, dateOfBirth: '29-10-1987' }, request)
  const put = {
    method: 'PUT',
    body: JSON.stringify({ consent: 'authenticated', aadhaar: { status: 200, body: data } }),
  }
  const query = { id: request }
  const { redirectUrl } = await askStandIn<{ redirectUrl: string }>(origin, '/requests', query, put)
  const state = new URL(redirectUrl).searchParams.get('state') ?? ''
  random('state', state)
  random('its end', state.split('.').at(-1))
  random('request for DigiLocker', request)
  stores.push(await everythingStored())
  const returned = `state=${state}&success=True&scope=ADHAR&id=${request}`
  await keep(finishDigiLocker(signup, returned.replace('.', '.x')), 409)
  await keep(call(`/users/signup/?${returned}`, { env: signup.env }), 303).catch(() => undefined)
  await keep(finishDigiLocker(signup, returned), 200)

  await keep(givePan(signup, `${PAN}1`), 400)
  await keep(givePan(signup, PAN.replace('P', 'C')), 400)
  await behaves(origin, PAN, { kind: 'reset' })
  await keep(givePan(signup, PAN), 503)
  await behaves(origin, PAN, { kind: 'answer', status: 500, body: { error: { code: PAN } } })
  await keep(givePan(signup, PAN), 503)
  const { body } = SETU_PAN_ANSWERS.valid
  const found = { ...body, data: { ...body.data, full_name: REGISTERED } }
  await behaves(origin, PAN, { kind: 'answer', status: 200, body: found })
  await keep(givePan(signup, PAN), 200)

  for (const text of ['Network connection lost', `no such column: ${PAN}`]) {
    const error = databaseError(`${text} (${REGISTERED}, ${code.reference}, ${code.mobileHash})`)
    const ACCOUNTS = tappedDatabase(env.ACCOUNTS, { faultOf: () => ({ error, carriedOut: false }) })
    const status = text.startsWith('Network') ? 503 : 500
    const bindings = envWith({ ...vars, ACCOUNTS })
    await keep(createAccount(signup, { env: bindings }), status)
  }
  await keep(createAccount(signup, { env: signup.env }), 201)

  const outputs = {
    log: written.join('\n'),
    replies: replies.join('\n'),
    stores: stores.join('\n'),
  }
  for (const [output, text] of Object.entries(outputs)) {
    for (const [name, secret] of secrets) {
      expect({ output, name, found: leaks(text, secret) }).toEqual({ output, name, found: [] })
    }
  }
  expect(outputs.log).not.toMatch(new RegExp(`\\b(${LAST4}|${PAN.slice(5, 9)}|${PAN.slice(6)})\\b`))
  expect(outputs.log).toContain('verifier_unavailable')
})
