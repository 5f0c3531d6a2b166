import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export type Reply = {
  readonly status: number
  readonly body: Record<string, unknown>
  /** As a browser sends them back. */
  readonly cookies: string
  /** Milliseconds from the request until the whole reply was there. */
  readonly took: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Posts JSON over a connection that is kept, as from the IP address given. */
export async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const from = performance.now()
  const outgoing = request(url, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-type': 'application/json' },
  })
  outgoing.end(JSON.stringify(body))
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  const answer = await text(response)
  const took = performance.now() - from
  const cookies = response.headers['set-cookie']?.map((cookie) => cookie.split(';', 1)[0]) ?? []
  return {
    status: response.statusCode ?? 0,
    cookies: cookies.join('; '),
    body: JSON.parse(answer) as Reply['body'],
    took,
  }
}

/** Closes the connections. */
export function closeConnections(): void {
  agent.destroy()
}
