/** Asks for the code: a certain key, so that no noise on the line passes for it. */
export const KEY = '1'

const PROMPTS = 3
const REPEATS = 3

type Phrases = {
  readonly locale: string
  readonly greeting: string
  readonly ask: string
  readonly code: string
  readonly goodbye: string
  readonly gone: string
  readonly digits: readonly string[]
}

const ENGLISH: Phrases = {
  locale: 'en-IN',
  greeting: 'Hello, this is',
  ask: 'You asked for a code. To hear it, press one.',
  code: 'Your code is',
  goodbye: 'Do not tell it to anybody. Goodbye.',
  gone: 'This code is no longer valid. Please ask for a new one on the page. Goodbye.',
  digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
}

const HINDI: Phrases = {
  locale: 'hi-IN',
  greeting: 'नमस्ते, यह कॉल इनकी ओर से है:',
  ask: 'आपने एक कोड माँगा है। उसे सुनने के लिए एक दबाएँ।',
  code: 'आपका कोड है',
  goodbye: 'इसे किसी को न बताएँ। धन्यवाद।',
  gone: 'यह कोड अब मान्य नहीं है। कृपया पेज पर नया कोड माँगें। धन्यवाद।',
  digits: ['शून्य', 'एक', 'दो', 'तीन', 'चार', 'पाँच', 'छह', 'सात', 'आठ', 'नौ'],
}

/** Makes TwiML that says who calls, asks three times for a key, and posts it to `action`. */
export function askForKey(action: string, language: string, brand: string): string {
  const phrases = phrasesIn(language)
  const gather = [
    `<Gather input="dtmf" numDigits="1" timeout="5" method="POST" action="${escapeXml(action)}">`,
    say(phrases, `${phrases.greeting} ${brand}. ${phrases.ask}`),
    '</Gather>',
  ].join('')
  return twiml(gather.repeat(PROMPTS))
}

/**
 * Makes TwiML that speaks the code three times, or that there is none any more. Only for a pressed
 * key: what a call starts with may end in a voicemail box.
 */
export function speakCode(code: string | undefined, language: string): string {
  const phrases = phrasesIn(language)
  if (code === undefined) return twiml(say(phrases, phrases.gone))
  const digits = code.split('').map((digit) => phrases.digits[Number(digit)] ?? digit)
  const spoken = [phrases.code, ...digits].map((words) => say(phrases, words))
  const once = `${spoken.join(PAUSE)}${PAUSE}`
  return twiml(`${once.repeat(REPEATS)}${say(phrases, phrases.goodbye)}`)
}

const PAUSE = '<Pause length="1"/>'

/**
 * Names the voice, as a language may have none in the account. Aditi speaks Indian English and
 * Hindi (https://docs.aws.amazon.com/polly/latest/dg/API_Voice.html).
 */
function say({ locale }: Phrases, words: string): string {
  return `<Say voice="Polly.Aditi" language="${locale}">${escapeXml(words)}</Say>`
}

function phrasesIn(language: string): Phrases {
  return /^hi\b/i.test(language) ? HINDI : ENGLISH
}

function twiml(verbs: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}<Hangup/></Response>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
