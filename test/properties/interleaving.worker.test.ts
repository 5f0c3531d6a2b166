import { afterEach, expect, it, vi } from 'vitest'
import { call, lastCode, newPhone, sendOtp, textsTo, verifyOtp } from '../support/app.ts'
import { holdTexts } from '../support/texting.ts'

afterEach(() => vi.restoreAllMocks())

it('[R62] a request that overtakes another shares nothing with it', async () => {
  const [slow, quick] = [newPhone(), newPhone()]
  const held = holdTexts()
  const first = sendOtp({ phone: slow })
  await held.reached
  const second = sendOtp({ phone: quick })
  const refused = await sendOtp({ phone: '1' })
  held.release()
  const [one, two] = [await first, await second]

  const ids = [one, two, refused].map(({ headers }) => headers.get('X-Request-Id'))
  expect(new Set(ids).size).toBe(3)
  for (const [reply, phone] of [
    [one, slow],
    [two, quick],
  ] as const) {
    expect(reply).toMatchObject({ status: 200, body: { phone: `+91 •••••• ${phone.slice(-4)}` } })
    expect(reply.cookie).toContain(String(reply.body.session_id))
    expect(await textsTo(phone)).toHaveLength(1)
  }
  expect(one.cookie).not.toBe(two.cookie)

  const [id, other] = [one.body.session_id, two.body.session_id]
  const code = await lastCode(slow)
  const [right, wrong] = await Promise.all([
    verifyOtp(id, code, { cookie: one.cookie }),
    verifyOtp(other, code === (await lastCode(quick)) ? '000000' : code, { cookie: two.cookie }),
  ])
  expect([right.status, wrong.status]).toEqual([200, 400])
  const mine = await call('/users/api/session/', { cookie: right.cookie })
  const theirs = await call('/users/api/session/', { cookie: two.cookie })
  expect([mine.body.step, theirs.body.step]).toEqual([2, 1])
})
