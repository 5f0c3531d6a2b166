import { connect } from 'node:net'

const TIMEOUT = 2000

/** Tells whether the webhook's address answers, and what to do where not; undefined without one. */
export async function webhookNotice(
  vars: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const gateways = vars.SMS_GATEWAYS?.split(',').map((name) => name.trim())
  const url = URL.parse(vars.SMS_WEBHOOK_URL ?? '')
  if (!gateways?.includes('webhook') || !url) return undefined
  return (await listens(url))
    ? `Texts go to ${url.href}, where a server answers.`
    : `No server answers at SMS_WEBHOOK_URL (${url.href}): start yours, or no text arrives.`
}

function listens({ protocol, hostname, port }: URL): Promise<boolean> {
  const usual = protocol === 'https:' ? 443 : 80
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const socket = connect({ host, port: Number(port) || usual, timeout: TIMEOUT })
    const end = (answers: boolean) => {
      socket.destroy()
      resolve(answers)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
