import { readConfig } from '../config.ts'
import { factory } from '../http/factory.ts'
import { methodNotAllowed } from '../http/method-not-allowed.ts'

/** For whoever watches the service: whether it is configured, and what is not. */
export const health = factory
  .createApp()
  .get('/healthz', (c) => {
    const result = readConfig(c.env)
    if (result.ok) return c.json({ status: 'ok' as const })
    return c.json({ status: 'not_configured' as const, unusable: result.unusable }, 503)
  })
  .all('/healthz', methodNotAllowed('GET, HEAD'))
