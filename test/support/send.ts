import type { Send } from '../../src/otp/send.ts'

/** Makes a send of its own: of a new session, from an address of its own, by one gateway. */
export function newSend(more: Partial<Send> = {}): Send {
  const id = crypto.randomUUID()
  return {
    id,
    sessionId: `session-${id}`,
    isFirst: true,
    phone: { e164: '+919876543210', country: 'IN' },
    channel: 'sms',
    language: 'en',
    app: undefined,
    route: ['webhook'],
    asker: { kind: 'ipv4', address: `address-${id}` },
    token: undefined,
    key: undefined,
    deviceId: undefined,
    solved: false,
    ...more,
  }
}
