import { readConfig } from '../config.ts'
import { factory } from '../http/factory.ts'

/** Tells whoever watches the service what of its configuration is missing or wrong. */
export const health = factory.createApp().get('/healthz', (c) => {
  const result = readConfig(c.env)
  if (result.ok) return c.json({ status: 'ok' as const })
  return c.json({ status: 'not_configured' as const, unusable: result.unusable }, 503)
})
