import { inWords, plural, timeOfDay } from './forms.ts'

export const botCheckPage = {
  title: (brand: string) => `Check that you are a person – ${brand}`,
}

export const calls = {
  ask: (brand: string) => `Hello, this is ${brand}. You asked for a code. To hear it, press one.`,
  code: 'Your code is',
  digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  gone: 'This code is no longer valid. Please ask for a new one on the page. Goodbye.',
  goodbye: 'Do not tell it to anybody. Goodbye.',
}

export const errors = {
  already_verified: 'This number is already verified.',
  another_body: 'This Idempotency-Key was used for another request.',
  body_too_large: 'The body is too large.',
  bot_check_failed: 'We could not confirm that you are a person. Please try the check again.',
  bot_check_required: 'Please show that you are a person first.',
  channel_not_offered: 'The code cannot be sent this way yet.',
  cross_site: 'This request came from another site.',
  in_progress: 'A code is being sent. Please wait a moment.',
  invalid_json: 'The body is not valid JSON.',
  invalid_phone: 'Enter a mobile number that can receive texts.',
  invalid_request: 'The request is not valid.',
  method_not_allowed: (methods: string) => `Use ${methods}.`,
  not_configured: 'This service is not set up yet.',
  not_found: 'There is nothing here.',
  otp_expired: 'This OTP has expired. Please request a new one.',
  otp_incorrect: (attempts: number) =>
    `Incorrect OTP. ${plural('en', attempts, { one: '# attempt', other: '# attempts' })} left.`,
  rate_limited: 'Too many requests. Please try again later.',
  receipt_forged: 'This does not come from the gateway.',
  receipt_unreadable: 'This is not a receipt.',
  resend_too_soon: (seconds: number) =>
    `Please wait ${plural('en', seconds, { one: '# second', other: '# seconds' })} before asking for another code.`,
  session_not_found: 'This signup has ended. Please start again.',
  temporarily_unavailable: 'We are very busy. Please try again in a moment.',
  text_not_sent: 'We could not send the code. Please try again.',
  too_many_attempts: 'Too many failed attempts. Please request a new OTP.',
  undeliverable_phone: 'This number cannot be reached by text. Check it, or use another.',
  unexpected_error: 'Something went wrong on our side.',
  unsupported_country: 'We cannot text numbers of that country yet.',
  unsupported_media_type: 'Send the body as application/json.',
}

export const locale = {
  tag: 'en',
  name: 'English',
  dir: 'ltr' as 'ltr' | 'rtl',
  /** Tells whether somebody whose own language it is has read all of it. */
  reviewed: true,
}

export const notFound = {
  lead: 'There is nothing at this address. It may have been typed wrongly.',
  start: 'Open an account',
  title: 'Page not found',
}

export const replies = {
  code_sent: 'OTP sent.',
  phone_verified: 'Mobile number verified.',
  receipts_taken: 'Received.',
  signup_open: 'The signup goes on.',
}

/** Holds texts that begin with the code, for the notification; in English they are GSM-7. */
export const texts = {
  code: (code: string, brand: string) =>
    `${code} is your ${brand} code. Do not share it: we never ask for it.`,
  /** As short as can be: SMS Retriever leaves 140 bytes, which are 70 characters of Hindi. */
  codeForApp: (code: string, brand: string) =>
    `${code} is your ${brand} code. Do not share it: we never ask for it.`,
}

/** Holds what stands around a number's country. */
export const countryField = {
  label: 'Country',
  hint: 'An Indian number that can receive texts.',
  hintAbroad: 'A number that can receive texts.',
}

/** Holds what stands in the signup page itself: src/web/signup/signup.html, and its country field. */
export const page = {
  description: (brand: string) => `Open a ${brand} account. It starts with your mobile number.`,
  languages: 'Language',
  noscript: 'This page needs JavaScript. Turn it on in your browser, then reload.',
  back: 'Back',
  goOn: 'Continue',
  tryAgain: 'Try again',
  startAgain: 'Start again',
  otherNumber: 'Start again with another number',
  step1: 'Step 1 of 5',
  step2: 'Step 2 of 5',

  resumeProgress: 'Open an account',
  resumeTitle: 'Finding your place',
  resumeHint: 'Picking up where you left off.',

  phoneTitle: 'Your mobile number',
  phoneLead:
    'Opening an account starts with a number that is yours. We text you a six-digit code, and you type it on the next screen.',
  phoneLabel: 'Mobile number',
  send: 'Send code',
  whyTitle: 'Why we ask',
  why: 'Your number is how we know that it is you, today and each time you sign in.',
  stepsTitle: 'The five steps',
  aadhaar: 'Aadhaar',
  pan: 'PAN',
  password: 'A password',
  cards: 'Keep your Aadhaar and PAN cards at hand.',

  codeTitle: 'Enter the code',
  codeSentTo: (phone: string) => `We sent a six-digit code to ${phone}`,
  changeNumber: 'Change number',
  codeLabel: 'Security code',
  codeHint: 'Checked automatically once all six boxes are filled.',
  digits: ['1st digit', '2nd digit', '3rd digit', '4th digit', '5th digit', '6th digit'],
  resend: 'Send another text',
  helpTitle: 'Not received a text?',
  helpWait: 'Texts can take a few minutes. If you have several, type the newest code.',
  helpNumber: 'Check that the number above ends as yours does. If not, change it.',
  helpPhone: 'Check that your phone has signal, and that it does not block unknown senders.',
  helpAgain: 'Ask for another text, or use another mobile number of yours.',
  secrecyTitle: 'Keep the code to yourself',
  secrecy: (brand: string) =>
    `${brand} never asks for it in a call, a text or an email. Whoever asks is not us. Type it here and nowhere else.`,

  verifiedTitle: 'Number already verified',
  verified: (phone: string) => `You have verified ${phone}. There is nothing more to do here.`,

  detailsTitle: 'Personal details',
  detailsLead: (phone: string) => `${phone} is verified.`,
  details:
    'Your name, date of birth, email and PIN code come next. This part is not open yet, so there is nothing to fill in for now.',
  comingTitle: 'Still to come',
}

/** Holds what the signup page's script says. */
export const script = {
  errorPrefix: 'Error: ',
  phone: {
    empty: 'Enter your mobile number.',
    letters: 'Use only digits in your mobile number.',
    foreign: 'Enter an Indian mobile number. We cannot text other countries yet.',
    start: 'Enter a mobile number that starts with 6, 7, 8 or 9.',
    length: 'Enter all ten digits of your mobile number, and no more.',
  },
  code: {
    empty: 'Enter the six-digit code from the text.',
    short: 'The code has six digits. Fill every box.',
    'too-many': 'That has too many digits. The code has six.',
    unclear: 'We could not tell which number is the code. Type its six digits.',
  },
  failures: {
    offline: 'You are offline. Nothing is lost: connect, then try again.',
    timeout: 'This is taking too long. Check your connection, then try again.',
    in_progress: 'We are still sending your code. Try again in a moment.',
    sms_unavailable: 'We could not send the code just now. Try again in a moment.',
    bot_check_unavailable:
      'The check did not work. If you block challenges.cloudflare.com, allow it, then try again.',
    bot_check_failed: 'The check could not confirm that you are a person. Try again.',
    invalid_phone: 'This is not a mobile number that we can text. Check its digits.',
    unsupported_country: 'We cannot text other countries yet.',
    undeliverable_phone: 'This number cannot receive our texts. Use another mobile number.',
    otp_expired: 'That code has expired. Ask for another text below.',
    too_many_attempts: 'This code is locked: too many wrong tries. Ask for another text below.',
    session_not_found: 'That signup has ended. Enter your number to start again.',
  },
  unreachable: (brand: string) =>
    `We could not reach ${brand}. Check your connection, then try again.`,
  limited: (seconds: number) => `Too many requests. Try again in ${inWords('en', seconds)}.`,
  failure: 'Something went wrong at our end. Wait a moment, then try again.',
  wrongCode: 'That code is not right.',
  triesLeft: (left: number) => plural('en', left, { one: '# try left.', other: '# tries left.' }),
  noTriesLeft: 'No tries are left: ask for another text below.',
  codeLocked: 'This code has no tries left. Ask for another text below.',
  codeExpired: 'This code has expired. Ask for another text below.',
  codeUntil: (moment: number) => `The code works until ${timeOfDay('en-IN', moment)}.`,
  sending: 'Sending…',
  sendingCode: 'Sending a code to your phone.',
  stillTrying: 'Still trying. One moment…',
  waitingForCheck: 'Waiting for the check…',
  tryAgain: 'Try again',
  codeSent: 'We sent you a code.',
  numberNotKept: 'For your safety we do not keep your number here. Enter it again.',
  numberEnding: (digits: string) => `the number ending in ${digits}`,
  checking: 'Checking…',
  checkingCode: 'Checking your code.',
  verified: 'Verified',
  numberVerified: 'Your number is verified.',
  resendIn: (clock: string) => `in ${clock}`,
  enoughCodes: (seconds: number) =>
    `Enough codes for now: you can ask again in ${inWords('en', seconds)}. See “Not received a text?” below.`,
  resendNow: 'You can ask for another text now.',
  resent: 'We sent another text.',
}

/** Holds what the page says of a code on its way, and of other ways to get it. */
export const delivery = {
  delivered: 'The code has reached your phone.',
  failed: 'We could not reach this number. Check it, or try again.',
  change: 'Change number',
  channels: {
    voice: {
      ask: 'Call me with the code',
      progress: 'Calling…',
      success: 'We are calling you. Press the key you are asked for, and you hear the code.',
      help: 'Ask for a call: you press a key, and hear the code.',
    },
    whatsapp: {
      ask: 'Send it by WhatsApp',
      progress: 'Sending…',
      success: 'We sent it by WhatsApp.',
      help: 'If texts do not reach you but the internet does, ask for the code by WhatsApp.',
    },
  },
}

/** Holds what the bot check says around its widget. */
export const botCheck = {
  title: 'Check that you are a person',
  ask: 'Show that you are a person, and your code goes out.',
  cancel: 'Cancel',
}

/** Holds what the Worker says on its own; the rest is for those who import it by name. */
export const worker = { botCheckPage, countryField, errors, locale, replies, texts }
