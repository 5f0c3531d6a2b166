import type { Channel } from './replies.ts'

/** What is said of a code whose way to the phone has ended. */
export const DELIVERY = {
  delivered: 'The code has reached your phone.',
  failed: 'We could not reach this number. Check it, or try again.',
  change: 'Change number',
}

/** A way other than a text: its button, what that says as it works and after, and the help. */
export const OTHER_WAYS: Record<Channel, Record<'ask' | 'sending' | 'sent' | 'help', string>> = {
  voice: {
    ask: 'Call me with the code',
    sending: 'Calling…',
    sent: 'We are calling you. Press the key you are asked for, and you hear the code.',
    help: 'Ask for a call: you press a key, and hear the code.',
  },
  whatsapp: {
    ask: 'Send it by WhatsApp',
    sending: 'Sending…',
    sent: 'We sent it by WhatsApp.',
    help: 'If texts do not reach you but the internet does, ask for the code by WhatsApp.',
  },
}
