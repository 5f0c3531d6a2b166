import type * as en from './en.ts'
import { inWords, plural, timeOfDay } from './forms.ts'

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

export const countryField: typeof en.countryField = {
  label: 'देश',
  hint: 'भारत का ऐसा नंबर, जिस पर SMS आ सकें।',
  hintAbroad: 'ऐसा नंबर, जिस पर SMS आ सकें।',
}

export const page: typeof en.page = {
  description: (brand) => `${brand} में खाता खोलें। शुरुआत आपके मोबाइल नंबर से होती है।`,
  languages: 'भाषा',
  noscript: 'इस पेज के लिए JavaScript ज़रूरी है। अपने ब्राउज़र में इसे चालू करें, फिर पेज दोबारा खोलें।',
  back: 'पीछे जाएँ',
  goOn: 'आगे बढ़ें',
  tryAgain: 'फिर कोशिश करें',
  startAgain: 'फिर से शुरू करें',
  otherNumber: 'दूसरे नंबर से फिर शुरू करें',
  step1: '5 में से चरण 1',
  step2: '5 में से चरण 2',

  resumeProgress: 'खाता खोलें',
  resumeTitle: 'आप कहाँ तक पहुँचे थे, यह देखा जा रहा है',
  resumeHint: 'जहाँ आपने छोड़ा था, वहीं से आगे बढ़ रहे हैं।',

  phoneTitle: 'आपका मोबाइल नंबर',
  phoneLead:
    'खाता खोलने की शुरुआत आपके अपने नंबर से होती है। हम आपको SMS से छह अंकों का कोड भेजते हैं, जिसे आप अगली स्क्रीन पर लिखते हैं।',
  phoneLabel: 'मोबाइल नंबर',
  send: 'कोड भेजें',
  whyTitle: 'हम नंबर क्यों पूछते हैं',
  why: 'आज और हर बार साइन इन करते समय, आपके नंबर से ही हम आपको पहचानते हैं।',
  stepsTitle: 'पाँच चरण',
  aadhaar: 'आधार',
  pan: 'पैन',
  password: 'पासवर्ड',
  cards: 'अपना आधार कार्ड और पैन कार्ड पास रखें।',

  codeTitle: 'कोड लिखें',
  codeSentTo: (phone) => `हमने छह अंकों का कोड इस नंबर पर भेजा है: ${phone}`,
  changeNumber: 'नंबर बदलें',
  codeLabel: 'सुरक्षा कोड',
  codeHint: 'सभी छह खाने भरते ही कोड अपने आप जाँचा जाता है।',
  digits: ['पहला अंक', 'दूसरा अंक', 'तीसरा अंक', 'चौथा अंक', 'पाँचवाँ अंक', 'छठा अंक'],
  resend: 'एक और SMS भेजें',
  helpTitle: 'SMS नहीं मिला?',
  helpWait: 'SMS आने में कुछ मिनट लग सकते हैं। अगर एक से ज़्यादा आए हों, तो सबसे नया कोड लिखें।',
  helpNumber: 'देख लें कि ऊपर दिए गए नंबर के आख़िरी अंक आपके नंबर के ही हैं। अगर नहीं, तो नंबर बदलें।',
  helpPhone: 'देख लें कि फ़ोन में नेटवर्क है और वह अनजान नंबरों के SMS नहीं रोकता।',
  helpAgain: 'एक और SMS मँगाएँ, या अपना कोई दूसरा मोबाइल नंबर दें।',
  secrecyTitle: 'कोड किसी को न बताएँ',
  secrecy: (brand) =>
    `${brand} कभी भी कॉल, SMS या ईमेल से यह कोड नहीं पूछता। जो पूछे, वह हम नहीं हैं। कोड केवल यहीं लिखें, और कहीं नहीं।`,

  verifiedTitle: 'नंबर पहले ही सत्यापित है',
  verified: (phone) => `आप इस नंबर का सत्यापन कर चुके हैं: ${phone}। यहाँ और कुछ नहीं करना है।`,

  detailsTitle: 'निजी जानकारी',
  detailsLead: (phone) => `सत्यापित नंबर: ${phone}`,
  details:
    'आगे आपका नाम, जन्म तिथि, ईमेल और पिन कोड पूछा जाएगा। यह हिस्सा अभी शुरू नहीं हुआ है, इसलिए फ़िलहाल कुछ भरना नहीं है।',
  comingTitle: 'अभी बाकी है',
}

export const script: typeof en.script = {
  errorPrefix: 'गड़बड़ी: ',
  phone: {
    empty: 'अपना मोबाइल नंबर लिखें।',
    letters: 'मोबाइल नंबर में केवल अंक लिखें।',
    foreign: 'भारत का मोबाइल नंबर लिखें। दूसरे देशों में हम अभी SMS नहीं भेज सकते।',
    start: 'ऐसा मोबाइल नंबर लिखें, जो 6, 7, 8 या 9 से शुरू होता हो।',
    length: 'अपने मोबाइल नंबर के पूरे दस अंक लिखें, न कम न ज़्यादा।',
  },
  code: {
    empty: 'SMS में आया छह अंकों का कोड लिखें।',
    short: 'कोड में छह अंक होते हैं। हर खाना भरें।',
    'too-many': 'इसमें अंक ज़्यादा हैं। कोड में छह अंक होते हैं।',
    unclear: 'हम समझ नहीं पाए कि इनमें कोड कौन-सा है। उसके छह अंक लिखें।',
  },
  failures: {
    offline: 'आप ऑफ़लाइन हैं। कुछ खोया नहीं है: इंटरनेट से जुड़ें, फिर कोशिश करें।',
    timeout: 'इसमें बहुत समय लग रहा है। अपना इंटरनेट जाँचें, फिर कोशिश करें।',
    in_progress: 'आपका कोड अभी भेजा जा रहा है। थोड़ी देर में फिर कोशिश करें।',
    sms_unavailable: 'हम अभी कोड नहीं भेज पाए। थोड़ी देर में फिर कोशिश करें।',
    bot_check_unavailable:
      'जाँच नहीं हो सकी। अगर आपने challenges.cloudflare.com को रोका है, तो उसे चालू करें, फिर कोशिश करें।',
    bot_check_failed: 'जाँच से यह पक्का नहीं हुआ कि आप इंसान हैं। फिर कोशिश करें।',
    invalid_phone: 'यह ऐसा मोबाइल नंबर नहीं है, जिस पर हम SMS भेज सकें। इसके अंक जाँचें।',
    unsupported_country: 'दूसरे देशों में हम अभी SMS नहीं भेज सकते।',
    undeliverable_phone: 'इस नंबर पर हमारे SMS नहीं पहुँच सकते। दूसरा मोबाइल नंबर दें।',
    otp_expired: 'उस कोड का समय पूरा हो गया। नीचे से एक और SMS मँगाएँ।',
    too_many_attempts: 'यह कोड बंद हो गया है: बहुत बार गलत लिखा गया। नीचे से एक और SMS मँगाएँ।',
    session_not_found: 'वह प्रक्रिया समाप्त हो गई है। फिर से शुरू करने के लिए अपना नंबर लिखें।',
  },
  unreachable: (brand) => `${brand} से संपर्क नहीं हो पाया। अपना इंटरनेट जाँचें, फिर कोशिश करें।`,
  limited: (seconds) =>
    `बहुत ज़्यादा अनुरोध हो गए हैं। फिर कोशिश करने से पहले इतना रुकें: ${inWords('hi', seconds)}।`,
  failure: 'हमारी ओर से कुछ गड़बड़ी हुई। थोड़ा रुकें, फिर कोशिश करें।',
  wrongCode: 'यह कोड सही नहीं है।',
  triesLeft: (left) => plural('hi', left, { one: '# मौका बाकी है।', other: '# मौके बाकी हैं।' }),
  noTriesLeft: 'कोई मौका बाकी नहीं है: नीचे से एक और SMS मँगाएँ।',
  codeLocked: 'इस कोड के लिए कोई मौका बाकी नहीं है। नीचे से एक और SMS मँगाएँ।',
  codeExpired: 'इस कोड का समय पूरा हो गया है। नीचे से एक और SMS मँगाएँ।',
  codeUntil: (moment) => `कोड ${timeOfDay('hi-IN', moment)} तक चलेगा।`,
  sending: 'भेजा जा रहा है…',
  sendingCode: 'आपके फ़ोन पर कोड भेजा जा रहा है।',
  stillTrying: 'कोशिश जारी है। एक पल रुकें…',
  waitingForCheck: 'जाँच का इंतज़ार है…',
  tryAgain: 'फिर कोशिश करें',
  codeSent: 'हमने आपको कोड भेज दिया है।',
  numberNotKept: 'आपकी सुरक्षा के लिए हम आपका नंबर यहाँ नहीं रखते। इसे फिर से लिखें।',
  numberEnding: (digits) => `नंबर, जिसके आख़िरी अंक ${digits} हैं`,
  checking: 'जाँचा जा रहा है…',
  checkingCode: 'आपका कोड जाँचा जा रहा है।',
  verified: 'सत्यापित',
  numberVerified: 'आपका नंबर सत्यापित हो गया है।',
  resendIn: (clock) => `${clock} में`,
  enoughCodes: (seconds) =>
    `फ़िलहाल काफ़ी कोड भेजे जा चुके हैं। फिर मँगाने से पहले इतना रुकें: ${inWords('hi', seconds)}। नीचे “SMS नहीं मिला?” देखें।`,
  resendNow: 'अब आप एक और SMS मँगा सकते हैं।',
  resent: 'हमने एक और SMS भेज दिया है।',
}

export const delivery: typeof en.delivery = {
  delivered: 'कोड आपके फ़ोन पर पहुँच गया है।',
  failed: 'इस नंबर तक SMS नहीं पहुँचा। इसे जाँचें, या फिर कोशिश करें।',
  change: 'नंबर बदलें',
  channels: {
    voice: {
      ask: 'कॉल करके कोड बताएँ',
      progress: 'कॉल किया जा रहा है…',
      success: 'हम आपको कॉल कर रहे हैं। जो बटन बताया जाए उसे दबाएँ, फिर कोड सुनें।',
      help: 'कॉल मँगाएँ: आप एक बटन दबाते हैं और कोड सुनते हैं।',
    },
    whatsapp: {
      ask: 'WhatsApp पर भेजें',
      progress: 'भेजा जा रहा है…',
      success: 'हमने कोड WhatsApp पर भेज दिया है।',
      help: 'अगर SMS नहीं आते पर इंटरनेट चलता है, तो कोड WhatsApp पर मँगाएँ।',
    },
  },
}

export const botCheck: typeof en.botCheck = {
  title: 'जाँच कि आप इंसान हैं',
  ask: 'दिखाएँ कि आप इंसान हैं, फिर आपका कोड भेजा जाएगा।',
  cancel: 'रद्द करें',
}

export const worker = { botCheckPage, countryField, errors, locale, replies, texts }
