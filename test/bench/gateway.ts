import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A text as either Worker posts it: bare, or in the webhook's envelope. */
type Posted = Text & { readonly data?: Text }
type Text = { readonly to?: string; readonly text?: string }

/** The gateway of both Workers: takes every text at once, and knows the code in the last to a number. */
export async function startGateway() {
  const codes = new Map<string, string>()
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const posted = (await json(request)) as Posted
    const { to = '', text = '' } = posted.data ?? posted
    codes.set(to, /\b\d{6}\b/.exec(text)?.[0] ?? '')
    response.writeHead(204).end()
  }
  const server = createServer((request, response) => void take(request, response))
  // A connection closed as idle just when a Worker uses it again would look like a lost text.
  server.keepAliveTimeout = 600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/sms`,
    /** The code texted to a number last. */
    codeFor: (phone: string): string => {
      const code = codes.get(phone)
      if (code === undefined) throw new Error('no text came')
      codes.delete(phone)
      return code
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
