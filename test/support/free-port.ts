import { createServer } from 'node:net'

/** A port that nothing listens on just now. */
export function freePort(): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? String(address?.port) : ''))
    })
  })
}
