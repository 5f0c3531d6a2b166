import { randomInt } from 'node:crypto'
import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { DAY, MINUTE } from '../../src/platform/time.ts'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { createAccount } from '../support/account.ts'
import { newPhone, type Reply } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import {
  givePan,
  type Identified,
  identifiedSignup,
  newPan as panOf,
  setuVars,
  showQr,
} from '../support/identity.ts'
import { answerOf } from '../support/people.ts'
import { behaves, textsAt } from '../support/stand-ins.ts'

const clock = stopClock()

// Of this file and run: Setu's stand-in is the same for others, and remembers.
const START = Array.from({ length: 3 }, () => String.fromCharCode(randomInt(65, 91))).join('')

const newPan = () => panOf(1, START)

const { origin } = inject('setu')

const BY_SETU = { PAN_VERIFIER: 'setu', ...setuVars() }

const asha = (phone = newPhone()) => identifiedSignup(BY_SETU, { full_name: 'Asha Rao' }, { phone })

const tally = (replies: readonly Reply[]) =>
  replies.reduce<Record<string, number>>((counts, reply) => {
    const answer = answerOf(reply)
    return { ...counts, [answer]: (counts[answer] ?? 0) + 1 }
  }, {})

/** Gives PANs one after another. */
async function giveAll(signup: Identified, given: readonly string[]) {
  const replies: Reply[] = []
  for (const pan of given) replies.push(await givePan(signup, pan))
  return replies
}

/** How often Setu looked any of these PANs up. */
async function lookUps(pans: readonly string[]): Promise<number> {
  return (await Promise.all(pans.map((pan) => textsAt(origin, pan)))).flat().length
}

const sum = (counts: readonly (number | undefined)[]) =>
  counts.reduce<number>((total, one = 0) => total + one, 0)

test('of 20 requests at once with one PAN, one is looked up, and none is answered otherwise', async () => {
  const signup = await asha()
  const pan = newPan()
  await behaves(origin, pan, { kind: 'take', delayMs: 200 })
  const replies = await Promise.all(Array.from({ length: 20 }, () => givePan(signup, pan)))
  const { '200': taken, '409 in_progress': waiting } = tally(replies)
  expect(taken).toBeGreaterThan(0)
  expect(sum([taken, waiting])).toBe(20)
  expect(await lookUps([pan])).toBe(1)
  expect(answerOf(await givePan(signup, pan))).toBe('200')
  expect(await lookUps([pan])).toBe(1)
})

test('of eight PANs given at once to one signup again and again, five are looked up', async () => {
  const signup = await asha()
  const pans = Array.from({ length: 8 }, () => newPan())
  await Promise.all(pans.map((pan) => behaves(origin, pan, { kind: 'error', name: 'invalid' })))
  const answers: Record<string, number>[] = []
  for (let round = 0; round < 6; round++) {
    answers.push(tally(await Promise.all(pans.map((pan) => givePan(signup, pan)))))
  }
  expect(answers.at(-1)).toEqual({ '409 pan_invalid': 5, '429 rate_limited': 3 })
  expect(await lookUps(pans)).toBe(5)
})

test('of signups of one phone that look up at once, the phone has ten in a day', async () => {
  const phone = newPhone()
  const signups: Identified[] = []
  for (let one = 1; one <= 3; one++) {
    signups.push(await asha(phone))
    clock.pass(5 * MINUTE)
  }
  const all = signups.map(() => Array.from({ length: 5 }, () => newPan()))
  await Promise.all(
    all.flat().map((pan) => behaves(origin, pan, { kind: 'error', name: 'invalid' })),
  )
  const replies = await Promise.all(signups.map((signup, i) => giveAll(signup, all[i] ?? [])))
  expect(tally(replies.flat())).toEqual({ '409 pan_invalid': 10, '429 rate_limited': 5 })
  expect(await lookUps(all.flat())).toBe(10)
  clock.pass(DAY)
  const next = await asha(phone)
  expect(answerOf(await givePan(next, newPan()))).toBe('200')
})

test('of signups with one PAN that end at once, one makes the account', async () => {
  const pan = newPan()
  const signups = await Promise.all(Array.from({ length: 4 }, () => asha()))
  for (const signup of signups) expect(answerOf(await givePan(signup, pan))).toBe('200')
  const replies = await Promise.all(
    signups.map((signup) => createAccount(signup, { env: signup.env })),
  )
  expect(tally(replies)).toEqual({ '201': 1, '409 account_exists': 3 })
  const refused = replies.filter(({ status }) => status === 409)
  expect(refused.map(({ body }) => body['field'])).toEqual(['pan', 'pan', 'pan'])
})

test('of accounts made at once with one Aadhaar print, each is marked', async () => {
  const qr = makeTestQr({ last4: '0003' })
  const signups = await Promise.all(
    Array.from({ length: 4 }, () => identifiedSignup({ AADHAAR_VERIFIERS: 'qr' })),
  )
  for (const signup of signups) expect(answerOf(await showQr(signup, qr))).toBe('200')
  const replies = await Promise.all(
    signups.map((signup) => createAccount(signup, { env: signup.env })),
  )
  expect(tally(replies)).toEqual({ '201': 4 })
  const marked = await env.ACCOUNTS.prepare(
    "SELECT account_id FROM reviews WHERE mark = 'same_aadhaar_print'",
  ).all<{ account_id: string }>()
  const ids = marked.results.map(({ account_id: id }) => id)
  expect(ids.toSorted()).toEqual(replies.map(({ body }) => String(body['account_id'])).toSorted())
})
