import { randomBytes } from 'node:crypto'
import { readConfig } from '../../src/config.ts'

/** Random bytes, as a secret is written. */
export const base64 = (bytes = 32) => randomBytes(bytes).toString('base64')

/** A development as `npm run dev` sets it up. */
export const DEVELOPMENT = {
  ENVIRONMENT: 'development',
  BRAND: 'NeoBank',
  PUBLIC_HOST: '',
  ALLOWED_COUNTRIES: 'IN',
  SMS_GATEWAYS: 'console',
  SMS_WEBHOOK_URL: '',
  OTP_SECRET: `dev:${base64()}`,
  DATA_SECRET: `dev:${base64()}`,
  INDEX_SECRET: base64(),
}

/** A production with the webhook gateway, fully configured. */
export const PRODUCTION = {
  ...DEVELOPMENT,
  ENVIRONMENT: undefined,
  PUBLIC_HOST: 'signup.example',
  SMS_GATEWAYS: 'webhook',
  SMS_WEBHOOK_URL: 'https://sms.example/otp',
  SMS_WEBHOOK_SECRET: `whsec_${base64()}`,
}

/** The configuration made of these vars, or what is unusable of them. */
export const read = (vars: Record<string, unknown>) => readConfig(vars as unknown as Env)

/** The configuration; throws where it is none. */
export function config(vars: Record<string, unknown>) {
  const result = read(vars)
  if (!result.ok) throw new Error(result.unusable.join())
  return result.config
}

/** The names of what is missing or wrong. */
export const unusable = (vars: Record<string, unknown>) => {
  const result = read(vars)
  return result.ok ? [] : result.unusable
}

/** The names of the gateways, in their order. */
export const gateways = (vars: Record<string, unknown>) =>
  config(vars).gateways.map(({ name }) => name)
