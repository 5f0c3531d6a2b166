import { expect, it } from 'vitest'
import { parseTwiml } from './twiml.ts'

it.each([
  '',
  '<Response>',
  '<Response></Response><Response/>',
  '<Response><Say>a & b</Say></Response>',
  '<Response><Say>a</Gather></Response>',
  '<Response><Play>a</Play></Response>',
  '<Response><Say loud="yes">a</Say></Response>',
  '<Response><Say voice="a" voice="b">a</Say></Response>',
  "<Response><Say voice='a'>a</Say></Response>",
  '<Response><Say voice="a<b">a</Say></Response>',
  'text',
])('the stand-in for Twilio refuses %j', (twiml) => {
  expect(() => parseTwiml(twiml)).toThrow(/./)
})
