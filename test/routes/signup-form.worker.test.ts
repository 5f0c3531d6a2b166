import { describe, expect, it } from 'vitest'
import { SECURITY_HEADERS } from '../../src/http/security-headers.ts'
import { SECOND } from '../../src/platform/time.ts'
import {
  type Call,
  call,
  lastCode,
  newPhone,
  receiverAnswers,
  type Reply,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { cookiesSet } from '../support/people.ts'
import { CountingLimit, envUntouched, envWith } from '../support/bindings.ts'
import { envWithBotCheck } from '../support/bot-check.ts'
import { stopClock } from '../support/clock.ts'
import { raw } from '../support/contract.ts'
import {
  enterCode,
  FORM,
  FORM_TYPE,
  openForm,
  postForm,
  pressSend,
} from '../support/signup-form.ts'

const clock = stopClock()

/** Tells what a page shows: its screen, its sentence, and the values of the fields that it has. */
function shown({ status, text }: Reply) {
  const screens = [...text.matchAll(/<section\s+class=step\s+id=step-(\w+)([^>]*)>/g)]
  const [screen, ...others] = screens.filter(([, , rest]) => !/\shidden\b/.test(rest ?? ''))
  expect(others).toEqual([])
  const section = text.slice(screen?.index).split('</section>')[0] ?? ''
  const error = /class=error[^>]*>([^<]+)</.exec(section)?.[1]
  return { status, screen: screen?.[1], error, fields: fieldsIn(section) }
}

function fieldsIn(section: string): Record<string, string> {
  const inputs = [...section.matchAll(/<(?:input)\b[^>]*>/g)].map(([input]) => input)
  const named = inputs.map((input) => [
    /\sname="?(\w+)/.exec(input)?.[1],
    /\svalue="([^"]*)"/.exec(input)?.[1] ?? '',
  ])
  return Object.fromEntries(named)
}

const expectLead = ({ status, headers }: Reply, query = '') => {
  expect([status, headers.get('Location')]).toEqual([303, `${FORM}${query}`])
}

describe('a number sent by a plain form', () => {
  it('is texted a code, and leads to the page that asks for it, with nothing of it in the URL', async () => {
    const phone = newPhone()
    const reply = await postForm({ intent: 'send', phone })
    expectLead(reply)
    expect(reply.text).toBe('')
    expect(await textsTo(phone)).toHaveLength(1)
    const page = await openForm({ cookie: reply.cookie })
    expect(shown(page)).toMatchObject({ status: 200, screen: 'code', error: undefined })
    expect(page.text).toContain(`the number ending in ${phone.slice(-4)}`)
    expect(page.text).not.toContain(phone.slice(3))
    expect(page.text).toContain('<title>Step 1 of 3: Enter the code – NeoBank</title>')
    expect(shown(page).fields).toEqual({
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      code_issue: '1',
      otp_code: '',
    })
  })

  it.each([
    ['98765 4321', 'Enter a mobile number that can receive texts.'],
    ['', 'Enter a mobile number that can receive texts.'],
    ['+14155550123', 'We cannot text numbers of that country yet.'],
  ])('that cannot be texted stays in its field, with the reason: %j', async (phone, error) => {
    const page = await postForm({ intent: 'send', phone })
    expect(shown(page)).toEqual({ status: 400, screen: 'phone', error, fields: { phone } })
    expect(page.text).toContain('<title>Error: Step 1 of 3: Your mobile number')
  })

  it('is shown again as text, whatever stands in it', async () => {
    const { text } = await postForm({ intent: 'send', phone: `"><script>alert(1)</script>'&` })
    // Within quotes only a quote ends it.
    expect(text).toContain(`value="&quot;><script>alert(1)</script>'&"`)
    expect(text.match(/alert\(1\)/g)).toHaveLength(1)
  })

  it('is read under the calling code that was chosen, which stays chosen', async () => {
    const env = envWith({ ALLOWED_COUNTRIES: 'IN,GB' })
    const fields = { intent: 'send', phone: '98765 43210', dial_code: '44' }
    const page = await postForm(fields, { env })
    expect(shown(page)).toMatchObject({ status: 400, screen: 'phone' })
    expect(page.text).toMatch(/<option value="44" selected[^>]*>/)
    expect(page.text).not.toMatch(/<option value="91" selected/)
    const phone = newPhone()
    const indian = { ...fields, phone: phone.slice(3), dial_code: '91' }
    expectLead(await postForm(indian, { env }))
    expect(await textsTo(phone)).toHaveLength(1)
  })

  it('counts with what the API sends: the phone waits, whichever was first', async () => {
    const [phone, other] = [newPhone(), newPhone()]
    await postForm({ intent: 'send', phone })
    expect((await sendOtp({ phone })).status).toBe(429)
    await sendOtp({ phone: other })
    const page = await postForm({ intent: 'send', phone: other })
    expect(shown(page)).toMatchObject({ status: 429, screen: 'phone', fields: { phone: other } })
    expect(page.headers.get('Retry-After')).toBe('60')
    expect(await textsTo(other)).toHaveLength(1)
  })

  it('posted again texts nothing more', async () => {
    const phone = newPhone()
    const fields = { intent: 'send', phone }
    const { cookie } = await postForm(fields)
    expect((await postForm(fields, { cookie })).status).toBe(429)
    expect(await textsTo(phone)).toHaveLength(1)
  })

  it('counts against the burst limit of its address, as a call of the API does', async () => {
    const env = envWith({ SEND_BURST: new CountingLimit(1) })
    expect((await pressSend({ env, address: '10.9.9.9' })).status).toBe(303)
    const reply = await sendOtp({ phone: newPhone() }, { env, address: '10.9.9.9' })
    expect(reply.status).toBe(429)
  })

  it('is not texted where a bot check is needed, and the page says that it needs a script', async () => {
    const phone = newPhone()
    const env = envWithBotCheck()
    const page = await postForm({ intent: 'send', phone }, { env })
    const { status, screen, error } = shown(page)
    expect({ status, screen }).toEqual({ status: 403, screen: 'phone' })
    expect(error).toContain('that check needs JavaScript')
    expect(await textsTo(phone)).toEqual([])
    const { text } = await openForm({ env })
    expect(/<noscript>(.*?)<\/noscript>/s.exec(text)?.[1]).toContain('needs JavaScript. Turn it on')
  })

  it('stays in its field where no gateway takes the text', async () => {
    const phone = newPhone()
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    const page = await postForm({ intent: 'send', phone })
    const error = 'We could not send the code. Please try again.'
    expect(shown(page)).toEqual({ status: 503, screen: 'phone', error, fields: { phone } })
  })
})

describe('a code entered in a plain form', () => {
  it('verifies the phone, and leads to a page that says what comes next', async () => {
    const reply = await enterCode()
    expectLead(reply)
    const names = cookiesSet(reply).map(([name]) => name)
    expect(new Set(names)).toEqual(new Set(['__Host-device', '__Host-signup']))
    const page = await openForm({ cookie: reply.cookie })
    expect(shown(page)).toMatchObject({ status: 200, screen: 'later' })
    expect(page.text).toContain('<h1>Your number is verified</h1>')
    expect(page.text).toContain('The next steps need JavaScript.')
    expect(page.text).not.toContain('<noscript>')
  })

  it.each([
    ['in groups', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ['in boxes', (code: string) => Array.from(code)],
    ['in the first box', (code: string) => [code, '', '', '', '', '']],
    [
      'in Devanagari',
      (code: string) => code.replace(/\d/g, (d) => String.fromCodePoint(0x966 + Number(d))),
    ],
  ])('is read %s', async (_, spell) => {
    const { sessionId, code, cookie } = await start()
    const fields = { intent: 'verify', session_id: sessionId, otp_code: spell(code) }
    expectLead(await postForm(fields, { cookie }))
  })

  it('that is wrong costs a try, is not shown again, and leaves the number masked', async () => {
    const signup = await start()
    const guess = wrong(signup.code)
    const page = await enterCode(guess, signup)
    const fields = { session_id: signup.sessionId, code_issue: '1', otp_code: '' }
    const error = 'Incorrect OTP. 2 attempts left.'
    expect(shown(page)).toEqual({ status: 400, screen: 'code', error, fields })
    expect(page.text).not.toContain(guess)
    expect(page.text).toContain(`+91 •••••• ${signup.phone.slice(-4)}`)
    expect((await verifyOtp(signup.sessionId, guess)).body['attempts_left']).toBe(1)
  })

  it.each(['', '12345', '1234567', 'abcdef'])('that is none costs no try: %j', async (code) => {
    const signup = await start()
    const page = await enterCode(code, signup)
    const error = 'Enter the six-digit code from the text.'
    expect(shown(page)).toMatchObject({ status: 400, screen: 'code', error })
    expectLead(await enterCode(signup.code, signup))
  })

  it('of a former issue costs no try, and the page asks for the newest', async () => {
    const { sessionId, code, cookie } = await start()
    const fields = { intent: 'verify', session_id: sessionId, otp_code: code, code_issue: '7' }
    const page = await postForm(fields, { cookie })
    expect(shown(page)).toMatchObject({ status: 409, screen: 'code', fields: { code_issue: '1' } })
  })

  it('without a cookie is answered by the page of its signup all the same', async () => {
    const { sessionId, code } = await start()
    const fields = { intent: 'verify', session_id: sessionId, otp_code: wrong(code) }
    expect(shown(await postForm(fields))).toMatchObject({
      status: 400,
      screen: 'code',
      fields: { session_id: sessionId },
    })
  })

  it('of a signup that has ended leads back to the number', async () => {
    const { text, ...page } = await enterCode('123456', {
      ...(await start()),
      sessionId: crypto.randomUUID(),
    })
    const error = 'This signup has ended. Please start again.'
    expect(shown({ text, ...page })).toMatchObject({ status: 404, screen: 'phone', error })
  })
})

describe('other buttons of the page', () => {
  it('send another text to the number of the signup, once its wait is over', async () => {
    const { phone, cookie } = await start()
    const early = shown(await postForm({ intent: 'resend' }, { cookie }))
    expect(early).toMatchObject({ status: 429, screen: 'code' })
    expect(early.error).toMatch(/^Please wait \d+ seconds before/)
    clock.pass(30 * SECOND)
    const reply = await postForm({ intent: 'resend' }, { cookie })
    expectLead(reply, '?resent')
    expect(await textsTo(phone)).toHaveLength(2)
    const [page, told] = [await openForm({ cookie }), await call(`${FORM}?resent`, { cookie })]
    expect(told.text).toContain('role=status>We sent another text.</p>')
    expect(page.text).not.toContain('>We sent another text.<')
  })

  it('send nothing for whoever does not bear the signup', async () => {
    const { phone, sessionId } = await start()
    clock.pass(30 * SECOND)
    const page = await postForm({ intent: 'resend', session_id: sessionId })
    expect(shown(page)).toMatchObject({ status: 404, screen: 'phone' })
    expect(await textsTo(phone)).toHaveLength(1)
  })

  it('ask for another number, which takes the place of the former in the same signup', async () => {
    const { sessionId, cookie } = await start()
    const page = await postForm({ intent: 'change', session_id: sessionId }, { cookie })
    expect(shown(page)).toEqual({
      status: 200,
      screen: 'phone',
      error: undefined,
      fields: { session_id: sessionId, phone: '' },
    })
    const phone = newPhone()
    expectLead(await postForm({ intent: 'send', session_id: sessionId, phone }, { cookie }))
    const code = await lastCode(phone)
    expectLead(await enterCode(code, { phone, sessionId, code, cookie }))
  })
})

describe('the page of a plain form', () => {
  it('where no signup is open says so, and asks for a number', async () => {
    const { status, screen, error } = shown(await openForm())
    expect({ status, screen }).toEqual({ status: 404, screen: 'phone' })
    expect(error).toContain('No signup is open in this browser.')
  })

  it('is in the language that was chosen, its errors and its texts too', async () => {
    const phone = newPhone()
    const cookie = 'language=hi'
    expectLead(await postForm({ intent: 'send', phone }, { cookie }))
    const [text] = await textsTo(phone)
    expect(text?.text).toMatch(/\p{sc=Devanagari}/u)
    const page = await postForm({ intent: 'send', phone: '1' }, { cookie })
    expect(page.text).toContain('<html lang=hi')
    expect(page.headers.get('Content-Language')).toBe('hi')
    expect(shown(page).error).toMatch(/\p{sc=Devanagari}/u)
  })

  it('is not kept, and allows its script and style by their hashes, as the signup page', async () => {
    const signupPage = await raw('/users/signup/', { method: 'GET' })
    for (const { headers } of [await openForm(), await postForm({ intent: 'change' })]) {
      expect(headers.get('Cache-Control')).toBe('no-store')
      expect(headers.get('Content-Security-Policy')).toBe(
        signupPage.headers.get('Content-Security-Policy'),
      )
      expect(headers.get('X-Frame-Options')).toBe(SECURITY_HEADERS['X-Frame-Options'])
    }
  })
})

describe('a plain form that is not ours', () => {
  const FIELDS = 'intent=send&phone=9876543210'
  const refusals: readonly [string, number, Call['headers'], string][] = [
    ['of another site', 403, { ...FORM_TYPE, 'Sec-Fetch-Site': 'cross-site' }, FIELDS],
    ['of another origin', 403, { ...FORM_TYPE, Origin: 'https://evil.example' }, FIELDS],
    ['of no origin', 403, { ...FORM_TYPE, Origin: 'null' }, FIELDS],
    ['with a cookie and no origin', 403, { ...FORM_TYPE, Cookie: 'a=b' }, FIELDS],
    ['in JSON', 415, { 'Content-Type': 'application/json' }, '{"intent":"send"}'],
    ['in parts', 415, { 'Content-Type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['of no type', 415, { 'Content-Type': '' }, FIELDS],
    ['over 4 KB', 413, FORM_TYPE, `${FIELDS}&session_id=${'x'.repeat(4096)}`],
    ['with a field too many', 400, FORM_TYPE, `${FIELDS}&other=1`],
    ['with a field twice', 400, FORM_TYPE, `${FIELDS}&phone=9876543211`],
    ['with no intent', 400, FORM_TYPE, 'phone=9876543210'],
    ['with an intent of its own', 400, FORM_TYPE, 'intent=delete'],
    ['that is empty', 400, FORM_TYPE, ''],
  ]

  it.each(refusals)(
    'is refused before anything is touched: %s',
    async (_, status, headers, body) => {
      const reply = await raw(FORM, { headers, body, env: envUntouched() })
      const page = shown(reply)
      expect(page).toMatchObject({ status, screen: 'phone' })
      expect(page.error).toMatch(/\.$/)
      expect(reply.headers.getSetCookie()).toEqual([])
      if (status !== 400) expect(page.fields).toEqual({ phone: '' })
    },
  )
})

describe('a form of another signup than the cookie is of, as two tabs share one', () => {
  it('texts nothing more, and shows what is open', async () => {
    const [left, right] = [await start(), await start()]
    clock.pass(30 * SECOND)
    const fields = { intent: 'resend', session_id: left.sessionId }
    const reply = await postForm(fields, { cookie: right.cookie })
    expect(shown(reply)).toMatchObject({ status: 409, fields: { session_id: right.sessionId } })
    expect(await textsTo(left.phone)).toHaveLength(1)
    expect(await textsTo(right.phone)).toHaveLength(1)
  })

  it('is answered about its own', async () => {
    const [left, right] = [await start(), await start()]
    const reply = await enterCode(wrong(left.code), { ...left, cookie: right.cookie })
    expect(shown(reply)).toMatchObject({
      status: 400,
      screen: 'code',
      fields: { session_id: left.sessionId },
    })
  })
})

/** A field of a form as `multipart/form-data` has it. */
const part = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

it('a body of another type is not read, let alone shown again', async () => {
  const body = `${part('intent', 'send')}${part('phone', '9876512345')}--x--`
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const reply = await raw(FORM, { headers, body })
  expect([reply.status, reply.text.includes('9876512345')]).toEqual([415, false])
})
