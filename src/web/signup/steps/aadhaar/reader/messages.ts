import type { FileOutcome } from './outcome.ts'

/** Names the policy by which the page's headers let it start the worker, and nothing else. */
export const POLICY = 'aadhaar-reader'
export const WORKER_URL = '/assets/aadhaar-reader.js'

/** Holds what the page asks of the worker. */
export type Question = { readonly id: number } & Asked

export type Asked =
  | { readonly kind: 'frame'; readonly pixels: ImageData }
  | { readonly kind: 'picture'; readonly file: Blob }
  | { readonly kind: 'pdf'; readonly file: Blob }
  | { readonly kind: 'password'; readonly password: string | undefined }

/** Holds what the worker answers; before a PDF is read it may ask back. */
export type Answer = { readonly id: number } & Told

export type Told =
  | { readonly kind: 'texts'; readonly texts: readonly string[] | undefined }
  | { readonly kind: 'outcome'; readonly outcome: FileOutcome }
  | { readonly kind: 'ask_password'; readonly wrong: boolean }
