import * as z from 'zod'

/** Reads the code of a provider's error, for the log: without capitals and digits it is no PAN. */
export const errorCode = z.string().regex(/^[a-z][a-z_]{2,80}$/)
