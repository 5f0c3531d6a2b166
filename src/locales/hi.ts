import type * as en from './en.ts'
import { plural } from './forms.ts'

export const botCheckPage: typeof en.botCheckPage = {
  title: (brand) => `पुष्टि करें कि आप रोबोट नहीं हैं – ${brand}`,
}

export const calls: typeof en.calls = {
  ask: (brand) => `नमस्ते, यह कॉल इनकी ओर से है: ${brand}. आपने एक कोड माँगा है। उसे सुनने के लिए एक दबाएँ।`,
  code: 'आपका कोड है',
  digits: ['शून्य', 'एक', 'दो', 'तीन', 'चार', 'पाँच', 'छह', 'सात', 'आठ', 'नौ'],
  gone: 'यह कोड अब मान्य नहीं है। कृपया पेज पर नया कोड माँगें। धन्यवाद।',
  goodbye: 'इसे किसी को न बताएँ। धन्यवाद।',
}

export const errors: typeof en.errors = {
  already_verified: 'यह नंबर पहले ही सत्यापित हो चुका है।',
  another_body: 'यह Idempotency-Key किसी दूसरे अनुरोध के लिए इस्तेमाल हो चुकी है।',
  body_too_large: 'भेजा गया डेटा बहुत बड़ा है।',
  bot_check_failed: 'हम पुष्टि नहीं कर सके कि आप रोबोट नहीं हैं। कृपया जाँच फिर से पूरी करें।',
  bot_check_required: 'कृपया पहले पुष्टि करें कि आप रोबोट नहीं हैं।',
  channel_not_offered: 'कोड अभी इस तरीके से नहीं भेजा जा सकता।',
  cross_site: 'यह अनुरोध किसी दूसरी साइट से आया है।',
  in_progress: 'कोड भेजा जा रहा है। कृपया थोड़ा इंतज़ार करें।',
  invalid_json: 'भेजा गया डेटा मान्य JSON नहीं है।',
  invalid_phone: 'ऐसा मोबाइल नंबर डालें जिस पर SMS आ सके।',
  invalid_request: 'अनुरोध मान्य नहीं है।',
  method_not_allowed: (methods) => `${methods} का उपयोग करें।`,
  not_configured: 'यह सेवा अभी चालू नहीं की गई है।',
  not_found: 'यहाँ कुछ नहीं है।',
  otp_expired: 'इस OTP का समय समाप्त हो गया है। कृपया नया OTP माँगें।',
  otp_incorrect: (attempts) =>
    `OTP गलत है। ${plural('hi', attempts, { one: '# कोशिश बाकी है', other: '# कोशिशें बाकी हैं' })}।`,
  rate_limited: 'बहुत ज़्यादा अनुरोध आए हैं। कृपया बाद में फिर कोशिश करें।',
  receipt_forged: 'यह गेटवे से नहीं आया है।',
  receipt_unreadable: 'यह डिलीवरी की रसीद नहीं है।',
  resend_too_soon: (seconds) =>
    `कृपया दूसरा कोड माँगने से पहले ${plural('hi', seconds, { other: '# सेकंड' })} इंतज़ार करें।`,
  session_not_found: 'यह साइनअप समाप्त हो चुका है। कृपया फिर से शुरू करें।',
  temporarily_unavailable: 'हम अभी बहुत व्यस्त हैं। कृपया थोड़ी देर में फिर कोशिश करें।',
  text_not_sent: 'हम कोड नहीं भेज सके। कृपया फिर कोशिश करें।',
  too_many_attempts: 'बहुत बार गलत OTP डाला गया है। कृपया नया OTP माँगें।',
  undeliverable_phone: 'इस नंबर पर SMS नहीं पहुँच सकता। नंबर जाँच लें, या कोई दूसरा नंबर डालें।',
  unexpected_error: 'हमारी ओर से कुछ गड़बड़ हो गई है।',
  unsupported_country: 'हम उस देश के नंबरों पर अभी SMS नहीं भेज सकते।',
  unsupported_media_type: 'डेटा application/json के रूप में भेजें।',
}

export const locale: typeof en.locale = { tag: 'hi', name: 'हिन्दी', dir: 'ltr', reviewed: false }

export const notFound: typeof en.notFound = {
  lead: 'इस पते पर कुछ नहीं है। हो सकता है कि पता गलत लिखा गया हो।',
  start: 'खाता खोलें',
  title: 'पेज नहीं मिला',
}

export const replies: typeof en.replies = {
  code_sent: 'OTP भेज दिया गया है।',
  phone_verified: 'मोबाइल नंबर सत्यापित हो गया है।',
  receipts_taken: 'मिल गया।',
  signup_open: 'साइनअप जारी है।',
}

export const texts: typeof en.texts = {
  code: (code, brand) => `${code} आपका ${brand} कोड है। इसे किसी को न बताएँ। हम इसे कभी नहीं माँगते।`,
  codeForApp: (code, brand) => `${code} आपका ${brand} कोड है। किसी को न बताएँ।`,
}

export const worker = { botCheckPage, errors, locale, replies, texts }
