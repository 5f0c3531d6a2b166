import { describe, expect, it } from 'vitest'
import { call, newPhone, sendOtp, start, verifyOtp } from '../support/app.ts'

const asking = (language: string) => ({ headers: { 'Accept-Language': language } })

const DEVANAGARI = /^[^a-z]*\p{sc=Deva}/u

describe('the message of a reply', () => {
  it.each([
    ['hi-IN,hi;q=0.9,en;q=0.8', 'hi', 'ऐसा मोबाइल नंबर डालें जिस पर SMS आ सके।'],
    ['ur', 'ur', 'ایسا موبائل نمبر درج کریں جس پر SMS آ سکے۔'],
    ['tlh, ur;q=0.5, hi;q=0.1', 'ur', 'ایسا موبائل نمبر درج کریں جس پر SMS آ سکے۔'],
    ['en-GB', 'en', 'Enter a mobile number that can receive texts.'],
    ['tlh', 'en', 'Enter a mobile number that can receive texts.'],
    ['', 'en', 'Enter a mobile number that can receive texts.'],
  ])('is for %j in %s, which its header names', async (header, language, message) => {
    const reply = await sendOtp({ phone: '1' }, asking(header))
    expect(reply.body).toMatchObject({ success: false, error: 'invalid_phone', message })
    expect(reply.headers.get('Content-Language')).toBe(language)
  })

  it('is so where all went well too', async () => {
    const sent = await sendOtp({ phone: newPhone() }, asking('hi'))
    const { sessionId, code, cookie } = await start()
    const open = await call('/users/api/session/', { cookie, ...asking('hi') })
    const verified = await verifyOtp(sessionId, code, { cookie, ...asking('hi') })
    for (const reply of [sent, open, verified]) {
      expect(reply.status).toBe(200)
      expect(reply.body.message).toMatch(DEVANAGARI)
      expect(reply.headers.get('Content-Language')).toBe('hi')
    }
  })

  it('counts as its language does', async () => {
    const { sessionId, code, cookie } = await start()
    const wrong = code === '000000' ? '000001' : '000000'
    const messages: unknown[] = []
    for (const language of ['hi', 'ur']) {
      const reply = await verifyOtp(sessionId, wrong, { cookie, ...asking(language) })
      messages.push(reply.body.message)
    }
    expect(messages).toEqual(['OTP गलत है। 2 कोशिशें बाकी हैं।', 'OTP غلط ہے۔ 1 کوشش باقی ہے۔'])
  })

  it('is in the language of a request that nothing is there for', async () => {
    const reply = await call('/users/api/nothing', asking('hi'))
    expect(reply.body).toMatchObject({ error: 'not_found', message: 'यहाँ कुछ नहीं है।' })
  })
})
