import { HTTPException } from 'hono/http-exception'
import { readConfig } from './config.ts'
import { ObjectUnavailableError } from './platform/durable-call.ts'
import { refuse } from './http/errors.ts'
import { factory } from './http/factory.ts'
import { requestLog } from './http/request-log.ts'
import { sameOrigin } from './http/same-origin.ts'
import { replyHeaders } from './http/security-headers.ts'
import { accountPage } from './routes/account-page.ts'
import { account } from './routes/account.ts'
import { botCheck } from './routes/bot-check.ts'
import { closeAccount } from './routes/close-account.ts'
import { createAccount } from './routes/create-account.ts'
import { elsewhere } from './routes/elsewhere.ts'
import { finishAadhaar } from './routes/finish-aadhaar.ts'
import { health } from './routes/health.ts'
import { notices } from './routes/notices.ts'
import { personalDetails } from './routes/personal-details.ts'
import { sandboxDigiLocker } from './routes/sandbox-digilocker.ts'
import { sendOtp } from './routes/send-otp.ts'
import { session } from './routes/session.ts'
import { signOut } from './routes/sign-out.ts'
import { signupForm } from './routes/signup-form.ts'
import { signupPage } from './routes/signup-page.ts'
import { smsReceipts } from './routes/sms-receipts.ts'
import { startAadhaar } from './routes/start-aadhaar.ts'
import { verifyAadhaarQr } from './routes/verify-aadhaar-qr.ts'
import { verifyOtp } from './routes/verify-otp.ts'
import { verifyPan } from './routes/verify-pan.ts'
import { withdrawConsent } from './routes/withdraw-consent.ts'
import { logEvent } from './platform/log.ts'

/** Answers 503 for the whole API while anything it needs is missing; /healthz says what. */
const configured = factory.createMiddleware(async function configured(c, next) {
  const result = readConfig(c.env)
  if (!result.ok) return refuse(c, { reason: 'not_configured' })
  c.set('config', result.config)
  return next()
})

/** Serves the Worker's routes, behind what every request passes through. */
export const app = factory
  .createApp()
  .use(replyHeaders)
  .use(requestLog)
  .use('/users/api/*', configured, sameOrigin)
  .use('/webhooks/*', configured)
  .use('/users/signup/*', configured)
  .use('/users/account/*', configured)
  .get('/', (c) => c.redirect('/users/signup/'))
  // The file itself is an asset; only its path with a slash comes here, and is matched without it.
  .get('/openapi.json', (c) => c.redirect('/openapi.json', 308))
  .route('/', health)
  .route('/', botCheck)
  .route('/', sandboxDigiLocker)
  .route('/', signupPage)
  .route('/', signupForm)
  .route('/', accountPage)
  .route('/', sendOtp)
  .route('/', verifyOtp)
  .route('/', session)
  .route('/', notices)
  .route('/', personalDetails)
  .route('/', verifyAadhaarQr)
  .route('/', startAadhaar)
  .route('/', finishAadhaar)
  .route('/', verifyPan)
  .route('/', createAccount)
  .route('/', account)
  .route('/', signOut)
  .route('/', withdrawConsent)
  .route('/', closeAccount)
  .route('/', smsReceipts)

// Not Hono's own `methodNotAllowed`: it runs as if no path had matched, so the log would name none.
const methods = Map.groupBy(
  app.routes.filter(({ method }) => method !== 'ALL'),
  ({ path }) => path,
)
for (const [path, routes] of methods) {
  const own = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const allow = [...new Set(own)].join(', ')
  app.all(path, (c) => refuse(c, { reason: 'method_not_allowed', allow }))
}

app.notFound(elsewhere)

app.onError((error, c) => {
  // The JSON validator throws this for a body that does not parse.
  if (error instanceof HTTPException && error.status === 400) {
    return refuse(c, { reason: 'invalid_json' })
  }
  if (error instanceof ObjectUnavailableError) return refuse(c, { reason: 'object_unavailable' })
  logEvent('unexpected_error', { id: c.get('requestId') }, error)
  return refuse(c, { reason: 'unexpected_error' })
})

/**
 * Types the routes for clients (`hc`).
 * @public
 */
export type AppType = typeof app
