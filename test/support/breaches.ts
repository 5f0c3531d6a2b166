import { createHash } from 'node:crypto'
import { fail, type Failure, startStandIn } from './stand-in.ts'

/** Says how the service of leaked passwords answers: it lists the tests' leaked one, or refuses, or fails. */
export type Breaches = 'lists' | 'refuses' | 'redirects' | Failure['kind']

/** A password that leaked, as the stand-in has it. */
export const LEAKED = 'leaked for the tests'

/**
 * Runs a stand-in for the range lookup of leaked passwords. How it answers is in the path, so that
 * tests at once do not disturb each other: `/<how>/<first 5 hex digits of the SHA-1>`.
 */
export function startBreaches() {
  const hash = createHash('sha1').update(LEAKED).digest('hex').toUpperCase()
  const padding = `${'0'.repeat(35)}:0`
  return startStandIn(({ url, headers }, response) => {
    const [, how, prefix] = url.pathname.split('/')
    if (headers['add-padding'] !== 'true') return response.writeHead(400).end()
    if (how === 'refuses') return response.writeHead(503).end()
    if (how === 'redirects') return response.writeHead(302, { location: '/lists/' }).end()
    if (how !== 'lists') return fail(response, { kind: how as Failure['kind'] })
    const listed = prefix === hash.slice(0, 5) ? [`${hash.slice(5)}:3`] : []
    return response.writeHead(200).end([padding, ...listed].join('\r\n'))
  })
}
