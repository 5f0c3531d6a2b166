import { routePath } from 'hono/route'
import { logEvent } from '../platform/log.ts'
import { factory } from './factory.ts'

/**
 * One line for each request: its route and not its URL, which anybody can write anything into; and of
 * a send the gateways that were asked, what they said, and after how many milliseconds.
 */
export const requestLog = factory.createMiddleware(async function requestLog(c, next) {
  const start = Date.now()
  await next()
  logEvent('request', {
    id: c.get('requestId'),
    method: c.req.method,
    route: routePath(c, -1),
    status: c.res.status,
    refusedFor: c.get('refusedFor'),
    tried: c
      .get('attempts')
      ?.map(({ gateway, answer, duration }) => `${gateway}:${answer}:${duration}`)
      .join(),
    ms: Date.now() - start,
  })
})
