import type { Channel } from '../../lib/replies.ts'

export const DELIVERY = {
  delivered: 'The code has reached your phone.',
  failed: 'We could not reach this number. Check it, or try again.',
  change: 'Change number',
}

/** Holds a channel's button, what that says as it works and after, and its line of help. */
export const CHANNELS: Record<Channel, Record<'ask' | 'progress' | 'success' | 'help', string>> = {
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
}
