import type * as en from './en.ts'
import { plural } from './forms.ts'

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

export const worker = { botCheckPage, errors, locale, replies, texts }
