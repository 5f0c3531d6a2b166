import * as z from 'zod'
import { credential, providerOrigin, STAND_IN } from '../platform/settings.ts'
import { errorCode } from './error-code.ts'

const SETU = 'https://dg.setu.co'

/** Reads the account at Setu (https://docs.setu.co/data), which PAN and DigiLocker share. */
export const setuForm = (development: boolean) =>
  z.object({
    SETU_CLIENT_ID: credential().meta({ description: "the account's client id" }),
    SETU_CLIENT_SECRET: credential().meta({ description: "the account's client secret" }),
    SETU_ORIGIN: providerOrigin(development, SETU).default(SETU).meta(STAND_IN),
  })

/** Reads the id that Setu gives each product of an account. */
export const setuProduct = (product: string) =>
  credential().meta({ description: `the product instance id of ${product}` })

/** Makes the headers of each request. */
export function setuHeaders(
  account: z.infer<ReturnType<typeof setuForm>>,
  product: string,
): Record<string, string> {
  return {
    'x-client-id': account.SETU_CLIENT_ID,
    'x-client-secret': account.SETU_CLIENT_SECRET,
    'x-product-instance-id': product,
    'content-type': 'application/json',
  }
}

const error = z.object({ error: z.object({ code: errorCode }) })

/** Reads the code of Setu's error, or else the status, for the log. */
export function setuCode(status: number, body: unknown): string {
  return error.safeParse(body).data?.error.code ?? `http_${status}`
}
