import * as z from 'zod'

/** Holds the vars and secrets as given, without those left empty. */
export type Vars = Readonly<Record<string, unknown>>

/** Holds what a form made of the vars, or the names of those that are missing or wrong. */
export type SettingsResult<Settings> =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly unusable: readonly string[] }

export function readSettings<Settings>(
  form: z.ZodType<Settings>,
  vars: Vars,
): SettingsResult<Settings> {
  const { success, data, error } = form.safeParse(vars)
  if (success) return { ok: true, settings: data }
  return { ok: false, unusable: error.issues.map(({ path }) => String(path[0])) }
}

const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/

/** Describes such an origin in the table of settings. */
export const STAND_IN = { description: 'in development alone: where a stand-in runs' }

/** Reads the origin of a provider's API: `own`, or in development alone a stand-in's. */
export function providerOrigin(development: boolean, own?: string) {
  return z.string().refine((origin) => origin === own || (development && ORIGIN.test(origin)))
}

/** Reads a key or id that goes into a header as it is. */
export function credential() {
  return z.string().regex(/^[\w.~+/=-]{8,200}$/)
}

/** Reads a list separated by commas. */
export const list = z.string().transform((text) => text.split(',').map((entry) => entry.trim()))
