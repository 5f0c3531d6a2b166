import { registerHooks } from 'node:module'
import { replaceGlobals } from './globals.ts'

/**
 * To be given to `node --import`, so that it runs before anything of the Worker is loaded: gives
 * workerd's own modules a stand-in, and takes chance and time away from everything but the seed.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  'cloudflare:workers': new URL('stand-ins/workers.ts', import.meta.url).href,
}

registerHooks({
  resolve(specifier, context, next) {
    const url = STAND_INS[specifier]
    return url === undefined ? next(specifier, context) : { url, shortCircuit: true }
  },
})

replaceGlobals()
