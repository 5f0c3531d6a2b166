import type { Step } from './steps.ts'

/** Holds a step's notice but for its words: a version for all languages, and its purposes. */
export type Notice = {
  readonly version: string
  readonly purposes: Readonly<Record<string, { readonly required: boolean }>>
}

/**
 * Lists the notices that are shown. Words that change, in src/locales, take a new version: a consent is
 * to what was read. A test holds each version to its words.
 */
export const NOTICES = {
  'personal-details': {
    version: '2026-11-28',
    purposes: {
      account: { required: true },
      contact: { required: true },
      offers: { required: false },
    },
  },
  aadhaar: { version: '2026-11-28', purposes: { aadhaar: { required: true } } },
  pan: { version: '2026-11-28', purposes: { pan: { required: true } } },
} as const satisfies { readonly [One in Step]?: Notice }

export type NoticeStep = keyof typeof NOTICES
