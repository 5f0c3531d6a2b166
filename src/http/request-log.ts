import { routePath } from 'hono/route'
import { logEvent } from '../platform/log.ts'
import { factory } from './factory.ts'

/** Logs a line a request: its route, not its URL, into which anybody can write anything. */
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
