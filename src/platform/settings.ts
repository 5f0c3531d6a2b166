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

/** Describes a kind of provider: checks its settings, then makes one. */
export type ProviderKind<Provider> = {
  /** Its own settings, stricter in production. */
  readonly form: (development: boolean) => z.ZodType
  readonly read: (vars: Vars, development: boolean) => SettingsResult<Provider>
}

/** Makes a kind; `whole` has the settings that it shares with another feature, too. */
export function providerKind<Settings, Provider>(
  form: (development: boolean) => z.ZodType,
  whole: (development: boolean) => z.ZodType<Settings>,
  build: (settings: Settings) => Provider,
): ProviderKind<Provider> {
  return {
    form,
    read(vars, development) {
      const result = readSettings(whole(development), vars)
      return result.ok ? { ok: true, settings: build(result.settings) } : result
    },
  }
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
