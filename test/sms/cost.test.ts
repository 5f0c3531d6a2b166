import { expect, test } from 'vitest'
import { costOf } from '../../src/sms/cost.ts'
import type { Channel } from '../../src/sms/gateway.ts'
import { SHIPPED, wordsFor } from '../../src/sms/templates.ts'

const VALUES = { code: '123456', brand: 'NeoBank', host: 'signup.example' }

const cost = (channel: Channel, language = 'en', body?: string) => {
  const words = wordsFor(SHIPPED, { gateway: 'any', channel, country: 'IN', language }, VALUES)
  return costOf({ channel, words: { ...words, body: body ?? words.body } })
}

test.each<[string, number, Channel, string?, string?]>([
  ['an English text is one segment', 1, 'sms', 'en'],
  ['a Hindi text is two', 2, 'sms', 'hi'],
  ['an Urdu text is two', 2, 'sms', 'ur'],
  ['a text of 161 letters is two', 2, 'sms', 'en', 'x'.repeat(161)],
  ['a text that the gateway holds counts as two', 2, 'sms', 'en', ''],
  ['a call counts as three, whatever it says', 3, 'voice', 'hi'],
  ['a WhatsApp message is one, however long', 1, 'whatsapp', 'hi', 'क'.repeat(300)],
])('%s', (_, segments, channel, language, body) => {
  expect(cost(channel, language, body)).toBe(segments)
})
