import type { Context } from 'hono'
import { refuse } from '../http/errors.ts'
import type { AppEnv } from '../http/factory.ts'

/** Matches where programs ask, which read JSON alone. */
const FOR_PROGRAMS = /^\/(?:users\/api|webhooks)(?:\/|$)/

/** Answers what is no route: with a page to whoever looks for one, in JSON to programs. */
export async function elsewhere(c: Context<AppEnv>): Promise<Response> {
  const isRead = ['GET', 'HEAD'].includes(c.req.method)
  if (!isRead || FOR_PROGRAMS.test(c.req.path)) return refuse(c, { reason: 'not_found' })
  const page = await c.env.ASSETS.fetch(new URL('/404', c.req.url))
  c.set('refusedFor', 'not_found')
  return c.html(await page.text(), 404)
}
