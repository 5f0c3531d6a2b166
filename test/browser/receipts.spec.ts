import { expect } from './fixtures.ts'
import { test } from './twilio-server.ts'

// One server for all: a second of its kind on a small machine costs more than taking turns.
test.describe.configure({ mode: 'default' })

test('the page tells that the code is on the phone, and the code goes on from there', async ({
  signup,
  phone,
  server,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  expect(await post(server.twilio, signup.phone, 'sent')).toBe(200)
  expect(await post(server.twilio, signup.phone, 'delivered')).toBe(200)
  await signup.skip(3000)
  await expect(signup.text('The code has reached your phone.').first()).toBeVisible({
    timeout: 15_000,
  })
  const code = /^\d{6}/.exec(await lastBody(server.twilio, phone))?.[0] ?? ''
  await signup.type(code)
  await signup.expectVerified()
})

test('the page tells that a number cannot be reached, and another may be entered', async ({
  signup,
  server,
}) => {
  await signup.open()
  await signup.requestCode(signup.phone)
  expect(await post(server.twilio, signup.phone, 'undelivered')).toBe(200)
  await signup.skip(3000)
  await expect(signup.text('We could not reach this number.').first()).toBeVisible({
    timeout: 15_000,
  })
  await signup.button('Change number').last().click()
  await signup.expectHeading('Your mobile number')
})

/** Gives the last text that Twilio took for a number. */
async function lastBody(twilio: string, phone: string): Promise<string> {
  const query = new URLSearchParams({ to: `+91${phone}` })
  const reply = await fetch(`${twilio}/texts?${query.toString()}`)
  const texts: { fields: { Body: string } }[] = await reply.json()
  return texts.at(-1)?.fields.Body ?? ''
}

/** Has Twilio post what became of the last text to a number; gives the reply's status. */
async function post(twilio: string, phone: string, status: string): Promise<number> {
  const query = new URLSearchParams({ to: `+91${phone}`, status })
  const reply = await fetch(`${twilio}/callback?${query.toString()}`, { method: 'POST' })
  const { status: code }: { status: number } = await reply.json()
  return code
}
