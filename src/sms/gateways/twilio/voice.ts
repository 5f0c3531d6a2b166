import { calls as en } from '../../../locales/en.ts'
import { calls as hi } from '../../../locales/hi.ts'
import { lookup } from '../../../locales/lookup.ts'
import { markup } from '../../../platform/markup.ts'

/** Asks for the code: a certain key, so that no noise on the line passes for it. */
export const KEY = '1'

const PROMPTS = 3
const REPEATS = 3

/** Aditi (https://docs.aws.amazon.com/polly/latest/dg/API_Voice.html) speaks Indian English too. */
const ENGLISH = { voice: 'Polly.Aditi', locale: 'en-IN', calls: en }

/** Holds the words of a language with the voice that speaks it: where none does it is English. */
const VOICES = new Map([
  ['en', ENGLISH],
  ['hi', { ...ENGLISH, locale: 'hi-IN', calls: hi }],
])

/** Makes TwiML that says who calls, asks three times for a key, and posts it to `action`. */
export function askForKey(action: string, language: string, brand: string): string {
  const voice = voiceFor(language)
  const gather = [
    markup`<Gather input="dtmf" numDigits="1" timeout="5" method="POST" action="${action}">`,
    say(voice, voice.calls.ask(brand)),
    '</Gather>',
  ].join('')
  return twiml(gather.repeat(PROMPTS))
}

/**
 * Makes TwiML that speaks the code three times, or that there is none any more. Only for a pressed
 * key: what a call starts with may end in a voicemail box.
 */
export function speakCode(code: string | undefined, language: string): string {
  const voice = voiceFor(language)
  const { calls } = voice
  if (code === undefined) return twiml(say(voice, calls.gone))
  const digits = code.split('').map((digit) => calls.digits[Number(digit)] ?? digit)
  const spoken = [calls.code, ...digits].map((words) => say(voice, words))
  const once = `${spoken.join(PAUSE)}${PAUSE}`
  return twiml(`${once.repeat(REPEATS)}${say(voice, calls.goodbye)}`)
}

const PAUSE = '<Pause length="1"/>'

/** Names the voice, as a language may have none in the account. */
function say({ voice, locale }: typeof ENGLISH, words: string): string {
  return markup`<Say voice="${voice}" language="${locale}">${words}</Say>`
}

function voiceFor(language: string) {
  return VOICES.get(lookup(language, [...VOICES.keys()]) ?? 'en') ?? ENGLISH
}

function twiml(verbs: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}<Hangup/></Response>`
}
