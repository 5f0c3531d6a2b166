import type * as en from './en.ts'
import { inWords, plural, timeOfDay } from './forms.ts'

export const botCheckPage: typeof en.botCheckPage = {
  title: (brand) => `تصدیق کریں کہ آپ روبوٹ نہیں ہیں – ${brand}`,
}

export const calls: typeof en.calls = {
  ask: (brand) =>
    `السلام علیکم، یہ کال ${brand} کی طرف سے ہے۔ آپ نے ایک کوڈ مانگا ہے۔ اسے سننے کے لیے ایک دبائیں۔`,
  code: 'آپ کا کوڈ ہے',
  digits: ['صفر', 'ایک', 'دو', 'تین', 'چار', 'پانچ', 'چھ', 'سات', 'آٹھ', 'نو'],
  gone: 'یہ کوڈ اب درست نہیں ہے۔ براہ کرم صفحے پر نیا کوڈ مانگیں۔ شکریہ۔',
  goodbye: 'یہ کسی کو نہ بتائیں۔ شکریہ۔',
}

export const errors: typeof en.errors = {
  already_verified: 'اس نمبر کی تصدیق پہلے ہی ہو چکی ہے۔',
  another_body: 'یہ Idempotency-Key کسی دوسری درخواست کے لیے استعمال ہو چکی ہے۔',
  body_too_large: 'بھیجا گیا ڈیٹا بہت بڑا ہے۔',
  bot_check_failed: 'ہم تصدیق نہیں کر سکے کہ آپ روبوٹ نہیں ہیں۔ براہ کرم جانچ دوبارہ مکمل کریں۔',
  bot_check_required: 'براہ کرم پہلے تصدیق کریں کہ آپ روبوٹ نہیں ہیں۔',
  channel_not_offered: 'کوڈ ابھی اس طریقے سے نہیں بھیجا جا سکتا۔',
  cross_site: 'یہ درخواست کسی دوسری سائٹ سے آئی ہے۔',
  in_progress: 'کوڈ بھیجا جا رہا ہے۔ براہ کرم تھوڑا انتظار کریں۔',
  invalid_json: 'بھیجا گیا ڈیٹا درست JSON نہیں ہے۔',
  invalid_phone: 'ایسا موبائل نمبر درج کریں جس پر SMS آ سکے۔',
  invalid_request: 'درخواست درست نہیں ہے۔',
  method_not_allowed: (methods) => `${methods} استعمال کریں۔`,
  not_configured: 'یہ سروس ابھی شروع نہیں کی گئی ہے۔',
  not_found: 'یہاں کچھ نہیں ہے۔',
  otp_expired: 'اس OTP کی مدت ختم ہو گئی ہے۔ براہ کرم نیا OTP مانگیں۔',
  otp_incorrect: (attempts) =>
    `OTP غلط ہے۔ ${plural('ur', attempts, { one: '# کوشش باقی ہے', other: '# کوششیں باقی ہیں' })}۔`,
  rate_limited: 'بہت زیادہ درخواستیں آئی ہیں۔ براہ کرم بعد میں دوبارہ کوشش کریں۔',
  receipt_forged: 'یہ گیٹ وے سے نہیں آیا ہے۔',
  receipt_unreadable: 'یہ ترسیل کی رسید نہیں ہے۔',
  resend_too_soon: (seconds) =>
    `براہ کرم دوسرا کوڈ مانگنے سے پہلے ${plural('ur', seconds, { other: '# سیکنڈ' })} انتظار کریں۔`,
  session_not_found: 'یہ سائن اپ ختم ہو چکا ہے۔ براہ کرم دوبارہ شروع کریں۔',
  temporarily_unavailable: 'ہم ابھی بہت مصروف ہیں۔ براہ کرم تھوڑی دیر میں دوبارہ کوشش کریں۔',
  text_not_sent: 'ہم کوڈ نہیں بھیج سکے۔ براہ کرم دوبارہ کوشش کریں۔',
  too_many_attempts: 'بہت بار غلط OTP درج کیا گیا ہے۔ براہ کرم نیا OTP مانگیں۔',
  undeliverable_phone: 'اس نمبر پر SMS نہیں پہنچ سکتا۔ نمبر دیکھ لیں، یا کوئی دوسرا نمبر درج کریں۔',
  unexpected_error: 'ہماری طرف سے کچھ خرابی ہو گئی ہے۔',
  unsupported_country: 'ہم اس ملک کے نمبروں پر ابھی SMS نہیں بھیج سکتے۔',
  unsupported_media_type: 'ڈیٹا application/json کے طور پر بھیجیں۔',
}

export const locale: typeof en.locale = { tag: 'ur', name: 'اردو', dir: 'rtl', reviewed: false }

export const notFound: typeof en.notFound = {
  lead: 'اس پتے پر کچھ نہیں ہے۔ ہو سکتا ہے کہ پتا غلط لکھا گیا ہو۔',
  start: 'اکاؤنٹ کھولیں',
  title: 'صفحہ نہیں ملا',
}

export const replies: typeof en.replies = {
  code_sent: 'OTP بھیج دیا گیا ہے۔',
  phone_verified: 'موبائل نمبر کی تصدیق ہو گئی ہے۔',
  receipts_taken: 'مل گیا۔',
  signup_open: 'سائن اپ جاری ہے۔',
}

export const texts: typeof en.texts = {
  code: (code, brand) =>
    `${code} آپ کا ${brand} کوڈ ہے۔ یہ کسی کو نہ بتائیں۔ ہم یہ کبھی نہیں مانگتے۔`,
  codeForApp: (code, brand) => `${code} آپ کا ${brand} کوڈ ہے۔ کسی کو نہ بتائیں۔`,
}

export const countryField: typeof en.countryField = {
  label: 'ملک',
  hint: 'بھارت کا ایسا نمبر جس پر SMS آ سکیں۔',
  hintAbroad: 'ایسا نمبر جس پر SMS آ سکیں۔',
}

// No native speaker has read these words yet.
export const page: typeof en.page = {
  description: (brand) => `${brand} میں اکاؤنٹ کھولیں۔ آغاز آپ کے موبائل نمبر سے ہوتا ہے۔`,
  languages: 'زبان',
  noscript:
    'اس صفحے کے لیے JavaScript ضروری ہے۔ اسے اپنے براؤزر میں چالو کریں، پھر صفحہ دوبارہ کھولیں۔',
  back: 'واپس جائیں',
  goOn: 'آگے بڑھیں',
  tryAgain: 'دوبارہ کوشش کریں',
  startAgain: 'دوبارہ شروع کریں',
  otherNumber: 'دوسرے نمبر سے دوبارہ شروع کریں',
  step1: '5 میں سے مرحلہ 1',
  step2: '5 میں سے مرحلہ 2',

  resumeProgress: 'اکاؤنٹ کھولیں',
  resumeTitle: 'دیکھا جا رہا ہے کہ آپ کہاں تک پہنچے تھے',
  resumeHint: 'جہاں آپ نے چھوڑا تھا، وہیں سے آگے بڑھ رہے ہیں۔',

  phoneTitle: 'آپ کا موبائل نمبر',
  phoneLead:
    'اکاؤنٹ کھولنے کا آغاز آپ کے اپنے نمبر سے ہوتا ہے۔ ہم آپ کو SMS سے چھ ہندسوں کا کوڈ بھیجتے ہیں، جسے آپ اگلی اسکرین پر لکھتے ہیں۔',
  phoneLabel: 'موبائل نمبر',
  send: 'کوڈ بھیجیں',
  whyTitle: 'ہم نمبر کیوں پوچھتے ہیں',
  why: 'آج اور ہر بار سائن اِن کرتے وقت، آپ کے نمبر ہی سے ہم آپ کو پہچانتے ہیں۔',
  stepsTitle: 'پانچ مرحلے',
  aadhaar: 'آدھار',
  pan: 'پین',
  password: 'پاس ورڈ',
  cards: 'اپنا آدھار کارڈ اور پین کارڈ پاس رکھیں۔',

  codeTitle: 'کوڈ لکھیں',
  codeSentTo: (phone) => `ہم نے چھ ہندسوں کا کوڈ اس نمبر پر بھیجا ہے: ${phone}`,
  changeNumber: 'نمبر بدلیں',
  codeLabel: 'سیکیورٹی کوڈ',
  codeHint: 'تمام چھ خانے بھرتے ہی کوڈ خود بخود جانچا جاتا ہے۔',
  digits: ['پہلا ہندسہ', 'دوسرا ہندسہ', 'تیسرا ہندسہ', 'چوتھا ہندسہ', 'پانچواں ہندسہ', 'چھٹا ہندسہ'],
  resend: 'ایک اور SMS بھیجیں',
  helpTitle: 'SMS نہیں ملا؟',
  helpWait: 'SMS آنے میں کچھ منٹ لگ سکتے ہیں۔ اگر ایک سے زیادہ آئے ہوں تو سب سے نیا کوڈ لکھیں۔',
  helpNumber:
    'دیکھ لیں کہ اوپر دیے گئے نمبر کے آخری ہندسے آپ ہی کے نمبر کے ہیں۔ اگر نہیں تو نمبر بدلیں۔',
  helpPhone: 'دیکھ لیں کہ فون میں نیٹ ورک ہے اور وہ انجان نمبروں کے SMS نہیں روکتا۔',
  helpAgain: 'ایک اور SMS منگوائیں، یا اپنا کوئی دوسرا موبائل نمبر دیں۔',
  secrecyTitle: 'کوڈ کسی کو نہ بتائیں',
  secrecy: (brand) =>
    `${brand} کبھی کال، SMS یا ای میل کے ذریعے یہ کوڈ نہیں پوچھتا۔ جو پوچھے وہ ہم نہیں ہیں۔ کوڈ صرف یہیں لکھیں، اور کہیں نہیں۔`,

  verifiedTitle: 'نمبر کی تصدیق پہلے ہی ہو چکی ہے',
  verified: (phone) => `آپ اس نمبر کی تصدیق کر چکے ہیں: ${phone}۔ یہاں اور کچھ نہیں کرنا ہے۔`,

  detailsTitle: 'ذاتی معلومات',
  detailsLead: (phone) => `تصدیق شدہ نمبر: ${phone}`,
  details:
    'آگے آپ کا نام، تاریخِ پیدائش، ای میل اور پن کوڈ پوچھا جائے گا۔ یہ حصہ ابھی شروع نہیں ہوا، اس لیے فی الحال کچھ بھرنا نہیں ہے۔',
  comingTitle: 'ابھی باقی ہے',
}

export const script: typeof en.script = {
  errorPrefix: 'خرابی: ',
  phone: {
    empty: 'اپنا موبائل نمبر لکھیں۔',
    letters: 'موبائل نمبر میں صرف ہندسے لکھیں۔',
    foreign: 'بھارت کا موبائل نمبر لکھیں۔ دوسرے ملکوں میں ہم ابھی SMS نہیں بھیج سکتے۔',
    start: 'ایسا موبائل نمبر لکھیں جو 6، 7، 8 یا 9 سے شروع ہوتا ہو۔',
    length: 'اپنے موبائل نمبر کے پورے دس ہندسے لکھیں، نہ کم نہ زیادہ۔',
  },
  code: {
    empty: 'SMS میں آیا چھ ہندسوں کا کوڈ لکھیں۔',
    short: 'کوڈ میں چھ ہندسے ہوتے ہیں۔ ہر خانہ بھریں۔',
    'too-many': 'اس میں ہندسے زیادہ ہیں۔ کوڈ میں چھ ہندسے ہوتے ہیں۔',
    unclear: 'ہم سمجھ نہیں سکے کہ ان میں کوڈ کون سا ہے۔ اس کے چھ ہندسے لکھیں۔',
  },
  failures: {
    offline: 'آپ آف لائن ہیں۔ کچھ ضائع نہیں ہوا: انٹرنیٹ سے جڑیں، پھر کوشش کریں۔',
    timeout: 'اس میں بہت وقت لگ رہا ہے۔ اپنا انٹرنیٹ دیکھیں، پھر کوشش کریں۔',
    in_progress: 'آپ کا کوڈ ابھی بھیجا جا رہا ہے۔ تھوڑی دیر میں پھر کوشش کریں۔',
    sms_unavailable: 'ہم ابھی کوڈ نہیں بھیج سکے۔ تھوڑی دیر میں پھر کوشش کریں۔',
    bot_check_unavailable:
      'جانچ نہیں ہو سکی۔ اگر آپ نے challenges.cloudflare.com کو روکا ہے تو اسے چالو کریں، پھر کوشش کریں۔',
    bot_check_failed: 'جانچ سے یہ ثابت نہیں ہوا کہ آپ انسان ہیں۔ پھر کوشش کریں۔',
    invalid_phone: 'یہ ایسا موبائل نمبر نہیں ہے جس پر ہم SMS بھیج سکیں۔ اس کے ہندسے دیکھیں۔',
    unsupported_country: 'دوسرے ملکوں میں ہم ابھی SMS نہیں بھیج سکتے۔',
    undeliverable_phone: 'اس نمبر پر ہمارے SMS نہیں پہنچ سکتے۔ دوسرا موبائل نمبر دیں۔',
    otp_expired: 'اس کوڈ کا وقت ختم ہو گیا۔ نیچے سے ایک اور SMS منگوائیں۔',
    too_many_attempts: 'یہ کوڈ بند ہو گیا ہے: بہت بار غلط لکھا گیا۔ نیچے سے ایک اور SMS منگوائیں۔',
    session_not_found: 'وہ کارروائی ختم ہو چکی ہے۔ دوبارہ شروع کرنے کے لیے اپنا نمبر لکھیں۔',
  },
  unreachable: (brand) => `${brand} سے رابطہ نہیں ہو سکا۔ اپنا انٹرنیٹ دیکھیں، پھر کوشش کریں۔`,
  limited: (seconds) =>
    `بہت زیادہ درخواستیں ہو گئی ہیں۔ پھر کوشش کرنے سے پہلے اتنا رکیں: ${inWords('ur', seconds)}۔`,
  failure: 'ہماری طرف سے کچھ خرابی ہوئی۔ ذرا رکیں، پھر کوشش کریں۔',
  wrongCode: 'یہ کوڈ درست نہیں ہے۔',
  triesLeft: (left) => plural('ur', left, { one: '# موقع باقی ہے۔', other: '# موقعے باقی ہیں۔' }),
  noTriesLeft: 'کوئی موقع باقی نہیں: نیچے سے ایک اور SMS منگوائیں۔',
  codeLocked: 'اس کوڈ کے لیے کوئی موقع باقی نہیں۔ نیچے سے ایک اور SMS منگوائیں۔',
  codeExpired: 'اس کوڈ کا وقت ختم ہو گیا ہے۔ نیچے سے ایک اور SMS منگوائیں۔',
  codeUntil: (moment) => `کوڈ ${timeOfDay('ur', moment)} تک چلے گا۔`,
  sending: 'بھیجا جا رہا ہے…',
  sendingCode: 'آپ کے فون پر کوڈ بھیجا جا رہا ہے۔',
  stillTrying: 'کوشش جاری ہے۔ ایک لمحہ رکیں…',
  waitingForCheck: 'جانچ کا انتظار ہے…',
  tryAgain: 'دوبارہ کوشش کریں',
  codeSent: 'ہم نے آپ کو کوڈ بھیج دیا ہے۔',
  numberNotKept: 'آپ کی حفاظت کے لیے ہم آپ کا نمبر یہاں نہیں رکھتے۔ اسے دوبارہ لکھیں۔',
  numberEnding: (digits) => `نمبر جس کے آخری ہندسے ${digits} ہیں`,
  checking: 'جانچا جا رہا ہے…',
  checkingCode: 'آپ کا کوڈ جانچا جا رہا ہے۔',
  verified: 'تصدیق ہو گئی',
  numberVerified: 'آپ کے نمبر کی تصدیق ہو گئی ہے۔',
  resendIn: (clock) => `${clock} میں`,
  enoughCodes: (seconds) =>
    `فی الحال کافی کوڈ بھیجے جا چکے ہیں۔ پھر منگوانے سے پہلے اتنا رکیں: ${inWords('ur', seconds)}۔ نیچے “SMS نہیں ملا؟” دیکھیں۔`,
  resendNow: 'اب آپ ایک اور SMS منگوا سکتے ہیں۔',
  resent: 'ہم نے ایک اور SMS بھیج دیا ہے۔',
}

export const delivery: typeof en.delivery = {
  delivered: 'کوڈ آپ کے فون پر پہنچ گیا ہے۔',
  failed: 'اس نمبر تک SMS نہیں پہنچا۔ اسے دیکھیں، یا پھر کوشش کریں۔',
  change: 'نمبر بدلیں',
  channels: {
    voice: {
      ask: 'کال کر کے کوڈ بتائیں',
      progress: 'کال کی جا رہی ہے…',
      success: 'ہم آپ کو کال کر رہے ہیں۔ جو بٹن بتایا جائے اسے دبائیں، پھر کوڈ سنیں۔',
      help: 'کال منگوائیں: آپ ایک بٹن دباتے ہیں اور کوڈ سنتے ہیں۔',
    },
    whatsapp: {
      ask: 'WhatsApp پر بھیجیں',
      progress: 'بھیجا جا رہا ہے…',
      success: 'ہم نے کوڈ WhatsApp پر بھیج دیا ہے۔',
      help: 'اگر SMS نہیں آتے مگر انٹرنیٹ چلتا ہے تو کوڈ WhatsApp پر منگوائیں۔',
    },
  },
}

export const botCheck: typeof en.botCheck = {
  title: 'جانچ کہ آپ انسان ہیں',
  ask: 'دکھائیں کہ آپ انسان ہیں، پھر آپ کا کوڈ بھیجا جائے گا۔',
  cancel: 'منسوخ کریں',
}

export const worker = { botCheckPage, countryField, errors, locale, replies, texts }
