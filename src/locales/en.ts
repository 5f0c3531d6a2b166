import { inWords, plural, timeOfDay } from './forms.ts'

export const botCheckPage = {
  title: (brand: string) => `Check that you are a person – ${brand}`,
}

export const sandboxPage = {
  title: 'A stand-in for DigiLocker',
  lead: 'This page stands for DigiLocker in development. Nobody is asked, and nothing of yours is shared.',
  share: 'Share Aadhaar and go back',
  refuse: 'Refuse and go back',
}

export const calls = {
  ask: (brand: string) => `Hello, this is ${brand}. You asked for a code. To hear it, press one.`,
  code: 'Your code is',
  digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  gone: 'This code is no longer valid. Please ask for a new one on the page. Goodbye.',
  goodbye: 'Do not tell it to anybody. Goodbye.',
}

export const errors = {
  aadhaar_expired: 'This request to DigiLocker has expired. Please begin again.',
  aadhaar_not_in_digilocker:
    'This DigiLocker account has no Aadhaar. Use another one, or your Aadhaar QR code.',
  aadhaar_pending: 'DigiLocker has not told us of your consent yet.',
  aadhaar_refused: 'You did not share your Aadhaar. Begin again, or use your Aadhaar QR code.',
  account_exists: 'This number already has an account. Sign in instead, or use another number.',
  account_in_progress: 'Your account is being made. Please wait a moment.',
  already_verified: 'This number is already verified.',
  another_body: 'This Idempotency-Key was used for another request.',
  body_too_large: 'The body is too large.',
  bot_check_failed: 'We could not confirm that you are a person. Please try the check again.',
  bot_check_required: 'Please show that you are a person first.',
  busy: 'Many accounts are being made right now. Please try again in a moment.',
  channel_not_offered: 'The code cannot be sent this way yet.',
  code_replaced: 'Another code was sent after that one. Enter the newest code.',
  consent_required: 'Tick what we need for this step, or we cannot go on.',
  cross_site: 'This request came from another site.',
  date_of_birth_mismatch:
    'The date of birth on this document differs from the one that you gave. Please check it.',
  fresh_sign_in_required: 'For your safety, please sign in again first.',
  in_progress: 'A code is still being sent. Please try again in a moment.',
  invalid_date_of_birth: 'Enter your date of birth, such as 27 March 1990.',
  invalid_email: 'Enter an email address such as name@example.com.',
  invalid_json: 'The body is not valid JSON.',
  invalid_name: 'Enter your full name, as on your PAN card.',
  invalid_pan: 'Enter your PAN: five letters, four digits and a letter.',
  invalid_phone: 'Enter a mobile number that can receive texts.',
  invalid_pin_code: 'Enter the six digits of your PIN code.',
  invalid_qr: 'This is not an Aadhaar QR code, or it was not read whole.',
  invalid_request: 'The request is not valid.',
  lookup_in_progress: 'Your PAN is being looked up. Please wait a moment.',
  method_not_allowed: (methods: string) => `Use ${methods}.`,
  name_mismatch: 'The name on this document differs from the one that you gave. Please check it.',
  not_configured: 'This service is not set up yet.',
  not_found: 'There is nothing here.',
  notice_changed: 'Our notice has changed. Please read it again.',
  other_signup: 'Another signup is open in this browser. Please reload the page.',
  otp_expired: 'This OTP has expired. Please request a new one.',
  otp_incorrect: (attempts: number) =>
    `Incorrect OTP. ${plural('en', attempts, { one: '# attempt', other: '# attempts' })} left.`,
  pan_deactivated: 'This PAN was deactivated. Please ask the Income Tax Department.',
  pan_deceased:
    'The register says that the holder of this PAN has died. Please ask the Income Tax Department.',
  pan_in_use: 'You already have an account with this PAN. Sign in to it instead.',
  pan_invalid: 'The register has no such PAN. Please check it.',
  pan_not_individual: "Enter your own PAN: this one is not a person's.",
  pan_not_linked: 'This PAN is not linked with Aadhaar. Link them on the Income Tax website first.',
  password_breached: 'This password is known from a breach elsewhere. Please choose another.',
  password_common: 'Many people use this password. Please choose another.',
  password_personal: 'This password is too close to your own details. Please choose another.',
  password_too_long: 'Use at most 128 characters.',
  password_too_short: 'Use at least 8 characters.',
  qr_not_genuine: 'This code is not signed by UIDAI. Please use the one on your own Aadhaar.',
  qr_version_unknown:
    'We cannot read this kind of Aadhaar code yet. Please use another Aadhaar document.',
  rate_limited: 'Too many requests. Please try again later.',
  receipt_forged: 'This does not come from the gateway.',
  receipt_unreadable: 'This is not a receipt.',
  resend_too_soon: (seconds: number) =>
    `Please wait ${plural('en', seconds, { one: '# second', other: '# seconds' })} before asking for another code.`,
  session_not_found: 'This signup has ended. Please start again.',
  signed_out: 'You are signed out. Please sign in again.',
  step_out_of_order: 'Another step comes first.',
  temporarily_unavailable: 'We are very busy. Please try again in a moment.',
  text_not_sent: 'We could not send the code. Please try again.',
  too_many_attempts: 'Too many failed attempts. Please request a new OTP.',
  undeliverable_phone: 'This number cannot be reached by text. Check it, or use another.',
  under_age: 'You must be 18 or older to open an account.',
  unexpected_error: 'Something went wrong on our side. Please try again in a moment.',
  unsigned_qr:
    'This is an old Aadhaar code, which is not signed. Please use that of a new e-Aadhaar.',
  unsupported_country: 'We cannot text numbers of that country yet.',
  unsupported_media_type: (type: string) => `Send the body as ${type}.`,
  verifier_unavailable: 'The register does not answer right now. Please try again in a moment.',
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
  aadhaar_started: 'DigiLocker opens next.',
  aadhaar_verified: 'Aadhaar verified.',
  account_closed: 'Your account is closed.',
  account_made: 'Your account is open.',
  account_was_there: 'Your account was open already. Its password is the one that you gave first.',
  account_shown: 'This is what we hold.',
  code_sent: 'OTP sent.',
  consent_withdrawn: 'Your consent is withdrawn.',
  notices_follow: 'These are our notices.',
  pan_verified: 'PAN verified.',
  phone_verified: 'Mobile number verified.',
  receipts_taken: 'Received.',
  signed_out: 'You are signed out.',
  signup_deleted: 'Your answers are deleted.',
  signup_open: 'The signup goes on.',
  step_answered: 'Saved.',
}

/** Says what a person may do about what any step holds. */
// Each by itself: what is spread into an object is thought to do something, and so stays in every bundle.
const rights = 'You may see what we hold, have it corrected, and have it deleted.'
const withdraw =
  'You may withdraw at any time: here by “Delete my answers”, later on your account’s page. Without what we need the account is closed.'
const complain =
  'Write to our grievance officer first. If that does not help, to the Data Protection Board of India.'

/** Holds what each step tells before it asks: what for, and what a person may do about it. */
export const notices = {
  'personal-details': {
    title: 'What we ask for, and why',
    items: {
      account: {
        data: 'Name, date of birth, mobile number and PIN code',
        purpose:
          'To open your account, to see that you are 18, and to know which office serves you.',
      },
      contact: {
        data: 'Email and mobile number',
        purpose: 'To tell you what happens in your account.',
      },
      offers: {
        data: 'Email',
        purpose: 'To write to you about new products.',
      },
    },
    rights,
    withdraw,
    complain,
  },
  aadhaar: {
    title: 'Your Aadhaar, by your choice',
    items: {
      aadhaar: {
        data: 'Name, date of birth, last four digits of the Aadhaar number, and whether your mobile number is the one that Aadhaar knows',
        purpose:
          'With your consent we verify who you are by the Aadhaar QR code or DigiLocker that you show us, and keep neither the Aadhaar number nor photo nor address; you may instead identify yourself to us in person with another document.',
      },
    },
    rights,
    withdraw,
    complain,
  },
  pan: {
    title: 'Your PAN',
    items: {
      pan: {
        data: 'PAN, name and date of birth',
        purpose:
          'With your consent we ask the register of the Income Tax Department, through a provider, whether this PAN is yours, as the law has us know it for a bank account.',
      },
    },
    rights,
    withdraw,
    complain,
  },
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

/** Names the steps of a signup, for the list of those that are on. */
export const stepNames = {
  mobile: 'Your mobile number',
  'personal-details': 'Personal details',
  aadhaar: 'Aadhaar',
  pan: 'PAN',
  account: 'A password',
  cards: 'Keep your Aadhaar and PAN cards at hand.',
}

/** Holds what the Worker says in the signup page that it makes for browsers without the script. */
export const formPage = {
  codeMissing: 'Enter the six-digit code from the text.',
  errorPrefix: 'Error: ',
  needsScript:
    'Before we send a code we check that you are a person, and that check needs JavaScript. Turn it on in your browser, then try again.',
  noSignup:
    'No signup is open in this browser. If you have just asked for a code, allow cookies for this page, then ask again.',
  numberEnding: (digits: string) => `the number ending in ${digits}`,
  resent: 'We sent another text.',
  verifiedLead:
    'The next steps need JavaScript. Turn it on in your browser, then reload this page: you go on from here.',
  verifiedTitle: 'Your number is verified',
  withoutScript:
    'Without JavaScript you can verify your number here. The steps after it need JavaScript.',
}

/** Holds what stands in the signup page itself: src/web/signup/signup.html, and its country field. */
export const page = {
  description: (brand: string) => `Open a ${brand} account. It starts with your mobile number.`,
  accountTitle: 'Your account',
  languages: 'Language',
  noscript: 'This page needs JavaScript. Turn it on in your browser, then reload.',
  back: 'Back',
  goOn: 'Continue',
  tryAgain: 'Try again',
  startAgain: 'Start again',
  step1: (steps: string) => `Step 1 of ${steps}`,

  resumeProgress: 'Open an account',
  resumeTitle: 'Finding your place',
  resumeHint: 'Picking up where you left off.',

  phoneTitle: 'Your mobile number',
  phoneLead:
    'An account starts with a number that is yours. We text you a six-digit code to type on the next screen.',
  phoneLabel: 'Mobile number',
  send: 'Send code',
  whyTitle: 'Why we ask',
  why: 'Your number is how we know you, today and each time you sign in.',
  stepsTitle: (steps: string) => `The ${steps} steps`,

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
}

/** Holds what both screens of step 1 say. */
export const step1Words = {
  errorPrefix: 'Error: ',
  sending: 'Sending…',
  stillTrying: 'Still trying. One moment…',
  waitingForCheck: 'Waiting for the check…',
  tryAgain: 'Try again',
}

/** Holds what the signup page's script says of the number, and of the signup. */
export const script = {
  phone: {
    empty: 'Enter your mobile number.',
    letters: 'Use only digits in your mobile number.',
    foreign: 'Enter an Indian mobile number. We cannot text other countries yet.',
    start: 'Enter a mobile number that starts with 6, 7, 8 or 9.',
    length: 'Enter all ten digits of your mobile number, and no more.',
    landline: 'That is a landline. Enter a mobile number.',
  },
  botCheckUnavailable:
    'The check did not work. If you block challenges.cloudflare.com, allow it, then try again.',
  signupEnded: 'That signup has ended. Enter your number to start again.',
  sendingCode: 'Sending a code to your phone.',
  codeSent: 'We sent you a code.',
  cookieNotKept:
    'This browser did not keep the cookie of your signup. Allow cookies, and open this page by https.',
  numberNotKept: 'For your safety we do not keep your number here. Enter it again.',
  numberEnding: (digits: string) => `the number ending in ${digits}`,
}

/** Holds what the screen of the code says. */
export const codeWords = {
  faults: {
    empty: 'Enter the six-digit code from the text.',
    short: 'The code has six digits. Fill every box.',
    'too-many': 'That has too many digits. The code has six.',
    unclear: 'We could not tell which number is the code. Type its six digits.',
  },
  incorrect: 'That code is not right.',
  triesLeft: (left: number) => plural('en', left, { one: '# try left.', other: '# tries left.' }),
  noTriesLeft: 'No tries are left: ask for another text below.',
  locked: 'This code is locked: too many wrong tries. Ask for another text below.',
  expired: 'This code has expired. Ask for another text below.',
  replaced: 'A newer code was sent, to the number above. Enter that one.',
  worksUntil: (moment: number) => `The code works until ${timeOfDay('en-IN', moment)}.`,
  checking: 'Checking…',
  checkingCode: 'Checking your code.',
  verified: 'Verified',
  numberVerified: 'Your number is verified.',
  resendIn: (clock: string) => `in ${clock}`,
  enoughCodes: (seconds: number) =>
    `Enough codes for now: you can ask again in ${inWords('en', seconds)}. Help is below.`,
  resendNow: 'You can ask for another text now.',
  resent: 'We sent another text.',
}

/** Holds what scripts of the page say of a request that failed for no reason of the person's. */
export const connection = {
  offline: 'You are offline. Nothing is lost: connect, then try again.',
  timeout: 'This is taking too long. Check your connection, then try again.',
  unreachable: (brand: string) =>
    `We could not reach ${brand}. Check your connection, then try again.`,
  limited: (seconds: number) => `Too many requests. Try again in ${inWords('en', seconds)}.`,
  failure: 'Something went wrong at our end. Wait a moment, then try again.',
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

/** Holds what any screen after step 1 says. */
export const uiWords = {
  back: 'Back',
  errorPrefix: 'Error: ',
  numberEnding: (digits: string) => `the number ending in ${digits}`,
  partUnreachable:
    'The next part did not load. What you sent is saved. Check your connection, then try again.',
  problems: 'There is a problem',
  stillTrying: 'Still trying. One moment…',
  tryAgain: 'Try again',
}

/** Holds what the steps after the first have in common. */
export const flowWords = {
  progress: (position: number, count: number) => `Step ${position} of ${count}`,
  signup: 'Open an account',
  coming: 'Still to come',
  verifiedTitle: 'Number already verified',
  verified: (phone: string) =>
    `You have verified ${phone}. It stays as it is: go on with the next step.`,
  goOn: 'Continue',
  keptTitle: 'You can stop here',
  kept: 'What you send is kept for 24 hours. Come back in this browser, and you go on where you left off.',
  otherNumber: 'Start again with another number',
  startAgain: 'Start again',
  returnedElsewhere:
    'You came back from DigiLocker in another browser than the one where you began. Go back to that one, and open DigiLocker from there again.',
  astray: {
    other_signup: 'Another signup was begun in this browser since. Only that one goes on.',
    session_not_found: 'That signup has ended. Enter your number to start again.',
    step_out_of_order: 'This step comes first.',
  },
  erase: 'Delete my answers',
  eraseEnds: 'This deletes what you have sent, and ends this signup. It cannot be undone.',
  eraseNow: 'Delete and end',
  erased: 'Your answers are deleted',
  erasedLead: 'We no longer hold anything of this signup.',
}

/** Holds what stands around the notice of a step. */
export const noticeWords = {
  languages: 'Read this in',
  needed: 'Tick what you agree to. We need these.',
  neededOne: 'Tick this if you agree. We need it for this step.',
  optional: 'You may leave this out.',
  required: 'Tick what we need for this step, or we cannot go on.',
  changed: 'Our notice has changed. Please read it again, and tick what you agree to.',
  loading: 'The notice is on its way…',
  unread: 'The notice is not here yet. Read it first, then continue.',
  version: (version: string, language: string) =>
    `This is version ${version} of the notice, in ${language}.`,
}

/** Holds what step 2 asks and says. */
export const detailsWords = {
  leave:
    'In another language this page begins anew, and what you have typed here is lost. Change the language?',
  title: 'Personal details',
  verified: (phone: string) => `${phone} is verified.`,
  ready:
    'This takes about two minutes. Have your PAN card at hand, as your name is to be spelt as on it.',
  name: {
    label: 'Full name',
    hint: 'As on your PAN card.',
    initials: 'PAN cards mostly have names in full. If yours has initials, keep them.',
    empty: 'Enter your full name.',
    letters: 'Enter your name in letters.',
    length: 'Enter a name of at most 100 letters.',
  },
  birthDate: {
    legend: 'Date of birth',
    hint: 'For example 27 3 1990, or 27 March 1990.',
    labels: { day: 'Day', month: 'Month', year: 'Year' },
    parts: { day: 'the day', month: 'the month', year: 'the year' },
    empty: 'Enter your date of birth.',
    missing: (parts: string) => `Your date of birth lacks ${parts}.`,
    not_real: 'There is no such day. Check the day and the month.',
    year_digits: 'Enter the year in four digits, such as 1990.',
    future: 'This day is still to come. Check the year.',
    too_young: 'You must be 18 or older to open an account.',
    too_old: 'This is more than 120 years ago. Check the year.',
  },
  email: {
    label: 'Email',
    hint: 'We write to you here about your account.',
    meant: (address: string) => `Did you mean ${address}?`,
    empty: 'Enter your email address.',
    form: 'Enter an email address such as name@example.com.',
    length: 'Enter an email address of at most 254 characters.',
  },
  pinCode: {
    label: 'PIN code',
    hint: 'The six digits of your postal address.',
    empty: 'Enter your PIN code.',
    form: 'Enter the six digits of your PIN code. It does not begin with 0.',
  },
  send: 'Save and continue',
  sending: 'Saving…',
  help: {
    title: 'Help with this step',
    name: 'Spell your name as on your PAN card, even if other papers spell it otherwise.',
    pinCode: 'The PIN code is the last part of your postal address. Any that is in use will do.',
    later: 'You see all your answers again before the account is opened, and can change them.',
  },
}

/** Holds what the steps for Aadhaar and PAN have in common. */
export const identityWords = {
  nameMatch: {
    match: 'The name there is the one that you gave.',
    review:
      'The name there is written a little differently from the one that you gave. You can go on; one of us looks at it later.',
  },
  typed: (answer: string) => `You gave: ${answer}`,
  keep: 'Keep the one that is verified',
  correct: { full_name: 'Correct your name', date_of_birth: 'Correct your date of birth' },
}

/** Holds what step 3 asks and says. */
export const aadhaarWords = {
  title: 'Your Aadhaar',
  lead: 'Show us the large QR code of your Aadhaar. You find it on the letter, on the card, in the e-Aadhaar PDF and in the Aadhaar app.',
  privacy:
    'Pictures, PDFs and passwords stay on this device: what is sent is what the code says. We never ask for the 12 digits of your Aadhaar number.',
  sandbox: 'For development: this makes a code, to be scanned or chosen as a picture.',
  ways: 'Choose a way',
  scan: {
    title: 'Scan the code',
    text: 'With the camera of this device. Your browser asks you first.',
    open: 'Open the camera',
  },
  file: {
    title: 'Use a picture or a PDF',
    text: 'A photo or a screenshot of the code, or the e-Aadhaar PDF.',
    open: 'Choose a file',
    reading: 'Looking for the code in the file…',
  },
  digiLocker: {
    title: 'Use DigiLocker',
    text: 'You go to DigiLocker, a site of the Government of India, and come back. You need the phone whose number Aadhaar knows. We fetch your name, your date of birth and the last four digits.',
    open: 'Go to DigiLocker',
    opening: 'DigiLocker opens…',
    backTitle: 'Back from DigiLocker',
    asking: 'We are asking DigiLocker what you shared. This can take a minute.',
    pending:
      'DigiLocker has not told us yet. If you shared your Aadhaar there, try again in a moment.',
    unavailable: (seconds: number) =>
      `DigiLocker does not answer right now. Your place here is kept: try again in ${inWords('en', seconds)}.`,
    nothing:
      'You shared nothing in DigiLocker. Go there again and tick Aadhaar, or use your Aadhaar QR code.',
  },
  pdf: {
    label: 'Password of the PDF',
    hint: 'For an e-Aadhaar: the first four letters of your name in capitals and your year of birth, such as JANA1990.',
    empty: 'Enter the password.',
    wrong: 'That password does not open the PDF.',
    open: 'Open the PDF',
  },
  reasons: {
    no_code:
      'We found no QR code in this file. Take the photo closer, straight and without glare, or use the PDF.',
    empty: 'This file is empty. Choose another one.',
    too_large: 'This file is too large for your device. Choose one of less than 25 MB.',
    undecodable:
      'We cannot read this file. Save it as JPEG or PNG, take a screenshot of it, or scan the code.',
    unavailable:
      'The reader of codes does not work in this browser just now. Check your connection and try again, or use DigiLocker.',
  },
  checking: 'Code found. Checking its signature…',
  otherWay: 'Use another way',
  doneTitle: 'Aadhaar verified',
  done: (digits: string) => `Your Aadhaar ending in ${digits} is verified.`,
  mobile: {
    linked: (phone: string) => `Aadhaar knows your number ${phone}.`,
    other: (phone: string) =>
      `${phone} is not the number that Aadhaar knows for you. You can go on; one of us looks at it later.`,
    unknown: (phone: string) =>
      `We could not check whether Aadhaar knows your number ${phone}: this way does not show it.`,
  },
  again: 'Use another Aadhaar document',
  help: {
    title: 'Help with this step',
    old: 'Cards from before 2018 have a small code that anybody could make. Fetch a new e-Aadhaar from the site of UIDAI: its PDF has the right one.',
    none: 'Aadhaar is your choice. You may instead identify yourself to us in person with another document.',
    other:
      'The code holds your photo and address, too. We check its signature and keep neither of the two.',
  },
}

/** Holds what stands around the camera of step 3. */
export const cameraWords = {
  title: 'Hold the code in the square',
  video: 'What the camera sees',
  starting: 'The camera is starting. Allow it if your browser asks.',
  hold: 'Come close enough for the code to fill the square, and hold still.',
  tip: 'Wipe the lens, turn towards the light, and avoid glare on the card.',
  otherWays: 'If it does not work, close the camera and use a picture, the PDF or DigiLocker.',
  torch: 'Light',
  zoom: 'Zoom',
  camera: 'Camera',
  cameraNumber: (number: number) => `Camera ${number}`,
  close: 'Close the camera',
  again: 'Open the camera again',
  address: 'Address of this page',
  copy: 'Copy the address',
  copied: 'Copied.',
  notCopied: 'Not copied. Select the address above and copy it yourself.',
  wrong: {
    old_aadhaar_code:
      'This is an old Aadhaar code, which is not signed. Use the large code of a new letter, card or e-Aadhaar.',
    pan_code: 'This is the code of a PAN card. Use the one of your Aadhaar; PAN comes later.',
    link_code: 'This code is for a payment or a web page. Use the one of your Aadhaar.',
    other_code: 'This is another code. Use the large one of your Aadhaar.',
  },
  reasons: {
    denied:
      'The camera is not allowed. Allow it for this site by the sign beside the address, or use another way below.',
    no_camera: 'This device has no camera. Use a picture of the code or the PDF.',
    busy: 'The camera does not start: another app may be using it. Close that one, then try again.',
    no_frames:
      'The camera shows nothing: another app may be using it. Close that one, then try again.',
    unsupported:
      'This browser cannot use the camera, as in many apps. Open this page in your usual browser, or use a picture.',
    unavailable:
      'The reader of codes did not load. Check your connection and try again, or use DigiLocker.',
    ended: 'The camera was closed as you left the page.',
  },
}

/** Holds what step 4 asks and says. */
export const panWords = {
  title: 'Enter your PAN',
  lead: 'We ask the Income Tax Department whether this PAN belongs to the name and date of birth that you gave.',
  label: 'PAN',
  hint: 'The ten characters on your PAN card, such as ABCPE1234F.',
  empty: 'Enter your PAN.',
  form: 'Enter your PAN: five letters, four digits and a letter.',
  slip: 'Check for the letter O and the digit 0: first come five letters, then four digits, then a letter.',
  holder: (holder: string) =>
    `This is the PAN of ${holder}. Enter your own: its fourth letter is P.`,
  nobody: 'Check the fourth letter: in the PAN of a person it is P.',
  holders: {
    A: 'an association of persons',
    B: 'a body of individuals',
    C: 'a company',
    F: 'a firm',
    G: 'a part of the government',
    H: 'a Hindu undivided family',
    J: 'an artificial juridical person',
    L: 'a local authority',
    T: 'a trust',
  },
  send: 'Verify PAN',
  sending: 'Verifying…',
  asking: 'We are asking the Income Tax Department. It may take some seconds.',
  usedUp:
    'We look up no more PANs for this signup. Check the PAN on your card, then start again below, or try again tomorrow.',
  unavailable: (seconds: number) =>
    `The register of PANs does not answer right now. Your place here is kept: try again in ${inWords('en', seconds)}.`,
  doneTitle: 'PAN verified',
  done: (pan: string) => `Your PAN ${pan} is verified.`,
  again: 'Use another PAN',
  help: {
    title: 'Help with this step',
    where: 'The PAN stands on the card and in the e-PAN, and in every tax return.',
    lost: 'Of your PAN we show only the last four characters from now on.',
  },
}

/** Holds what stands around the answers as they are shown once more. */
export const checkWords = {
  title: 'Check your answers',
  lead: 'This is what we hold. Change what is not right.',
  change: 'Change',
  voids: 'Once you have changed an answer you come back here. No other step has to be done again.',
  voidsIdentity: (steps: string) =>
    `Once you have changed an answer you come back here. After a change of your name or date of birth this is done again: ${steps}.`,
  identity: {
    aadhaar: 'Aadhaar',
    pan: 'PAN',
    ending: (digits: string) => `ending in ${digits}`,
    match: 'Name verified.',
    review: 'One of us looks at the name later.',
    linked: 'It knows your mobile number.',
    other: 'It knows another mobile number.',
  },
  items: {
    phone: 'Mobile number',
    full_name: 'Full name',
    date_of_birth: 'Date of birth',
    email: 'Email',
    pin_code: 'PIN code',
    offers: 'Letters about new products',
  },
  phoneNote: '(verified)',
  agreed: 'You agreed',
  declined: 'You did not agree',
  goOn: 'All is right, continue',
  help: {
    title: 'Help with this step',
    phone: 'To use another mobile number, start again with it below.',
    masked: 'Of your number only the end is shown, so that nobody who looks on learns it.',
  },
}

/** Holds what is asked and said where a password is made. */
export const passwordWords = {
  title: 'Create a password',
  lead: 'You sign in with your mobile number, this password and a code that we text you.',
  label: 'Create a password',
  hint: 'At least 8 characters. A few words in a row are strong, and easy to remember.',
  show: 'Show',
  hide: 'Hide',
  showLabel: 'Show password',
  hideLabel: 'Hide password',
  visible: 'Your password is shown.',
  hidden: 'Your password is hidden.',
  empty: 'Enter a password.',
  tooShort: 'Use at least 8 characters.',
  tooLong: 'Use at most 128 characters.',
  levels: ['Very weak.', 'Weak.', 'Fair.', 'Good.', 'Strong.'],
  reasons: {
    short: 'It needs at least 8 characters.',
    long: 'It may have at most 128 characters.',
    common: 'It is one of those that many people use, or close to it.',
    personal: 'It has your name, email or date of birth in it.',
    repeat: 'It repeats itself.',
    sequence: 'It follows the alphabet or counts on.',
    date: 'It has a date or a year in it.',
  },
  send: 'Open the account',
  sending: 'Opening your account…',
  busy: (seconds: number) =>
    `Many accounts are being opened right now. Yours is tried again in ${inWords('en', seconds)}. Keep this page open.`,
  help: {
    title: 'Help with this step',
    manager: 'Let your browser or password manager suggest one and keep it. You can paste it, too.',
    phrase: 'Spaces and letters of every script count. No sign is asked for.',
  },
  exists: {
    title: 'This number has an account',
    lead: (phone: string) => `There is an account with ${phone} already. No second one was made.`,
    yours:
      'If it is yours, it has the password that you gave for it. What you entered here is deleted after 24 hours, or at once if you say so below.',
    other: 'If it is not, open yours with a number that is your own.',
  },
  wasThere: {
    title: 'Your account is open already',
    lead: 'It was opened when you asked the first time, though the answer did not reach you. Its password is the one that you gave then, not the last one.',
    goOn: 'Go to your account',
  },
}

/** Holds what the account's page says. */
export const accountWords = {
  title: 'Your account',
  loading: 'Your account is on its way…',
  open: 'Open an account',
  opened: (date: string) => `Opened on ${date}.`,
  tiers: {
    unidentified:
      'We have verified your mobile number and nothing else: neither your name nor who you are. Until that is done, this account cannot hold or move money.',
    partly_identified:
      'We have verified your mobile number, and one of Aadhaar and PAN. Until both are, this account cannot hold or move money.',
    non_face_to_face:
      'We have verified your mobile number, Aadhaar and PAN, though without having seen you. Until we have, the law has us watch this account more closely.',
  },
  data: {
    title: 'What we hold',
    items: {
      phone: 'Mobile number',
      full_name: 'Full name',
      date_of_birth: 'Date of birth',
      email: 'Email',
      pin_code: 'PIN code',
      aadhaar_last4: 'Aadhaar number',
      pan: 'PAN',
    },
    sources: {
      verified_by_code: 'Verified by a code.',
      given: 'As you gave it.',
      verified_by_register: 'Verified with the authority that issued it.',
    },
    modes: {
      secure_qr: 'Verified by the signature of UIDAI in your Aadhaar QR code.',
      digilocker: 'Verified through DigiLocker.',
    },
    sameName: 'The name there is the one that you gave.',
    uses: {
      phone: 'To know you when you sign in.',
      full_name: 'To open your account in your name.',
      date_of_birth: 'To see that you are 18.',
      email: 'To tell you what happens in your account.',
      pin_code: 'To know which office serves you.',
      aadhaar_last4: 'To know who you are; of the number we hold no more than this.',
      pan: 'To know who you are, as the law has us for a bank account.',
    },
    until: { closing: 'Deleted when you close the account.' },
    correction:
      'You cannot change this here yet. To have something corrected, write to our grievance officer.',
  },
  reviews: {
    title: 'What we are still checking',
    items: {
      aadhaar_name:
        'The name in your Aadhaar is written a little differently from the one that you gave.',
      aadhaar_mobile: 'Your Aadhaar does not show that your mobile number is yours.',
      pan_name: 'The name of your PAN is written a little differently from the one that you gave.',
      birth_date: 'Your date of birth could not be verified to the day.',
      other: 'How this account was opened.',
    },
  },
  consents: {
    title: 'What you agreed to',
    given: (date: string, version: string, language: string) =>
      `Given on ${date}, to version ${version} of the notice, in ${language}.`,
    withdrawn: (date: string) => `Withdrawn on ${date}.`,
    withdraw: 'Withdraw',
    endsAccount:
      'Without this we cannot keep the account: it is closed, and what we hold is deleted.',
    endsUse: 'We then no longer use it for this. Your account stays as it is.',
    withdrawNow: 'Withdraw now',
    withdrawAndClose: 'Withdraw and close the account',
  },
  sessions: {
    title: 'Where you are signed in',
    current: 'This browser',
    opened: (moment: string) => `Since ${moment}.`,
    seen: (moment: string) => `Last used ${moment}.`,
    ends: (moment: string) => `Ends ${moment}, unless you use it before.`,
  },
  signOut: 'Sign out',
  close: 'Close the account',
  fresh:
    'For your safety this needs a sign-in of the last 5 minutes. You may also withdraw what you agreed to, on your account’s page: that closes the account too.',
  closing: {
    title: 'Close your account',
    lead: 'This cannot be undone.',
    deletedTitle: 'What is deleted at once',
    deleted:
      'All that your account’s page lists as held, and your password. All browsers are signed out.',
    keptTitle: 'What is kept',
    kept: 'When the account was opened and closed, how we verified you and when, and what you agreed to and when, as the law has us prove it. Your name and numbers are not in it.',
    now: 'Close the account now',
    keep: 'Keep the account',
  },
  closed: {
    title: 'Your account is closed',
    lead: 'What we held of you is deleted. You are signed out everywhere.',
  },
  signedOut: {
    title: 'You are signed out',
    lead: 'Nothing of an account is shown here until you sign in.',
  },
}

/** Holds what the Worker says on its own; the rest is for those who import it by name. */
export const worker = {
  botCheckPage,
  countryField,
  errors,
  formPage,
  locale,
  notices,
  replies,
  sandboxPage,
  stepNames,
  texts,
}
